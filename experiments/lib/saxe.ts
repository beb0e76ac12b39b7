/**
 * Exact learning dynamics of a deep linear network (Saxe, McClelland & Ganguli 2014). From weights that are balanced and aligned with
 * the target, each singular value u of the product W_L … W_1 follows
 *
 *   du/dt = L u^{2 − 2/L} (s − u)                                                                         (their eq. 12)
 *
 * toward the target's singular value s, under gradient flow on ½‖W_L … W_1 − A‖²_F.
 */

/**
 * The time at which a mode of strength s, started at u₀, reaches u, 0 < u₀ ≤ u < s. With w = u^{1/L} the integral of
 * du / (L u^{2−2/L} (s − u)) is, in closed form,
 *
 *   t(u) = (1/s) [ w^{2−L} / (2 − L) + (w² / (L s)) Φ(u/s, 1, 2/L) ],
 *
 * where Φ is Lerch's transcendent; for L = 2 the first term is ln w, and t = (1/2s) ln(u (s − u₀) / (u₀ (s − u))).
 */
export function learningTime(depth: number, s: number, u0: number, u: number): number {
  if (!(u0 > 0 && u0 <= u && u < s)) throw new RangeError(`no time from ${u0} to ${u} toward ${s}`);
  if (depth === 2) return Math.log((u * (s - u0)) / (u0 * (s - u))) / (2 * s);
  return antiderivative(depth, s, u) - antiderivative(depth, s, u0);
}

function antiderivative(depth: number, s: number, u: number): number {
  const w = Math.exp(Math.log(u) / depth);
  const rest = Math.exp(((2 - depth) / depth) * Math.log(u)) / (2 - depth);
  return (rest + ((w * w) / (depth * s)) * lerch(u / s, 2 / depth)) / s;
}

/** How many times the series is accelerated. */
const accelerations = 5;

/**
 * Φ(r, 1, a) = Σ_k r^k / (k + a), 0 ≤ r < 1. Near r = 1, where the series is slow, 1/(k + a) = 1/(k + 1) + (1 − a) / ((k + a)(k + 1)) is used
 * over and over, with S_m = Σ_k r^k / ((k + 1) ⋯ (k + m)) in closed form: S_1 = −ln(1 − r)/r, S_{m+1} = (S_m − (S_m − 1/m!)/r) / m.
 */
function lerch(r: number, a: number): number {
  let sum = 0;
  let coefficient = 1;
  const order = r < 0.5 ? 0 : accelerations;
  let closed = -Math.log(1 - r) / r;
  let factorial = 1;
  for (let m = 1; m <= order; m++) {
    sum += coefficient * closed;
    coefficient *= m - a;
    factorial *= m;
    closed = (closed - (closed - 1 / factorial) / r) / m;
  }
  let power = coefficient;
  for (let k = 0; ; k++) {
    let term = power / (k + a);
    for (let m = 1; m <= order; m++) term /= k + m;
    sum += term;
    if (Math.abs(term) <= 1e-17 * sum) return sum;
    power *= r;
  }
}

/** The strength of a mode at time t, `u(t)`; the inverse of `learningTime`, to full precision. */
export function modeStrength(depth: number, s: number, u0: number, t: number): number {
  if (depth === 2) {
    const growth = Math.exp(-2 * s * t);
    return s / (1 + (s / u0 - 1) * growth);
  }
  // bisection in the logit of u / s, in which the solution is nearly linear
  let low = Math.log(u0 / (s - u0));
  let high = 36;
  for (let i = 0; i < 80; i++) {
    const middle = (low + high) / 2;
    const u = s / (1 + Math.exp(-middle));
    if (u < s && learningTime(depth, s, u0, Math.max(u, u0)) < t) low = middle;
    else high = middle;
  }
  return s / (1 + Math.exp(-(low + high) / 2));
}

/**
 * The largest rate at which gradient descent is stable at the solution, 2 / (L s^{2 − 2/L}): there the curvature along a balanced mode is L s^{2 − 2/L}.
 */
export function stableRate(depth: number, s: number): number {
  return 2 / (depth * Math.exp((2 - 2 / depth) * Math.log(s)));
}
