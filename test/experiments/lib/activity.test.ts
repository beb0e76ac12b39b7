import assert from "node:assert/strict";
import { test } from "node:test";
import { participationRatio, unitDegeneracy } from "../../../experiments/lib/activity.ts";
import { normals, replicateStreams } from "../../../experiments/lib/draws.ts";
import { rankCorrelation } from "../../../experiments/lib/rank-correlation.ts";
import { random, tf } from "./support.ts";

const streams = (name: string) => replicateStreams(random, name, [0, 1]);

test("the participation ratio of a sample of independent normals is n / (1 + n/N), whatever their mean and scale", () => {
  const h = normals(tf, streams("h"), [200, 50]);
  for (const shown of [h, tf.add(tf.mul(h, 1e-12), 3e-12), tf.mul(h, 1e12)]) {
    for (const ratio of participationRatio(tf, shown)) {
      // 40 to leading order in 1/N; a sample's own relative deviation is a few 1/n
      assert.ok(Math.abs(ratio - 50 / (1 + 50 / 200)) < 2, `${ratio}`);
    }
  }
});

test("activity in one direction has a participation ratio of 1, constant activity of 0", () => {
  const direction = normals(tf, streams("direction"), [1, 30]);
  const line = tf.add(tf.matMul(normals(tf, streams("along"), [40, 1]), direction), 5);
  for (const ratio of participationRatio(tf, line)) assert.ok(Math.abs(ratio - 1) < 1e-4, `${ratio}`);
  for (const ratio of participationRatio(tf, tf.ones([2, 40, 30]))) assert.equal(ratio, 0);
});

test("units that repeat others overlap, silent ones are eliminated, sums of others depend on them", () => {
  const [a, b, c] = tf.split(normals(tf, streams("units"), [4000, 3]), 3, 2);
  assert.ok(a && b && c);
  const silent = tf.mul(c, 1e-3);

  const apart = unitDegeneracy(tf, tf.concat([a, b, c], 2));
  const doubled = unitDegeneracy(tf, tf.concat([a, b, tf.mul(a, -3)], 2));
  const quiet = unitDegeneracy(tf, tf.concat([a, b, c, silent], 2));
  const summed = unitDegeneracy(tf, tf.concat([a, b, c, tf.add(tf.add(a, b), c)], 2));
  for (const run of [0, 1]) {
    const near = (value: number | undefined, expected: number) =>
      // Correlations of 4000 samples have standard deviation 0.016
      assert.ok(Math.abs((value as number) - expected) < 0.05, `${value}, not ${expected}`);
    near(apart.overlap[run], 0);
    near(apart.dependence[run], 0);
    near(apart.elimination[run], 0);
    // One pair of three; two units of three
    near(doubled.overlap[run], 1 / 3);
    near(doubled.dependence[run], 2 / 3);
    near(quiet.elimination[run], 1 / 4);
    near(quiet.overlap[run], 0);
    // Every unit is a function of the other three; three of the six pairs have correlation 1/√3
    near(summed.dependence[run], 1);
    near(summed.overlap[run], 0.5 / Math.sqrt(3));
  }
});

test("rank correlation is that of ranks, with ties sharing theirs", () => {
  assert.equal(rankCorrelation([1, 10, 100], [2, 3, 4]), 1);
  assert.equal(rankCorrelation([1, 10, 100], [5, 4, -8]), -1);
  // By hand: ranks 1, 2.5, 2.5, 4 against 1, 2, 3, 4
  assert.ok(Math.abs(rankCorrelation([1, 2, 2, 9], [1, 2, 3, 4]) - 4.5 / Math.sqrt(4.5 * 5)) < 1e-12);
  assert.throws(() => rankCorrelation([1], [1]), RangeError);
});
