import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  column,
  estimate,
  estimateCurve,
  logGamma,
  mean,
  pairedTTest,
  quantile,
  regularizedBeta,
  standardDeviation,
  studentTwoSided,
  variance,
} from "../../../experiments/lib/statistics.ts";

const near = (actual: number, expected: number, tolerance: number) =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not within ${tolerance} of ${expected}`);

test("moments of 1 … n have their closed forms", () => {
  for (const n of [2, 5, 100, 1001]) {
    const values = Array.from({ length: n }, (_, i) => i + 1);
    assert.equal(mean(values), (n + 1) / 2);
    near(variance(values), (n * (n + 1)) / 12, 1e-9 * n * n);
    near(estimate(values).se, Math.sqrt((n + 1) / 12), 1e-9 * n);
    near(standardDeviation(values), Math.sqrt((n * (n + 1)) / 12), 1e-9 * n);
  }
});

test("a single value has no spread, no values have no mean", () => {
  assert.deepEqual(estimate([3]), { mean: 3, se: 0 });
  assert.throws(() => mean([]), RangeError);
});

test("the mean keeps what naive summation loses", () => {
  // 1 + 2^-53 rounds to 1: a plain sum forgets all of the small terms
  const values = [1, ...new Array<number>(2 ** 16).fill(2 ** -53)];
  near(mean(values) * values.length, 1 + 2 ** -37, 1e-15);
});

test("variance does not depend on the origin", () => {
  const shift = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  const sample = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 2, maxLength: 30 });
  fc.assert(
    fc.property(sample, shift, (values, by) => {
      const moved = values.map((value) => value + by);
      // Adding 1e6 rounds each value to about 1e-10
      near(variance(moved), variance(values), 1e-9);
    }),
  );
});

test("quantiles interpolate order statistics as R's default does", () => {
  // quantile(c(15, 20, 35, 40, 50), c(.05, .3, .4, .5, 1)) in R: 16, 23, 29, 35, 50
  const values = [50, 15, 40, 20, 35];
  for (const [p, expected] of [
    [0.05, 16],
    [0.3, 23],
    [0.4, 29],
    [0.5, 35],
    [1, 50],
  ] as const) {
    near(quantile(values, p), expected, 1e-12);
  }
  assert.deepEqual(values, [50, 15, 40, 20, 35]);
});

test("log gamma: factorials, the half-integer value, the recurrence", () => {
  let factorial = 1;
  for (let n = 1; n <= 20; n++) {
    near(logGamma(n), Math.log(factorial), 1e-12 * Math.max(1, Math.log(factorial)));
    factorial *= n;
  }
  near(logGamma(0.5), Math.log(Math.PI) / 2, 1e-12);
});

test("the incomplete beta function: polynomials, symmetry, the arcsine law", () => {
  for (const x of [0.01, 0.2, 0.5, 0.77, 0.99]) {
    near(regularizedBeta(x, 1, 1), x, 1e-13);
    // I_x(2, 3) is the chance of two or more successes in four trials
    near(regularizedBeta(x, 2, 3), 1 - (1 - x) ** 4 - 4 * x * (1 - x) ** 3, 1e-13);
    near(regularizedBeta(x, 0.5, 0.5), (2 / Math.PI) * Math.asin(Math.sqrt(x)), 1e-12);
    near(regularizedBeta(x, 4.5, 0.5) + regularizedBeta(1 - x, 0.5, 4.5), 1, 1e-13);
  }
});

test("Student's t: closed forms for 1 and 2 degrees of freedom, tables for 9 and 30", () => {
  for (const t of [0.1, 1, 3, 30]) {
    near(studentTwoSided(t, 1), 1 - (2 / Math.PI) * Math.atan(t), 1e-12);
    near(studentTwoSided(t, 2), 1 - t / Math.sqrt(2 + t * t), 1e-12);
  }
  // Critical values of the two-sided 5 % and 1 % tests, tabulated to three decimals
  near(studentTwoSided(2.262, 9), 0.05, 5e-5);
  near(studentTwoSided(2.75, 30), 0.01, 5e-5);
});

test("a paired test: Student's sleep data", () => {
  // Cushny & Peebles (1905), as analysed by Student (1908): t = 4.0621, 9 degrees of freedom, p = 0.002833
  const second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];
  const first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2];
  const { t, p, degreesOfFreedom, difference } = pairedTTest(second, first);
  near(t, 4.0621, 5e-5);
  near(p, 0.002833, 5e-7);
  near(difference.mean, 1.58, 1e-12);
  assert.equal(degreesOfFreedom, 9);
  assert.throws(() => pairedTTest([1, 2], [1]), RangeError);
});

test("curves are summarized point by point", () => {
  const rows = [Float32Array.of(1, 10), Float32Array.of(3, 10)];
  assert.deepEqual(estimateCurve(rows), {
    mean: [2, 10],
    se: [1, 0],
    replicates: [
      [1, 10],
      [3, 10],
    ],
  });
  assert.deepEqual(column(rows, 0), Float64Array.of(1, 3));
  assert.throws(() => column(rows, 2), RangeError);
});
