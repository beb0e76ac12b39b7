import assert from "node:assert/strict";
import { test } from "node:test";
import { gaussian } from "../../../experiments/lib/initialization.ts";
import { lowRankLoss, rankOfLoss, singularDirections } from "../../../experiments/lib/learned-directions.ts";
import { type LinearTraining, trainLinear } from "../../../experiments/lib/linear-training.ts";
import { blocksOfReplicates } from "../../../experiments/lib/replicates.ts";
import { random, range, tf } from "./support.ts";

const settings: LinearTraining = {
  initialization: { kind: "orthogonal", scale: 1 },
  optimizer: { kind: "adam", learningRate: 5e-3 },
  depth: 4,
  width: 12,
  batch: 16,
  steps: 150,
  replicates: [0, 1, 2],
  lossAt: [0, 50, 150],
  gradientsAt: [0, 150],
};

async function train(changes: Partial<LinearTraining> = {}) {
  const trained = await trainLinear(tf, random, { ...settings, ...changes }, () => {});
  const directions = singularDirections(tf, trained.map, trained.target);
  tf.dispose([trained.map, trained.target]);
  return { ...trained, ...directions };
}

test("an orthogonal network learns its target, and learns all of its directions", async () => {
  const before = tf.memory().numTensors;
  const { loss, gradients, learned, strengths } = await train({
    steps: 600,
    lossAt: [0, 600],
    gradientsAt: [600],
  });
  assert.equal(tf.memory().numTensors, before);
  for (const [run, curve] of loss.entries()) {
    assert.ok((curve[1] as number) < 0.02 * (curve[0] as number), `run ${run}: ${curve}`);
    assert.equal(gradients[run]?.[0]?.length, 5);
    const strongest = (learned[run]?.[0] as number) / (strengths[run]?.[0] as number);
    assert.ok(Math.abs(strongest - 1) < 0.1, `${strongest}`);
  }
});

test("training in a batch is training alone", async () => {
  const together = await train();
  for (const run of settings.replicates) {
    const alone = await train({ replicates: [run] });
    together.loss[run]?.forEach((loss, i) => {
      // Rounding differences of 1e-7 would be amplified by training; BatchMatMul makes none
      assert.ok(Math.abs(loss / (alone.loss[0]?.[i] as number) - 1) < 1e-5);
    });
  }
});

test("gradient descent descends", async () => {
  const { loss } = await train({ optimizer: { kind: "sgd", learningRate: 0.02 } });
  for (const curve of loss)
    assert.ok((curve[2] as number) < (curve[1] as number) && (curve[1] as number) < (curve[0] as number));
});

test("what a low rank leaves of a target is what truncating its SVD leaves", () => {
  tf.tidy(() => {
    const n = 10;
    const target = gaussian(tf, [random("target", 0)], n, n);
    const { strengths } = singularDirections(tf, target, target);
    const [s] = strengths as [Float32Array];
    const loss = lowRankLoss(s);
    assert.equal(loss.length, n + 1);
    const [total = Number.NaN] = tf.sum(tf.square(target)).dataSync();
    assert.ok(Math.abs((loss[0] as number) - total / n) < 1e-5);
    assert.equal(loss[n], 0);
    for (const r of range(n)) assert.ok(Math.abs(rankOfLoss(loss, loss[r] as number) - r) < 1e-9);
    const between = ((loss[3] as number) + (loss[4] as number)) / 2;
    assert.ok(Math.abs(rankOfLoss(loss, between) - 3.5) < 1e-9);
    assert.equal(rankOfLoss(loss, 99), 0);
    assert.equal(rankOfLoss(loss, -1), n);
  });
});

test("the target, seen in its own singular basis, is learned entirely; zero, not at all", () => {
  tf.tidy(() => {
    const target = gaussian(tf, [random("target", 0), random("target", 1)], 10, 10);
    const itself = singularDirections(tf, target, target);
    itself.learned.forEach((row, run) => {
      Array.from(row).forEach((element, k) => {
        assert.ok(Math.abs(element - (itself.strengths[run]?.[k] as number)) < 2e-6);
      });
    });
    const nothing = singularDirections(tf, tf.zerosLike(target), target);
    assert.ok(nothing.learned.every((row) => Array.from(row).every((element) => element === 0)));
  });
});

test("blocks divide the runs among them", () => {
  assert.deepEqual(blocksOfReplicates(5, 2), [
    [0, 1],
    [2, 3, 4],
  ]);
  for (const blocks of [1, 2, 3, 7]) assert.deepEqual(blocksOfReplicates(10, blocks).flat(), range(10));
});
