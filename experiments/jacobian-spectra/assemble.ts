import type { AssembleContext } from "reprise";
import { type CriticalPoint, criticalNames, criticalPoints } from "../lib/criticality.ts";
import {
  type CriticalJacobian,
  jacobianSpectrum,
  logLargest,
  relativeVariance,
  uncutFraction,
} from "../lib/free-probability.ts";
import { estimate, estimateCurve } from "../lib/statistics.ts";
import type { Artifact } from "./artifact.ts";
import type { Bins, Spectrum } from "./spectrum.ts";

interface Params {
  readonly width: number;
  readonly depths: readonly number[];
  readonly histogramDepths: readonly number[];
  readonly networks: number;
  readonly bins: Bins;
}

type Spectra = Readonly<Record<string, Readonly<Record<string, Spectrum>>>>;
type Weights = CriticalJacobian["weights"];

/** Of the curve of a density, one in so many points is kept for drawing. */
const kept = 20;

/** Summarizes the networks of each kind, and computes the limits for wide networks in double precision. */
export function assemble<Input>({ params, results }: AssembleContext<Params, Input, Spectra>): Artifact {
  const { bins } = params;
  const of = (weights: Weights, point: string, depth: number) =>
    Array.from({ length: params.networks }, (_, network) => {
      const spectrum = results.get({ weights, network })[point]?.[String(depth)];
      if (spectrum === undefined) throw new RangeError(`no spectrum of ${point} at depth ${depth}`);
      return spectrum;
    });
  const summary = (weights: Weights, point: (typeof criticalNames)[number]) => {
    const p = criticalPoints[point].p;
    const byDepth = params.depths.map((depth) => of(weights, point, depth));
    const curveOf = (value: (spectrum: Spectrum) => number) =>
      estimateCurve(
        Array.from({ length: params.networks }, (_, network) =>
          byDepth.map((spectra) => value(spectra[network] as Spectrum)),
        ),
      );
    const { mean, se } = curveOf(({ scale }) => scale);
    return {
      variance: curveOf(({ variance }) => variance),
      varianceTheory: params.depths.map((depth) => relativeVariance({ weights, p, depth })),
      largest: curveOf(({ largest }) => largest),
      largestTheory: params.depths.map((depth) => Math.exp(logLargest({ weights, p, depth }))),
      scale: { mean, se },
      histograms: Object.fromEntries(
        params.histogramDepths.map((depth) => [
          String(depth),
          histogram(of(weights, point, depth), params, { weights, p, depth }),
        ]),
      ),
    };
  };
  return {
    depths: [...params.depths],
    points: forEachPoint((name) => {
      const { preactivationVariance, weightVariance, biasVariance, p }: CriticalPoint = criticalPoints[name];
      return { preactivationVariance, weightVariance, biasVariance, p };
    }),
    spectra: forEachPoint((name) => ({
      gaussian: summary("gaussian", name),
      orthogonal: summary("orthogonal", name),
    })),
    binEdges: Array.from(
      { length: bins.count + 1 },
      (_, i) => bins.from + ((bins.to - bins.from) * i) / bins.count,
    ),
  };
}

function histogram(spectra: readonly Spectrum[], { width, bins }: Params, jacobian: CriticalJacobian) {
  const decades = (bins.to - bins.from) / bins.count;
  const { mean, se } = estimateCurve(
    spectra.map(({ counts }) => counts.map((count) => count / width / decades)),
  );
  return {
    perDecade: { mean, se },
    below: estimate(spectra.map(({ below }) => below / width)),
    theory: jacobian.weights === "orthogonal" && jacobian.p === 1 ? null : limit(jacobian, bins),
  };
}

/** The limiting density down to the first bin. */
function limit(jacobian: CriticalJacobian, bins: Bins) {
  const { logS, density, above } = jacobianSpectrum(jacobian, bins.from * Math.LN10);
  const thin = (values: Float64Array) => Array.from(values).filter((_, i) => i % kept === 0);
  return {
    s: thin(logS).map((value) => Math.exp(value)),
    perDecade: thin(density).map((value) => value * Math.LN10),
    below: 1 - (above.at(-1) as number),
    atom: uncutFraction(jacobian),
  };
}

function forEachPoint<T>(make: (name: (typeof criticalNames)[number]) => T) {
  return Object.fromEntries(criticalNames.map((name) => [name, make(name)])) as Record<
    (typeof criticalNames)[number],
    T
  >;
}
