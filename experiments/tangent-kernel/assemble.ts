import type { AssembleContext } from "reprise";
import { estimate, estimateCurve, mean } from "../lib/statistics.ts";
import { effectiveFraction } from "../lib/tangent-kernel.ts";
import type { Artifact } from "./artifact.ts";

export const initializations = ["fold-0", "fold-1", "orthogonal"] as const;
type Initialization = (typeof initializations)[number];

/** How often each initialization repeats the rows of its Gaussian matrices; orthogonal ones have no such law. */
const copies = { "fold-0": 1, "fold-1": 2, orthogonal: undefined } as const;

type Values = ArrayLike<number>;

export type Result =
  | { readonly measure: "moments"; readonly mean: Values; readonly fraction: Values }
  | { readonly measure: "spectrum"; readonly eigenvalues: Values };

interface Params {
  readonly width: number;
  readonly depths: readonly number[];
  readonly networks: number;
  readonly spectrum: { readonly width: number; readonly depth: number; readonly networks: number };
}

type Spectra = Artifact["spectrum"]["initializations"][Initialization];

/** An eigenvalue is resolved down to this part of the largest: the rounding error of float32 with a margin for the size of the matrix. */
const resolution = 1e-6;

/** Brings the moments and spectra together, with the wide-network law beside them. */
export function assemble<Input>({ params, results }: AssembleContext<Params, Input, Result>): Artifact {
  const { width, networks, depths, spectrum } = params;
  const moments = (init: Initialization, depth: number) => {
    const result = results.get({ init, measure: "moments", depth });
    if (result.measure !== "moments") throw new TypeError("a run of moments holds a spectrum");
    return result;
  };
  const theory = (init: Initialization, depth: number) => {
    const count = copies[init];
    return count === undefined ? 1 : effectiveFraction(depth, count);
  };
  const rank = keptRanks(spectrum.width * spectrum.width);
  const spectra = (init: Initialization) =>
    summary(
      Array.from({ length: spectrum.networks }, (_, network) => {
        const result = results.get({ init, measure: "spectrum", network });
        if (result.measure !== "spectrum") throw new TypeError("a run of a spectrum holds moments");
        return Float64Array.from(result.eigenvalues);
      }),
      rank,
    );
  return {
    width,
    networks,
    depths: [...depths],
    fraction: forEach((init) => ({
      measured: acrossNetworks(depths.map((depth) => moments(init, depth).fraction)),
      meanEigenvalue: acrossNetworks(
        depths.map((depth) => Float64Array.from(moments(init, depth).mean, (value) => value / depth)),
      ),
      theory: depths.map((depth) => theory(init, depth)),
    })),
    reference: {
      depth: spectrum.depth,
      fraction: forEach((init) => ({
        measured: estimate(moments(init, spectrum.depth).fraction),
        theory: theory(init, spectrum.depth),
      })),
    },
    spectrum: {
      ...spectrum,
      rank: rank.map((index) => (index + 0.5) / (spectrum.width * spectrum.width)),
      initializations: forEach(spectra),
    },
  };
}

function forEach<T>(make: (init: Initialization) => T): Record<Initialization, T> {
  return Object.fromEntries(initializations.map((init) => [init, make(init)])) as Record<Initialization, T>;
}

function acrossNetworks(points: readonly Values[]): { mean: number[]; se: number[] } {
  const estimates = points.map(estimate);
  return { mean: estimates.map((point) => point.mean), se: estimates.map((point) => point.se) };
}

/** Indices of the first twelve eigenvalues and then about twenty in each decade. */
function keptRanks(count: number): number[] {
  const ranks = new Set(Array.from({ length: Math.min(12, count) }, (_, index) => index));
  for (let logRank = Math.log(12); logRank < Math.log(count); logRank += Math.LN10 / 20) {
    ranks.add(Math.min(count - 1, Math.round(Math.exp(logRank))));
  }
  ranks.add(count - 1);
  return [...ranks].sort((a, b) => a - b);
}

/** `networks` are the eigenvalues of each network, descending. */
function summary(networks: readonly Float64Array[], rank: readonly number[]): Spectra {
  const shares = networks.map(cumulativeShare);
  const means = networks.map(mean);
  const overNetworks = (measure: (network: number) => number) => estimate(networks.map((_, i) => measure(i)));
  const firstWhere = (values: Float64Array, test: (value: number) => boolean) => {
    const index = values.findIndex(test);
    return (index < 0 ? values.length : index) / values.length;
  };
  const { mean: share, se } = estimateCurve(
    shares.map((curve) => rank.map((index) => curve[index] as number)),
  );
  return {
    eigenvalue: rank.map((index) => {
      const logs = networks.map((values, network) =>
        (values[index] as number) > resolution * (values[0] as number)
          ? Math.log((values[index] as number) / (means[network] as number))
          : undefined,
      );
      return logs.every((value) => value !== undefined) ? Math.exp(mean(logs)) : null;
    }),
    share: { mean: share, se },
    fraction: overNetworks((i) => {
      const values = networks[i] as Float64Array;
      const average = means[i] as number;
      return (average * average) / mean(values.map((value) => value * value));
    }),
    topHundredth: overNetworks((i) => {
      const curve = shares[i] as Float64Array;
      return curve[Math.round(curve.length / 100) - 1] as number;
    }),
    ninetyPercent: overNetworks((i) => firstWhere(shares[i] as Float64Array, (value) => value >= 0.9)),
    belowHundredth: overNetworks(
      (i) => 1 - firstWhere(networks[i] as Float64Array, (value) => value < 0.01 * (means[i] as number)),
    ),
  };
}

/** Share of the sum in the first k values, k = 1, 2, …. */
function cumulativeShare(values: Float64Array): Float64Array {
  const total = mean(values) * values.length;
  let sum = 0;
  return values.map((value) => {
    sum += value;
    return sum / total;
  });
}
