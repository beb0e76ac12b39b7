import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { criticalHardTanh, criticalPoints, erf } from "../../../experiments/lib/criticality.ts";
import {
  type CriticalJacobian,
  jacobianSpectrum,
  logEdge,
  logLargest,
  relativeVariance,
  uncutFraction,
} from "../../../experiments/lib/free-probability.ts";
import { densityOfLog, fussCatalan, logLargestSingularValue } from "../../../experiments/lib/fuss-catalan.ts";

const near = (value: number, expected: number, tolerance: number, what = "") =>
  assert.ok(Math.abs(value - expected) <= tolerance, `${what}: ${value}, expected ${expected}`);

/** ∫ sᵏ over the law, by the trapezoidal rule, and what is at the single value above the edge. */
function moment(jacobian: CriticalJacobian, k: number): number {
  const { logS, density } = jacobianSpectrum(jacobian, -12, 20_000);
  let sum = uncutFraction(jacobian) * Math.exp(k * logLargest(jacobian));
  for (let i = 1; i < logS.length; i++) {
    const at = (j: number) => (density[j] as number) * Math.exp(k * (logS[j] as number));
    sum += (((logS[i - 1] as number) - (logS[i] as number)) * (at(i) + at(i - 1))) / 2;
  }
  return sum;
}

test("a product of Gaussian matrices follows the Fuss–Catalan law", () => {
  for (const depth of [1, 10, 100]) {
    const jacobian = { weights: "gaussian", p: 1, depth } as const;
    near(logLargest(jacobian), logLargestSingularValue(depth), 1e-12);
    const { logS, density } = jacobianSpectrum(jacobian, -12);
    const law = fussCatalan(depth);
    // The table of the law is interpolated linearly, which is not good enough close to the edge, where it rises as a root,
    // nor below e⁻⁸, where it ends
    for (let i = 200; (logS[i] ?? -9) > -8; i += 100) {
      near(density[i] as number, densityOfLog(law, logS[i] as number), 1e-5, `depth ${depth}, point ${i}`);
    }
  }
});

test("the density has mean 1 and the variance of the closed form, with and without uncut directions", () => {
  const laws = fc.record({
    weights: fc.constantFrom("gaussian" as const, "orthogonal" as const),
    p: fc.double({ min: 0.4, max: 0.99, noNaN: true }),
    depth: fc.integer({ min: 3, max: 100 }),
  });
  // Where L(1 − p) = 1 the edge reaches the uncut directions, and the density is not bounded
  const regular = laws.filter(({ depth, p }) => Math.abs(depth * (1 - p) - 1) > 0.1);
  fc.assert(
    fc.property(regular, (jacobian) => {
      near(moment(jacobian, 2), 1, 1e-3, JSON.stringify(jacobian));
      const variance = relativeVariance(jacobian);
      near(moment(jacobian, 4) - 1, variance, 2e-3 * (1 + variance), JSON.stringify(jacobian));
    }),
    { numRuns: 25 },
  );
});

test("the whole of a network that is never cut off far is seen", () => {
  const jacobian = { weights: "orthogonal", p: criticalPoints["hard-tanh-25"].p, depth: 10 } as const;
  const { above } = jacobianSpectrum(jacobian, -16);
  near(uncutFraction(jacobian), 1 - 10 * (1 - jacobian.p), 1e-12);
  assert.ok(logEdge(jacobian) < logLargest(jacobian));
  // All but the share 1 − p, which the last layer cuts to zero, and the tail below e⁻¹⁶
  near(above.at(-1) as number, jacobian.p, 0.02);
});

test("edges and variances are those of the closed forms", () => {
  const orthogonal = (p: number, depth: number): CriticalJacobian => ({ weights: "orthogonal", p, depth });
  near(Math.exp(logLargest({ weights: "gaussian", p: 1, depth: 32 })), 9.4, 0.005);
  near(Math.exp(logLargest(orthogonal(0.5, 32))), 9.25, 0.005);
  near(Math.exp(logLargest(orthogonal(criticalPoints["hard-tanh-25"].p, 100))), 3.59, 0.005);
  near(relativeVariance({ weights: "gaussian", p: 1, depth: 32 }), 32, 0);
  near(relativeVariance(orthogonal(0.5, 32)), 32, 0);
  near(relativeVariance(orthogonal(criticalPoints["hard-tanh-25"].p, 100)), 4.77, 0.005);
  assert.throws(() => logEdge(orthogonal(1, 10)), /every singular value/);
  assert.throws(() => jacobianSpectrum(orthogonal(0.5, 32), 9), /nothing lies/);
});

test("the critical points of hard tanh are the published ones, and keep q*", () => {
  for (const [q, weightVariance, biasVariance] of [
    [0.5, 1.186661, 0.0596351],
    [0.25, 1.047669, 0.00889545],
  ] as const) {
    const point = criticalHardTanh(q);
    near(point.weightVariance, weightVariance, 5e-7);
    near(point.biasVariance, biasVariance, 5e-8);
    near(point.weightVariance * point.p, 1, 1e-14);
    // σ_w² E φ(h)² + σ_b², the mean by Simpson's rule in h / √q
    let passed = 0;
    const cells = 4000;
    for (let i = 0; i <= cells; i++) {
      const t = -10 + (20 * i) / cells;
      const value = Math.min(q * t * t, 1) * Math.exp((-t * t) / 2);
      passed += value * (i === 0 || i === cells ? 1 : i % 2 === 1 ? 4 : 2);
    }
    passed *= 20 / cells / 3 / Math.sqrt(2 * Math.PI);
    near(point.weightVariance * passed + point.biasVariance, q, 1e-5);
  }
});

test("the error function", () => {
  // Abramowitz & Stegun, table 7.1
  near(erf(0.5), 0.5204998778, 5e-11);
  near(erf(1), 0.8427007929, 5e-11);
  near(erf(2), 0.995322265, 5e-10);
  near(erf(-1), -0.8427007929, 5e-11);
  assert.equal(erf(0), 0);
  assert.throws(() => erf(6), /series/);
});
