import type { AssembleContext } from "reprise";
import {
  densityOfLog,
  fractionBelow,
  fussCatalan,
  logLargestSingularValue,
  logQuantile,
  type SpectralLaw,
} from "../lib/fuss-catalan.ts";
import { column, estimate, estimateCurve, mean, quantile } from "../lib/statistics.ts";
import type { Artifact } from "./artifact.ts";

interface Params {
  readonly width: number;
  readonly depths: readonly number[];
  readonly products: number;
  readonly rootBin: number;
}

interface Result {
  /** `[depths][width]`, descending */
  readonly logSingularValues: readonly ArrayLike<number>[];
}

type Spectrum = Artifact["spectra"][string];

/** Unit roundoffs of the two floating-point formats, as natural logarithms. */
const logFloat32 = -24 * Math.LN2;
const logFloat64 = -53 * Math.LN2;
/** Points of the theoretical curves. */
const curvePoints = 160;

/** Puts the products together and sets the Fuss–Catalan law beside them. */
export function assemble<Input>({ params, results }: AssembleContext<Params, Input, Result>): Artifact {
  const { width, depths, products, rootBin } = params;
  const all = Array.from(results, ({ result }) => result.logSingularValues);
  const spectra = depths.map((depth, index): [string, Spectrum] => {
    const samples = all.map((spectrum) => Float64Array.from(spectrum[index] ?? []));
    const law = fussCatalan(depth);
    return [
      String(depth),
      {
        depth,
        measured: summary(samples),
        theory: theory(law),
        histogram: histogram(samples, rootBin, Math.exp(logLargestSingularValue(depth))),
        ranked: ranked(samples),
        log10: samples.map((sample) => Array.from(sample, (logS) => round(logS / Math.LN10))),
      },
    ];
  });
  return { width, products, spectra: Object.fromEntries(spectra) };
}

function summary(samples: readonly Float64Array[]): Spectrum["measured"] {
  const overSamples = (measure: (logS: Float64Array) => number) => estimate(samples.map(measure));
  const below = (logS: Float64Array, limit: number) =>
    logS.filter((value) => value < limit).length / logS.length;
  const medianLog10 = overSamples((logS) => quantile(logS, 0.5) / Math.LN10);
  return {
    largest: overSamples((logS) => Math.exp(logS[0] as number)),
    belowHundredth: overSamples((logS) => below(logS, Math.log(0.01))),
    median: Math.exp(medianLog10.mean * Math.LN10),
    medianLog10,
    smallestLog10: overSamples((logS) => (logS.at(-1) as number) / Math.LN10),
    fourthMoment: overSamples((logS) => mean(logS.map((value) => Math.exp(4 * value)))),
    belowFloat32: overSamples((logS) => below(logS, (logS[0] as number) + logFloat32)),
    belowFloat64: overSamples((logS) => below(logS, (logS[0] as number) + logFloat64)),
  };
}

function theory(law: SpectralLaw): Spectrum["theory"] {
  const largest = Math.exp(logLargestSingularValue(law.depth));
  // the densest part is near 0, where the law has a pole: equal steps of √s
  const start = 0.02;
  const at = Array.from({ length: curvePoints }, (_, i) => {
    const root = start + ((Math.sqrt(largest) - start) * (i + 0.5)) / curvePoints;
    return root * root;
  });
  const above = Array.from({ length: curvePoints }, (_, i) => (i + 0.5) / curvePoints);
  return {
    largest,
    belowHundredth: fractionBelow(law, Math.log(0.01)),
    median: Math.exp(logQuantile(law, 0.5)),
    density: { at, density: at.map((s) => densityOfLog(law, Math.log(s)) / s) },
    quantiles: { above, log10: above.map((fraction) => logQuantile(law, fraction) / Math.LN10) },
  };
}

/**
 * Densities of s in bins of equal width in √s, so that they are narrow at the law's pole and wide where singular values are few;
 * they reach beyond the theoretical edge, so that a largest value past it is seen too.
 */
function histogram(samples: readonly Float64Array[], rootBin: number, edge: number): Spectrum["histogram"] {
  const bins = Math.ceil(Math.sqrt(edge) / rootBin) + 1;
  const edges = Array.from({ length: bins + 1 }, (_, i) => i * rootBin * i * rootBin);
  const densities = samples.map((logS) => {
    const counts = new Float64Array(bins);
    for (const value of logS) {
      const index = Math.min(bins - 1, Math.floor(Math.exp(value / 2) / rootBin));
      counts[index] = (counts[index] as number) + 1;
    }
    return counts.map((count, i) => count / logS.length / ((edges[i + 1] as number) - (edges[i] as number)));
  });
  const { mean: density, se } = estimateCurve(densities);
  return { edges, density, se };
}

function ranked(samples: readonly Float64Array[]): Spectrum["ranked"] {
  const width = samples[0]?.length ?? 0;
  const estimates = Array.from({ length: width }, (_, rank) => estimate(column(samples, rank)));
  return {
    above: estimates.map((_, rank) => (rank + 0.5) / width),
    log10: estimates.map((point) => round(point.mean / Math.LN10)),
    se: estimates.map((point) => round(point.se / Math.LN10)),
  };
}

/** Four decimals: more than a figure or a reader can use, in half the bytes. */
function round(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
