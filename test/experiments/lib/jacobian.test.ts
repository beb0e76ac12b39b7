import assert from "node:assert/strict";
import { test } from "node:test";
import type { Tensor } from "@tensorflow/tfjs-node";
import { type CriticalPoint, criticalNames, criticalPoints } from "../../../experiments/lib/criticality.ts";
import { normals, replicateStreams } from "../../../experiments/lib/draws.ts";
import { spectralParticipation } from "../../../experiments/lib/effective-rank.ts";
import { type Initialization, initialWeights } from "../../../experiments/lib/initialization.ts";
import { followJacobians } from "../../../experiments/lib/jacobian.ts";
import { singularValues } from "../../../experiments/lib/linalg.ts";
import { estimate, mean } from "../../../experiments/lib/statistics.ts";
import { random, range, tf } from "./support.ts";

function follow(
  initialization: Initialization,
  points: readonly CriticalPoint[],
  networks: number,
  width: number,
  depths: readonly number[],
): { point: number; depth: number; s: Float32Array }[] {
  const found: { point: number; depth: number; s: Float32Array }[] = [];
  const streams = (name: string) => replicateStreams(random, name, range(networks));
  const before = tf.memory().numTensors;
  followJacobians(
    tf,
    initialization,
    points,
    { width, depths },
    { weights: streams("weights"), biases: streams("biases"), inputs: streams("inputs") },
    (point, depth, s) => {
      found.push({ point, depth, s: s.dataSync<"float32">().slice() });
    },
  );
  assert.equal(tf.memory().numTensors, before);
  return found;
}

test("the Jacobian is that of finite differences", () => {
  const [width, depth] = [12, 3];
  const point = criticalPoints["hard-tanh-50"];
  const gaussian = { kind: "gaussian", folds: 0 } as const;
  const [found] = follow(gaussian, [point], 1, width, [depth]);
  const expected = tf.tidy(() => {
    const streams = (name: string) => replicateStreams(random, name, [0]);
    const x = normals(tf, streams("inputs"), [1, width]);
    const start = tf.mul(x, Math.sqrt((0.5 - point.biasVariance) / point.weightVariance));
    const weights = initialWeights(tf, gaussian, streams("weights"), depth, width);
    const biases = streams("biases");
    const shifts = range(depth).map(() => normals(tf, biases, [1, width]));
    const network = (h0: Tensor) =>
      weights.reduce((h, w, l) => {
        const z = tf.mul(tf.matMul(h, w, false, true), Math.sqrt(point.weightVariance));
        return tf.clipByValue(tf.add(z, tf.mul(shifts[l] as Tensor, Math.sqrt(point.biasVariance))), -1, 1);
      }, h0);
    const step = 1e-3;
    const columns = range(width).map((k) => {
      const along = tf.tensor3d(
        range(width).map((i) => (i === k ? step : 0)),
        [1, 1, width],
      );
      return tf.div(tf.sub(network(tf.add(start, along)), network(tf.sub(start, along))), 2 * step);
    });
    return singularValues(tf, tf.reshape(tf.stack(columns), [1, width, width]))
      .dataSync<"float32">()
      .slice();
  });
  // Float32 differences are good to 1e-7 / 2e-3, unless a unit is within the step of a kink
  expected.forEach((value, k) => {
    assert.ok(Math.abs(value - (found?.s[k] as number)) < 2e-3, `${k}: ${found?.s[k]}, expected ${value}`);
  });
});

test("orthogonal linear networks are isometries, at any depth", () => {
  const orthogonal = { kind: "orthogonal", scale: 1 } as const;
  for (const { s } of follow(orthogonal, [criticalPoints.linear], 2, 24, [1, 20])) {
    for (const value of s) assert.ok(Math.abs(value - 1) < 2e-5, `${value}`);
  }
});

test("at criticality the mean square of the singular values stays 1", () => {
  const width = 60;
  const networks = 60;
  const points = criticalNames.map((name) => criticalPoints[name]);
  for (const kind of [{ kind: "gaussian", folds: 0 } as const, { kind: "orthogonal", scale: 1 } as const]) {
    for (const { point, depth, s } of follow(kind, points, networks, width, [1, 5])) {
      const squares = range(networks).map((network) =>
        mean(Array.from(s.subarray(network * width, (network + 1) * width), (value) => value * value)),
      );
      const { mean: found, se } = estimate(squares);
      // Exact for linear and ReLU networks; q* is kept up to 1/n for hard tanh, which adds a bias of that order
      const bias = criticalNames[point]?.startsWith("hard") ? (2 * depth) / width : 0;
      assert.ok(
        Math.abs(found - 1) < 4 * se + bias + 1e-5,
        `${kind.kind} ${criticalNames[point]} at ${depth}: ${found} ± ${se}`,
      );
    }
  }
});

test("graded weights keep their norm while their effective rank falls", () => {
  tf.tidy(() => {
    const width = 32;
    const ranks = [
      { exponent: 0, folds: 0 },
      { exponent: 0.5, folds: 0 },
      { exponent: 1, folds: 0 },
      { exponent: 1, folds: 1 },
      { exponent: 1, folds: 2 },
    ].map((dose) => {
      const streams = replicateStreams(random, "weights", range(20));
      const [w] = initialWeights(tf, { kind: "graded", ...dose }, streams, 1, width) as [Tensor];
      const norms = tf.sum(tf.square(w), [1, 2]).dataSync<"float32">();
      for (const square of norms) assert.ok(Math.abs(square / width - 1) < 1e-5, `${square}`);
      return mean(spectralParticipation(tf, w)) / width;
    });
    // 1, then (8/3π)², then for rank m = n / 2^folds m Gaussian rows: m / (n + m)
    const expected = [1, (8 / (3 * Math.PI)) ** 2, 1 / 2, 1 / 3, 1 / 5];
    ranks.forEach((rank, i) => {
      assert.ok(Math.abs(rank - (expected[i] as number)) < 0.02, `${i}: ${rank}, expected ${expected[i]}`);
    });
  });
});

test("graded weights of exponent 1 are Gaussian ones, up to their norm", () => {
  tf.tidy(() => {
    const draw = (initialization: Initialization) =>
      initialWeights(tf, initialization, [random("weights", 0)], 1, 16)[0] as Tensor;
    const plain = draw({ kind: "gaussian", folds: 1 });
    const graded = draw({ kind: "graded", exponent: 1, folds: 1 });
    const ratio = tf.div(graded, plain).dataSync<"float32">();
    for (const value of ratio) assert.ok(Math.abs(value / (ratio[0] as number) - 1) < 1e-3, `${value}`);
  });
});
