import assert from "node:assert/strict";
import { test } from "node:test";
import type { Tensor } from "@tensorflow/tfjs-node";
import { replicateStreams } from "../../../experiments/lib/draws.ts";
import { type Initialization, initialWeights } from "../../../experiments/lib/initialization.ts";
import { estimate } from "../../../experiments/lib/statistics.ts";
import {
  effectiveFraction,
  eigenvalues,
  kernelMatrix,
  kernelMoments,
} from "../../../experiments/lib/tangent-kernel.ts";
import { largestGap } from "./float64.ts";
import { random, range, tf } from "./support.ts";

const gaussian: Initialization = { kind: "gaussian", folds: 0 };

function network(initialization: Initialization, count: number, depth: number, width: number): Tensor[] {
  return initialWeights(tf, initialization, replicateStreams(random, "weights", range(count)), depth, width);
}

test("the kernel is J Jᵀ of the map's Jacobian with respect to all weights", () => {
  const [depth, n] = [3, 4];
  tf.tidy(() => {
    const weights = network(gaussian, 1, depth, n);
    // one row of J for each entry of the map, by automatic differentiation
    const entry = (index: number) =>
      tf.grads((...w: Tensor[]) => {
        const product = w.slice(1).reduce((p, next) => tf.matMul(next, p), w[0] as Tensor);
        return tf.reshape(tf.slice(tf.reshape(product, [n * n]), index, 1), []);
      })(weights);
    const rows = range(n * n).map((index) => tf.concat(entry(index).map((g) => tf.reshape(g, [-1]))));
    const jacobian = tf.stack(rows) as Tensor;
    const expected = tf.matMul(jacobian, jacobian, false, true).dataSync();
    // float32, entries of order L
    assert.ok(largestGap(kernelMatrix(tf, weights).dataSync(), expected) < 1e-4);
  });
});

test("moments without the kernel are those of its eigenvalues", () => {
  tf.tidy(() => {
    const weights = network({ kind: "gaussian", folds: 1 }, 1, 6, 8);
    const values = eigenvalues(tf, kernelMatrix(tf, weights));
    const sum = values.reduce((total, value) => total + value, 0);
    const squares = values.reduce((total, value) => total + value * value, 0);
    const { mean, fraction } = kernelMoments(tf, weights);
    assert.ok(Math.abs((mean[0] as number) * 64 - sum) < 1e-4 * sum);
    assert.ok(
      Math.abs((fraction[0] as number) * 64 - (sum * sum) / squares) < (1e-4 * (sum * sum)) / squares,
    );
    for (let i = 1; i < values.length; i++) assert.ok((values[i] as number) <= (values[i - 1] as number));
  });
});

test("orthogonal networks learn all directions at the same speed, L", () => {
  tf.tidy(() => {
    const weights = network({ kind: "orthogonal", scale: 1 }, 2, 30, 16);
    const { mean, fraction } = kernelMoments(tf, weights);
    for (const run of range(2)) {
      assert.ok(Math.abs((mean[run] as number) - 30) < 1e-3);
      assert.ok(Math.abs((fraction[run] as number) - 1) < 1e-5);
    }
  });
});

test("the formula for wide networks has its closed forms", () => {
  for (const L of [1, 2, 5, 30, 100]) {
    assert.ok(Math.abs(effectiveFraction(L) - (12 * L) / ((L + 1) * (L + 1) * (L + 2))) < 1e-14);
    assert.ok(Math.abs(effectiveFraction(L, 2) - 3 / (L * L + 2)) < 1e-14);
  }
  assert.ok(Math.abs(effectiveFraction(30) - 0.0117) < 5e-5);
});

test("wide networks, folded or not, have the effective fraction of the formula", () => {
  for (const [folds, depth] of [
    [0, 3],
    [0, 10],
    [1, 3],
    [1, 10],
    [2, 4],
  ] as const) {
    const weights = network({ kind: "gaussian", folds }, 6, depth, 192);
    const { fraction } = kernelMoments(tf, weights);
    tf.dispose(weights);
    const { mean, se } = estimate(fraction);
    const expected = effectiveFraction(depth, 1 << folds);
    // finite width shifts the second moment by the order of L/n, relative to its value, and more when folded
    const shift = expected * ((4 * depth * (1 << folds)) / 192);
    assert.ok(
      Math.abs(mean - expected) < 4 * se + shift / 2,
      `${folds}, ${depth}: ${mean} instead of ${expected}`,
    );
  }
});
