/** Summary of one quantity over independent runs. */
export interface Estimate {
  readonly mean: number;
  /** Standard error of the mean; 0 when there is a single run. */
  readonly se: number;
}

/** A curve over independent runs: pointwise mean and standard error, and every run's own curve. */
export interface CurveEstimate {
  readonly mean: number[];
  readonly se: number[];
  /** `[runs][points]` */
  readonly replicates: number[][];
}

/** Arithmetic mean; throws for no values. Compensated, so that the order of summation does not matter in practice. */
export function mean(values: ArrayLike<number>): number {
  if (values.length === 0) throw new RangeError("the mean of no values");
  let sum = 0;
  let lost = 0;
  for (let i = 0; i < values.length; i++) {
    const term = (values[i] as number) - lost;
    const next = sum + term;
    lost = next - sum - term;
    sum = next;
  }
  return sum / values.length;
}

/** Unbiased sample variance, `Σ(x − x̄)² / (N − 1)`; 0 for a single value. */
export function variance(values: ArrayLike<number>): number {
  const centre = mean(values);
  if (values.length === 1) return 0;
  const squares = Float64Array.from(values, (value) => (value - centre) * (value - centre));
  return (mean(squares) * values.length) / (values.length - 1);
}

export function standardDeviation(values: ArrayLike<number>): number {
  return Math.sqrt(variance(values));
}

/** Mean and standard error `√(variance / N)` of independent values. */
export function estimate(values: ArrayLike<number>): Estimate {
  return { mean: mean(values), se: Math.sqrt(variance(values) / values.length) };
}

/** Pointwise estimates of curves `[runs][points]` of equal length. */
export function estimateCurve(replicates: readonly ArrayLike<number>[]): CurveEstimate {
  const points = replicates[0]?.length ?? 0;
  const estimates = Array.from({ length: points }, (_, i) => estimate(column(replicates, i)));
  return {
    mean: estimates.map((point) => point.mean),
    se: estimates.map((point) => point.se),
    replicates: replicates.map((curve) => Array.from(curve)),
  };
}

/** The `index`-th value of every row. */
export function column(rows: readonly ArrayLike<number>[], index: number): Float64Array {
  return Float64Array.from(rows, (row) => {
    const value = row[index];
    if (value === undefined) throw new RangeError(`a row of ${row.length} values has no value ${index}`);
    return value;
  });
}

/**
 * The `p`-quantile, `0 ≤ p ≤ 1`, by linear interpolation between order statistics (Hyndman & Fan 1996, definition 7:
 * what R and NumPy do by default).
 */
export function quantile(values: ArrayLike<number>, p: number): number {
  if (values.length === 0 || !(p >= 0 && p <= 1))
    throw new RangeError(`no ${p}-quantile of ${values.length} values`);
  const sorted = Float64Array.from(values).sort();
  const position = p * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below] as number;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] as number;
  return low + (position - below) * (high - low);
}

/** Outcome of a paired t test of "the mean difference is zero". */
export interface PairedTest {
  /** Mean of `a − b` with its standard error. */
  readonly difference: Estimate;
  readonly t: number;
  readonly degreesOfFreedom: number;
  /** Two-sided. */
  readonly p: number;
}

/** Paired t test of two equally long samples, item `i` of each from the same run (common random numbers). */
export function pairedTTest(a: ArrayLike<number>, b: ArrayLike<number>): PairedTest {
  if (a.length !== b.length || a.length < 2) {
    throw new RangeError(`a paired test of ${a.length} against ${b.length} values`);
  }
  const difference = estimate(Float64Array.from(a, (value, i) => value - (b[i] as number)));
  const degreesOfFreedom = a.length - 1;
  const t = difference.mean / difference.se;
  return { difference, t, degreesOfFreedom, p: studentTwoSided(t, degreesOfFreedom) };
}

/** `P(|T| ≥ |t|)` for Student's t: `I_{ν/(ν+t²)}(ν/2, ½)` (Abramowitz & Stegun 26.7.1 and 26.5.27). */
export function studentTwoSided(t: number, degreesOfFreedom: number): number {
  return regularizedBeta(degreesOfFreedom / (degreesOfFreedom + t * t), degreesOfFreedom / 2, 0.5);
}

/**
 * Regularized incomplete beta function `I_x(a, b)`, by the continued fraction of DLMF 8.17.22 in Lentz's form, on the side
 * where it converges fast.
 */
export function regularizedBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - regularizedBeta(1 - x, b, a);
  const front = Math.exp(a * Math.log(x) + b * Math.log(1 - x) + logGamma(a + b) - logGamma(a) - logGamma(b));
  const tiny = 1e-300;
  let c = 1;
  let d = 1 / nonZero(1 - ((a + b) * x) / (a + 1), tiny);
  let fraction = d;
  for (let m = 1; m <= 500; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / nonZero(1 + even * d, tiny);
    c = nonZero(1 + even / c, tiny);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / nonZero(1 + odd * d, tiny);
    c = nonZero(1 + odd / c, tiny);
    fraction *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return (front * fraction) / a;
}

/** `ln Γ(x)` for `x > 0`: Stirling's series (DLMF 5.11.1) after shifting the argument above 10; absolute error below 1e-12. */
export function logGamma(x: number): number {
  let shift = 0;
  let z = x;
  for (; z < 10; z++) shift += Math.log(z);
  const r = 1 / (z * z);
  const series = (1 / 12 - r * (1 / 360 - r * (1 / 1260 - r * (1 / 1680 - r / 1188)))) / z;
  return (z - 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI) + series - shift;
}

function nonZero(value: number, tiny: number): number {
  return Math.abs(value) < tiny ? tiny : value;
}
