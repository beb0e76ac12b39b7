import assert from "node:assert/strict";
import { test } from "node:test";
import type { Tensor } from "@tensorflow/tfjs-node";
import { normals, replicateStreams } from "../../../experiments/lib/draws.ts";
import { sensitivity } from "../../../experiments/lib/sensitivity.ts";
import { random, tf } from "./support.ts";

const streams = (name: string) => replicateStreams(random, name, [0, 1]);

test("the sensitivity of a linear map is its Frobenius norm over the root of its outputs", () => {
  const w = normals(tf, streams("w"), [30, 20]);
  const x = normals(tf, streams("x"), [4000, 20]);
  const direction = normals(tf, streams("direction"), [4000, 20]);
  const found = sensitivity(tf, (h) => tf.matMul(h, w, false, true), x, direction);
  const expected = tf.sqrt(tf.div(tf.sum(tf.square(w), [1, 2]), 30)).dataSync();
  found.forEach((value, run) => {
    // 4000 random directions in 20 dimensions: a standard error of half a percent
    assert.ok(Math.abs(value / (expected[run] as number) - 1) < 0.02, `${value}, ${expected[run]}`);
  });
});

test("a smooth function's sensitivity is its derivative", () => {
  const x = normals(tf, streams("x"), [50, 8]);
  const ones = tf.onesLike(x);
  const found = sensitivity(tf, (h: Tensor) => tf.tanh(h), x, ones);
  const derivative = tf.sub(1, tf.square(tf.tanh(x)));
  const expected = tf.sqrt(tf.mean(tf.square(derivative), [1, 2])).dataSync();
  found.forEach((value, run) => {
    // Differences of float32 values of size 1 over a step of 2e-4
    assert.ok(Math.abs(value - (expected[run] as number)) < 2e-3, `${value}, ${expected[run]}`);
  });
});
