import assert from "node:assert/strict";
import { test } from "node:test";
import { normals, replicateStreams } from "../../../experiments/lib/draws.ts";
import { gaussian, type Initialization, initialWeights } from "../../../experiments/lib/initialization.ts";
import { gradientSizes } from "../../../experiments/lib/linear-network.ts";
import { column, estimate } from "../../../experiments/lib/statistics.ts";
import {
  foldedGradientNorms,
  gaussianGradientNorms,
  gaussianSecondMoment,
  identityMoments,
  multiplyGaussian,
  orthogonalGradientNorms,
} from "../../../experiments/lib/theory.ts";
import { random, range, tf } from "./support.ts";

test("the moment recursion at the paper's width", () => {
  assert.equal(gaussianSecondMoment(0, 128), 1);
  assert.equal(gaussianSecondMoment(10, 128).toFixed(3), "11.461");
  assert.equal(gaussianSecondMoment(30, 128).toFixed(2), "35.54");
});

test("the recursion is (u, v) ← ((1 + 1/n) u + v/n, v + 2u/n), and tends to k + 1", () => {
  const n = 7;
  let moments = identityMoments(n);
  let [u, v] = [n, n * n];
  for (let k = 0; k < 12; k++) {
    moments = multiplyGaussian(moments, n, 1 / n);
    [u, v] = [(1 + 1 / n) * u + v / n, v + (2 * u) / n];
    assert.ok(Math.abs(moments.u / u - 1) < 1e-14 && Math.abs(moments.v / v - 1) < 1e-14);
  }
  assert.ok(Math.abs(gaussianSecondMoment(30, 1e7) - 31) < 1e-3);
});

test("a scalar network: moments of products of squared normals", () => {
  // At n = 1, m₂(k) is E Π w_i⁴ = 3^k
  for (const k of [1, 2, 5]) assert.ok(Math.abs(gaussianSecondMoment(k, 1) - 3 ** k) < 1e-9);
});

/** Root mean squares of the gradient norms of many small networks, with standard errors, layer by layer. */
function measured(initialization: Initialization, depth: number, width: number, runs: number) {
  const squares = tf.tidy(() => {
    const streams = (name: string) => replicateStreams(random, name, range(runs));
    const weights = initialWeights(tf, initialization, streams("weights"), depth, width);
    const x = normals(tf, streams("inputs"), [8, width]);
    const y = tf.matMul(x, gaussian(tf, streams("target"), width, width), false, true);
    return [...gradientSizes(tf, weights, x, y).meanSquare];
  });
  return squares.map(estimate);
}

for (const [name, initialization, theory] of [
  ["Gaussian", { kind: "gaussian", folds: 0 }, gaussianGradientNorms],
  ["folded", { kind: "gaussian", folds: 1 }, foldedGradientNorms],
  ["orthogonal", { kind: "orthogonal", scale: 1 }, orthogonalGradientNorms],
  [
    "scaled",
    { kind: "orthogonal", scale: 0.8 },
    (d: number, n: number) => orthogonalGradientNorms(d, n, 0.8),
  ],
] as const) {
  test(`gradient norms of ${name} networks against 4000 simulated ones`, () => {
    const [depth, width] = [5, 8];
    measured(initialization, depth, width, 4000).forEach((square, l) => {
      const expected = (theory(depth, width)[l] as number) ** 2;
      // Six layers of four kinds are compared: four standard errors leave one false alarm in 600 choices of the seed
      const errors = (square.mean - expected) / square.se;
      assert.ok(Math.abs(errors) < 4, `layer ${l}: ${square.mean} ± ${square.se}, theory ${expected}`);
    });
  });
}

test("orthogonal networks have flat gradients of norm √(2n) in every single run", () => {
  const [depth, width, runs] = [12, 64, 3];
  assert.ok(
    orthogonalGradientNorms(depth, width).every((norm) => Math.abs(norm - Math.sqrt(2 * width)) < 1e-12),
  );
  tf.tidy(() => {
    const streams = (name: string) => replicateStreams(random, name, range(runs));
    const weights = initialWeights(tf, { kind: "orthogonal", scale: 1 }, streams("weights"), depth, width);
    const x = normals(tf, streams("inputs"), [32, width]);
    const y = tf.matMul(x, gaussian(tf, streams("target"), width, width), false, true);
    const { meanSquare } = gradientSizes(tf, weights, x, y);
    for (const run of range(runs)) {
      const [first, ...others] = column(meanSquare, run);
      // An isometry carries the error down unchanged, up to rounding in float32
      for (const other of others) assert.ok(Math.abs(other / (first as number) - 1) < 1e-5);
    }
  });
});
