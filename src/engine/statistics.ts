/** A sample as its size, mean and standard deviation. */
export interface Summary {
  readonly n: number;
  readonly mean: number;
  /** Unbiased; 0 for a single value. */
  readonly sd: number;
}

/** Size, mean and standard deviation of values, by Welford's recurrence (1962). */
export function summarize(values: readonly number[]): Summary {
  let mean = 0;
  let squares = 0;
  values.forEach((value, i) => {
    const distance = value - mean;
    mean += distance / (i + 1);
    squares += distance * (value - mean);
  });
  return { n: values.length, mean, sd: values.length < 2 ? 0 : Math.sqrt(squares / (values.length - 1)) };
}

/** Outcome of a t test of “the difference is zero”. */
export interface TTest {
  readonly difference: number;
  /** Standard error of the difference. */
  readonly se: number;
  readonly t: number;
  readonly degreesOfFreedom: number;
  /** Two-sided. */
  readonly p: number;
  /** Cohen's d: the difference in standard deviations, of the differences if paired, else pooled (Cohen 1988, ch. 2). */
  readonly d: number;
  /** The difference of this many standard deviations has a standard error of one. */
  readonly unit: number;
}

/** Paired t test of `differences`, one for each pair. */
export function pairedTest(differences: readonly number[]): TTest {
  const { n, mean, sd } = summarize(differences);
  return outcome(mean, sd / Math.sqrt(n), sd, n - 1);
}

/** Welch's t test (1947) of `b` against `a`, whose variances may differ. */
export function welchTest(a: Summary, b: Summary): TTest {
  const [u, v] = [a.sd ** 2 / a.n, b.sd ** 2 / b.n];
  // Satterthwaite (1946); samples without any spread have those of equal variances
  const freedom = u + v === 0 ? a.n + b.n - 2 : (u + v) ** 2 / (u ** 2 / (a.n - 1) + v ** 2 / (b.n - 1));
  const pooled = Math.sqrt(((a.n - 1) * a.sd ** 2 + (b.n - 1) * b.sd ** 2) / (a.n + b.n - 2));
  return outcome(b.mean - a.mean, Math.sqrt(u + v), pooled, freedom);
}

function outcome(difference: number, se: number, sd: number, degreesOfFreedom: number): TTest {
  const over = (spread: number) => (difference === 0 ? 0 : difference / spread);
  const t = over(se);
  const unit = sd === 0 ? 0 : se / sd;
  return { difference, se, t, degreesOfFreedom, p: studentTail(t, degreesOfFreedom), d: over(sd), unit };
}

/**
 * `P(|T| ≥ |t|)` for Student's t with `ν ≥ 1` degrees of freedom, with a relative error below 1e-9. With `T = √ν cot φ` the density
 * is proportional to `sin^(ν−1) φ`, so that the probability is a ratio of two integrals of it.
 */
export function studentTail(t: number, freedom: number): number {
  if (t === 0) return 1;
  if (!Number.isFinite(t)) return 0;
  const integral = (upTo: number) => integrateSinePower(freedom - 1, upTo);
  return Math.min(1, integral(Math.atan2(Math.sqrt(freedom), Math.abs(t))) / integral(Math.PI / 2));
}

/** `∫₀^b sin^m φ dφ` by tanh–sinh quadrature (Takahasi & Mori 1974), whose nodes crowd at both ends. */
function integrateSinePower(m: number, b: number): number {
  const step = 1 / 64;
  let sum = 0;
  for (let k = -256; k <= 256; k++) {
    const x = k * step;
    const tail = Math.exp(-Math.PI * Math.sinh(x));
    const weight = (Math.PI * Math.cosh(x) * tail) / (1 + tail) ** 2;
    const height = Math.exp(m * Math.log(Math.sin(b / (1 + tail))));
    if (weight > 0 && Number.isFinite(weight)) sum += weight * height;
  }
  return b * step * sum;
}

/** The `t` that is exceeded in size with probability `level`: what a two-sided test at this level needs. */
export function criticalT(level: number, freedom: number): number {
  let high = 1;
  while (studentTail(high, freedom) > level) high *= 2;
  let low = 0;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (studentTail(middle, freedom) > level) low = middle;
    else high = middle;
  }
  return high;
}
