import type { Initialization } from "../lib/initialization.ts";
import { mean } from "../lib/statistics.ts";

/** The two kinds of weights, scaled by σ_w where they are used. */
export const starts = {
  gaussian: { kind: "gaussian", folds: 0 },
  orthogonal: { kind: "orthogonal", scale: 1 },
} as const satisfies Record<string, Initialization>;

/** Equal bins of the decimal logarithm of singular values over their root mean square. */
export interface Bins {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** What is kept of the singular values of one Jacobian. */
export interface Spectrum {
  /** Mean of s². */
  readonly scale: number;
  /** Variance of s² over its squared mean. */
  readonly variance: number;
  /** Largest value over the root mean square. */
  readonly largest: number;
  /** Number of values in each bin and below the first; empty where no bins were asked for. */
  readonly counts: readonly number[];
  readonly below: number;
}

export function measure(s: ArrayLike<number>, bins: Bins | undefined): Spectrum {
  const squares = Float64Array.from(s, (value) => value * value);
  const scale = mean(squares);
  const spread = mean(squares.map((square) => (square / scale - 1) * (square / scale - 1)));
  const root = Math.sqrt(scale);
  let below = 0;
  const counts = new Array<number>(bins?.count ?? 0).fill(0);
  if (bins !== undefined) {
    for (const square of squares) {
      const place = (Math.log10(Math.sqrt(square) / root) - bins.from) / (bins.to - bins.from);
      const bin = Math.floor(place * bins.count);
      // The logarithm of 0 is below all bins
      if (bin < 0) below++;
      else if (bin < bins.count) counts[bin] = (counts[bin] as number) + 1;
      else throw new RangeError(`a singular value is ${Math.sqrt(square) / root} times the root mean square`);
    }
  }
  return { scale, variance: spread, largest: Math.max(...Array.from(s)) / root, counts, below };
}
