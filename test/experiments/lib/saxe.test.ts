import assert from "node:assert/strict";
import { test } from "node:test";
import type { Tensor } from "@tensorflow/tfjs-node";
import { alignedNetwork, modeStrengths } from "../../../experiments/lib/aligned-network.ts";
import { normals, replicateStreams } from "../../../experiments/lib/draws.ts";
import { initialWeights } from "../../../experiments/lib/initialization.ts";
import { descend, stepsToReach } from "../../../experiments/lib/linear-descent.ts";
import { learningTime, modeStrength, stableRate } from "../../../experiments/lib/saxe.ts";
import { largestGap } from "./float64.ts";
import { random, range, tf } from "./support.ts";

test("the mode of strength 2 started at 0.01 is at 0.430588 at t = 1", () => {
  assert.ok(Math.abs(modeStrength(2, 2, 0.01, 1) - 0.430588) < 5e-7);
});

test("the closed form is what a Runge–Kutta integration of the equation gives", () => {
  const s = 2;
  for (const depth of [1, 2, 3, 4, 8, 100]) {
    const speed = (u: number) => depth * Math.exp((2 - 2 / depth) * Math.log(u)) * (s - u);
    const step = 1e-4 / depth;
    let [u, time] = [0.3, 0];
    while (u < 1.6) {
      const k1 = speed(u);
      const k2 = speed(u + (step / 2) * k1);
      const k3 = speed(u + (step / 2) * k2);
      const k4 = speed(u + step * k3);
      u += (step / 6) * (k1 + 2 * k2 + 2 * k3 + k4);
      time += step;
    }
    assert.ok(Math.abs(learningTime(depth, s, 0.3, u) - time) < 1e-10 * time, `depth ${depth}`);
    assert.ok(Math.abs(modeStrength(depth, s, 0.3, time) - u) < 1e-9);
  }
});

test("the accelerated series joins the plain one, and holds close to the end", () => {
  // u / s = 1/2 is where the series changes
  const across = learningTime(8, 1, 0.1, 0.5 + 1e-9) - learningTime(8, 1, 0.1, 0.5 - 1e-9);
  const speed = 8 * Math.exp(1.75 * Math.log(0.5)) * 0.5;
  assert.ok(Math.abs(across - 2e-9 / speed) < 1e-13);
  // near s the distance falls as exp(−L s^{2 − 2/L} t)
  const late = learningTime(8, 1, 0.1, 1 - 1e-8) - learningTime(8, 1, 0.1, 1 - 1e-7);
  assert.ok(Math.abs(late - Math.LN10 / 8) < 1e-6);
  assert.throws(() => learningTime(3, 1, 0.5, 0.4), RangeError);
});

test("from a start of order one, L × time tends to a limit; from small layers it grows without bound", () => {
  const times = [10, 100, 1000].map((depth) => depth * learningTime(depth, 1, 0.5, 0.9));
  // the limit: the integral of du / (u² (1 − u)) from 0.5 to 0.9
  const limit = Math.log(9) + 2 - 1 / 0.9;
  assert.ok(Math.abs((times[2] as number) - limit) < 3e-3);
  assert.ok(Math.abs((times[1] as number) - limit) < Math.abs((times[0] as number) - limit));
  const start = (depth: number) => Math.exp(depth * Math.log(0.8));
  assert.ok(40 * learningTime(40, 1, start(40), 0.5) > 1000);
});

test("gradient descent follows automatic differentiation", () => {
  const [depth, n, rate] = [3, 5, 0.01];
  tf.tidy(() => {
    const streams = replicateStreams(random, "weights", [0, 1]);
    const weights = initialWeights(tf, { kind: "gaussian", folds: 0 }, streams, depth, n);
    const target = normals(tf, replicateStreams(random, "target", [0, 1]), [n, n]);
    const loss = (...w: Tensor[]) => {
      const product = w.slice(1).reduce((p, next) => tf.matMul(next, p), w[0] as Tensor);
      return tf.mul(tf.sum(tf.square(tf.sub(product, target))), 0.5);
    };
    const gradients = tf.grads(loss)(weights);
    const stepped = weights.map((w, l) => tf.sub(w, tf.mul(gradients[l] as Tensor, rate)));
    const expected = stepped.slice(1).reduce((p, next) => tf.matMul(next, p), stepped[0] as Tensor);
    const copies = weights.map((w) => w.clone());
    let reached: Float32Array = new Float32Array();
    descend(tf, { weights: copies, target, rates: [rate, rate], steps: 1 }, (step, product) => {
      if (step === 1) reached = product.dataSync<"float32">();
      return false;
    });
    assert.ok(largestGap(reached, expected.dataSync()) < 1e-5);
  });
});

test("descent of aligned networks lands on the exact solution, with an error of first order in the rate", () => {
  const strengths = [2, 2, 1, 1];
  const [depth, start, time] = [4, 0.05, 0.8];
  const errors = [0.02, 0.01].map((part) => {
    const steps = Math.ceil(time / (part * stableRate(depth, 2)));
    const network = alignedNetwork(
      tf,
      random("aligned"),
      depth,
      Math.exp(Math.log(start) / depth),
      strengths,
    );
    let reached = new Float32Array();
    const { weights, target } = network;
    descend(tf, { weights, target, rates: [time / steps], steps }, (step, product) => {
      if (step === steps) reached = Float32Array.from(modeStrengths(tf, network, product));
      return false;
    });
    tf.dispose([target, network.left, network.right]);
    return Array.from(
      reached,
      (value, k) => value - modeStrength(depth, strengths[k] as number, start, time),
    );
  });
  const [coarse = [], fine = []] = errors;
  range(4).forEach((k) => {
    assert.ok(Math.abs(fine[k] as number) < 0.01);
    // Euler's method: half the rate, half the error
    const ratio = (coarse[k] as number) / (fine[k] as number);
    assert.ok(ratio > 1.8 && ratio < 2.2, `mode ${k}: ${coarse[k]} and ${fine[k]}`);
  });
});

test("steps are counted until each run's loss is reached, and diverged runs end the wait", () => {
  const network = alignedNetwork(tf, random("aligned"), 2, 0.7, [1, 1]);
  const weights = network.weights.map((w) => tf.tidy(() => tf.tile(w, [3, 1, 1]))) as Tensor[];
  const target = tf.tidy(() => tf.tile(network.target, [3, 1, 1])) as Tensor;
  tf.dispose([...network.weights, network.target, network.left, network.right]);
  const reached = stepsToReach(tf, { weights, target, rates: [0.1, 0.05, 50], steps: 100_000 }, 0.01);
  tf.dispose(target);
  const [fast, slow, diverged] = reached;
  assert.ok(fast != null && slow != null && Math.abs(slow - 2 * fast) <= 2);
  assert.equal(diverged, null);
});
