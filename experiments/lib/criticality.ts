import type { Activation } from "./activations.ts";

/** Where a wide network keeps both the size of signals and, on average, that of gradients: χ = σ_w² E φ'(h)² = 1. */
export interface CriticalPoint {
  readonly activation: Extract<Activation, "linear" | "relu" | "hard-tanh">;
  /** Variance q* of pre-activations, which the network keeps; any for linear and ReLU networks. */
  readonly preactivationVariance: number;
  /** Weights have variance σ_w²/n. */
  readonly weightVariance: number;
  /** σ_b² */
  readonly biasVariance: number;
  /** Fraction of units that are not cut off, p = E φ'(h)². */
  readonly p: number;
}

/** The critical point of a hard tanh network with pre-activation variance q*: p = erf(1/√(2q*)), σ_w² = 1/p, σ_b² = q* − σ_w² E φ(h)². */
export function criticalHardTanh(q: number): CriticalPoint {
  const cut = 1 / Math.sqrt(2 * q);
  const p = erf(cut);
  // E min(h², 1) for h ~ N(0, q), by parts
  const passed = q * p - Math.sqrt((2 * q) / Math.PI) * Math.exp(-cut * cut) + (1 - p);
  return {
    activation: "hard-tanh",
    preactivationVariance: q,
    weightVariance: 1 / p,
    biasVariance: q - passed / p,
    p,
  };
}

/** The networks whose Jacobians are compared, at criticality (Pennington, Schoenholz & Ganguli 2017, sections 2.3 and 2.5). */
export const criticalPoints = {
  linear: { activation: "linear", preactivationVariance: 1, weightVariance: 1, biasVariance: 0, p: 1 },
  relu: { activation: "relu", preactivationVariance: 1, weightVariance: 2, biasVariance: 0, p: 0.5 },
  "hard-tanh-50": criticalHardTanh(0.5),
  "hard-tanh-25": criticalHardTanh(0.25),
} as const satisfies Record<string, CriticalPoint>;

export type CriticalName = keyof typeof criticalPoints;
export const criticalNames = Object.keys(criticalPoints) as readonly CriticalName[];

/** The error function, 2/√π ∫₀ˣ e^{−t²} dt, for |x| ≤ 5, by the series DLMF 7.6.2, whose terms are all positive. */
export function erf(x: number): number {
  if (Math.abs(x) > 5) throw new RangeError(`the series is for |x| ≤ 5, not ${x}`);
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}
