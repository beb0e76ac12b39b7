import assert from "node:assert/strict";
import { test } from "node:test";
import type { Tensor } from "@tensorflow/tfjs-node";
import { type GradientTransform, withTransform } from "../../../experiments/lib/gradient-transforms.ts";
import { type LinearTraining, trainLinear } from "../../../experiments/lib/linear-training.ts";
import { sgd } from "../../../experiments/lib/optimizers.ts";
import { random, tf } from "./support.ts";

/** What one step with learning rate 1 subtracts from parameters `[2, 2, 2]` and `[2, 1]`, given these gradients. */
function updates(transform: GradientTransform, gradients: readonly Tensor[]): number[][] {
  const before = tf.memory().numTensors;
  const initial = gradients.map((gradient) => tf.zerosLike(gradient));
  const optimizer = withTransform(tf, sgd(tf, initial, { learningRate: 1 }), transform);
  tf.dispose(initial);
  optimizer.step((apply) => {
    gradients.forEach((gradient, index) => {
      apply(index, gradient);
    });
  });
  const result = tf.tidy(() => optimizer.values().map((value) => Array.from(tf.neg(value).dataSync())));
  optimizer.dispose();
  assert.equal(tf.memory().numTensors, before);
  return result;
}

const gradients = [tf.tensor([1, 2, 2, 4, 3e-20, 0, 0, 4e-20], [2, 2, 2]), tf.tensor([-3, 0], [2, 1])];

test("a factor multiplies the gradients of its run", () => {
  const [first, second] = updates({ kind: "scale", factors: [1, 2 ** 10] }, gradients);
  const expected = [1, 2, 2, 4, 3e-20 * 1024, 0, 0, 4e-20 * 1024].map(Math.fround);
  first?.forEach((value, i) => {
    assert.ok(Math.abs(value - (expected[i] as number)) <= 1e-6 * Math.abs(value), `${value}`);
  });
  assert.deepEqual(second?.map(Math.abs), [3, 0]);
});

test("every update of a parameter gets its run's norm, however small the gradient; none comes of nothing", () => {
  const [first = [], second = []] = updates({ kind: "norm", norms: [10, 0.5] }, gradients);
  // The squares of the second run's entries are below what float32 holds
  [2, 4, 4, 8, 0.3, 0, 0, 0.4].forEach((expected, i) => {
    assert.ok(Math.abs((first[i] as number) - expected) < 1e-6, `${first[i]}, expected ${expected}`);
  });
  assert.ok(Math.abs((second[0] as number) + 10) < 1e-6);
  assert.equal(Math.abs(second[1] as number), 0);
});

const settings: LinearTraining = {
  initialization: { kind: "gaussian", folds: 0 },
  optimizer: { kind: "adam", learningRate: 5e-3 },
  depth: 4,
  width: 8,
  batch: 8,
  steps: 60,
  replicates: [0, 0],
  lossAt: [0, 30, 60],
  gradientsAt: [],
};

async function losses(optimizer: LinearTraining["optimizer"]): Promise<readonly Float32Array[]> {
  const { loss, map, target } = await trainLinear(tf, random, { ...settings, optimizer }, () => {});
  tf.dispose([map, target]);
  return loss;
}

test("Adam does not see a factor that is large beside its ε, and does see one that is not", async () => {
  const transform = { kind: "scale", factors: [1, 1e-3] } as const;
  const apart = async (epsilon: number) => {
    const [plain, scaled] = (await losses({
      kind: "adam",
      learningRate: 5e-3,
      epsilon,
      transform,
    })) as [Float32Array, Float32Array];
    return Math.max(...Array.from(plain, (value, i) => Math.abs(value - (scaled[i] as number))));
  };
  // Rounding of 1e-7, amplified by 60 steps
  assert.ok((await apart(1e-12)) < 1e-4);
  assert.ok((await apart(1e-3)) > 1e-2);
});

test("gradient descent takes a factor for a learning rate", async () => {
  const [, scaled] = await losses({
    kind: "sgd",
    learningRate: 1e-3,
    transform: { kind: "scale", factors: [1, 8] },
  });
  const [plain] = await losses({ kind: "sgd", learningRate: 8e-3 });
  scaled?.forEach((value, i) => {
    assert.ok(Math.abs(value / (plain?.[i] as number) - 1) < 1e-5);
  });
});
