/*
 * The limiting spectrum of the input–output Jacobian J = D_L W_L ⋯ D_1 W_1 of a wide random network at criticality (Pennington,
 * Schoenholz & Ganguli 2017). D_l is diagonal, 1 with probability p and else 0: the slope of a piecewise linear activation function. With
 * σ_w² p = 1 the mean of λ = s² is 1 at any depth L. The S-transform of D² is (1 + z)/(z + p), and so, with M(λ) the moment
 * generating function, λ G(λ) = 1 + M(λ), G the Stieltjes transform:
 *
 *   Gaussian W:    M⁻¹(z) = (1 + z)/z · (z + p)^L · p^{−L}
 *   orthogonal W:  M⁻¹(z) = (1 + z)/z · ((z + p)/(1 + z))^L · p^{−L}
 */

export interface CriticalJacobian {
  readonly weights: "gaussian" | "orthogonal";
  /** Probability that a unit is not cut off; 1 for a linear network, ½ for ReLU. */
  readonly p: number;
  /** Layers, L. */
  readonly depth: number;
}

/** A complex number; imaginary parts are negative throughout, or −0 on the real axis. */
interface Complex {
  readonly re: number;
  readonly im: number;
}

/** `Var(λ) / (E λ)²`: L/p for Gaussian weights, L(1 − p)/p for orthogonal ones. */
export function relativeVariance({ weights, p, depth }: CriticalJacobian): number {
  return weights === "gaussian" ? depth / p : (depth * (1 - p)) / p;
}

/** Natural logarithm of the largest singular value. */
export function logLargest(jacobian: CriticalJacobian): number {
  const { weights, p, depth } = jacobian;
  // Some directions pass all layers uncut, and every layer stretches them by 1/√p
  if (weights === "orthogonal" && depth * (1 - p) <= 1) return (-depth * Math.log(p)) / 2;
  return logEdge(jacobian);
}

/** Fraction of singular values that are exactly p^{−L/2}: directions that no layer of an orthogonal network cuts. */
export function uncutFraction({ weights, p, depth }: CriticalJacobian): number {
  return weights === "orthogonal" ? Math.max(0, 1 - depth * (1 - p)) : 0;
}

/** ln s at the upper edge of the continuous part of the spectrum. */
export function logEdge(jacobian: CriticalJacobian): number {
  return logInverseMoment(jacobian, { re: edge(jacobian), im: -0 }).re / 2;
}

/** z*, where the derivative of M⁻¹ vanishes. */
function edge({ weights, p, depth }: CriticalJacobian): number {
  if (weights === "orthogonal") {
    if (p === 1) throw new RangeError("every singular value of a product of orthogonal matrices is 1");
    return p / (depth * (1 - p) - 1);
  }
  return (1 - depth + Math.sqrt((depth - 1) * (depth - 1) + 4 * depth * p)) / (2 * depth);
}

/** The spectrum as a curve, from the upper edge of its continuous part down. */
export interface JacobianSpectrum {
  /** ln s, descending. */
  readonly logS: Float64Array;
  /** Density of ln s, over all singular values, zeros included. */
  readonly density: Float64Array;
  /** Fraction of singular values above `logS`, those beyond the continuous part included. */
  readonly above: Float64Array;
}

/**
 * The density of ln s down to `lowest`: −2/π Im z, where M⁻¹(z) = s² with Im z < 0. The root is followed from the edge, where it
 * leaves the real axis, by Newton's method on ln M⁻¹(z) = 2 ln s; in the lower half-plane the principal logarithms are the right ones.
 */
export function jacobianSpectrum(
  jacobian: CriticalJacobian,
  lowest: number,
  points = 4000,
): JacobianSpectrum {
  const top = logEdge(jacobian);
  if (!(lowest < top)) throw new RangeError(`nothing lies between ln s = ${lowest} and the edge, ${top}`);
  const logS = new Float64Array(points + 1);
  const density = new Float64Array(points + 1);
  const above = new Float64Array(points + 1);
  logS[0] = top;
  above[0] = uncutFraction(jacobian);
  let z: Complex = { re: edge(jacobian), im: -0 };
  for (let i = 1; i <= points; i++) {
    // Close together at the edge, where the density rises as a square root
    const share = i / points;
    const depth = (top - lowest) * share * share;
    logS[i] = top - depth;
    z = solve(jacobian, 2 * (top - depth), i === 1 ? besideEdge(jacobian, z, 2 * depth) : z);
    density[i] = (-2 / Math.PI) * z.im;
    const cell = (logS[i - 1] as number) - (logS[i] as number);
    above[i] = (above[i - 1] as number) + (cell * ((density[i - 1] as number) + (density[i] as number))) / 2;
  }
  return { logS, density, above };
}

/** Where the root goes first: ln M⁻¹ is parabolic about the edge. */
function besideEdge(jacobian: CriticalJacobian, z: Complex, below: number): Complex {
  const h = 1e-4 * Math.abs(z.re);
  const up = logInverseMomentSlope(jacobian, { re: z.re + h, im: -0 }).re;
  const down = logInverseMomentSlope(jacobian, { re: z.re - h, im: -0 }).re;
  return { re: z.re, im: -Math.sqrt((2 * below) / Math.abs((up - down) / (2 * h))) };
}

/** The root of ln M⁻¹(z) = `logLambda` near `start`, in the lower half-plane. */
function solve(jacobian: CriticalJacobian, logLambda: number, start: Complex): Complex {
  let z = start;
  for (let iteration = 0; iteration < 100; iteration++) {
    const value = logInverseMoment(jacobian, z);
    const residual = { re: value.re - logLambda, im: value.im };
    if (Math.hypot(residual.re, residual.im) < rounding(jacobian, z)) return z;
    const step = divide(residual, logInverseMomentSlope(jacobian, z));
    // Never across the real axis, where the logarithms would jump
    let share = 1;
    while (z.im - share * step.im >= 0 && share > 1e-9) share /= 2;
    z = { re: z.re - share * step.re, im: z.im - share * step.im };
  }
  throw new Error(`no root of ln M⁻¹ = ${logLambda} was found near ${start.re} + ${start.im} i`);
}

/** A bound of the rounding error of ln M⁻¹: L logarithms, and what is lost in z + p near −p. */
function rounding({ p, depth }: CriticalJacobian, z: Complex): number {
  return 1e-12 + (1e-15 * depth) / Math.hypot(z.re + p, z.im);
}

/** ln M⁻¹(z). */
function logInverseMoment({ weights, p, depth }: CriticalJacobian, z: Complex): Complex {
  const one = logarithm({ re: z.re + 1, im: z.im });
  const zero = logarithm(z);
  const cut = logarithm({ re: z.re + p, im: z.im });
  const powerOfOne = weights === "gaussian" ? 1 : 1 - depth;
  return {
    re: powerOfOne * one.re - zero.re + depth * (cut.re - Math.log(p)),
    im: powerOfOne * one.im - zero.im + depth * cut.im,
  };
}

/** d ln M⁻¹(z) / dz. */
function logInverseMomentSlope({ weights, p, depth }: CriticalJacobian, z: Complex): Complex {
  const unit = { re: 1, im: 0 };
  const one = divide(unit, { re: z.re + 1, im: z.im });
  const zero = divide(unit, z);
  const cut = divide(unit, { re: z.re + p, im: z.im });
  const powerOfOne = weights === "gaussian" ? 1 : 1 - depth;
  return {
    re: powerOfOne * one.re - zero.re + depth * cut.re,
    im: powerOfOne * one.im - zero.im + depth * cut.im,
  };
}

function logarithm({ re, im }: Complex): Complex {
  return { re: Math.log(Math.hypot(re, im)), im: Math.atan2(im, re) };
}

function divide(a: Complex, b: Complex): Complex {
  const square = b.re * b.re + b.im * b.im;
  return { re: (a.re * b.re + a.im * b.im) / square, im: (a.im * b.re - a.re * b.im) / square };
}
