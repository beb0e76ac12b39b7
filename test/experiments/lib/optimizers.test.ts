import assert from "node:assert/strict";
import { test } from "node:test";
import type { Tensor } from "@tensorflow/tfjs-node";
import { adam, composedAdam, type Optimizer, sgd } from "../../../experiments/lib/optimizers.ts";
import { range, tf } from "./support.ts";

/** Minimizes `Σ c_i w_i² / 2` for some steps and returns the parameters. */
function descend(optimizer: Optimizer, curvatures: readonly Tensor[], steps: number): Float32Array[] {
  for (let step = 0; step < steps; step++) {
    optimizer.step((apply) => {
      const values = optimizer.values();
      values.forEach((w, i) => {
        apply(i, tf.mul(w, curvatures[i] as Tensor));
      });
      tf.dispose(values);
    });
  }
  const values = optimizer.values();
  const data = values.map((value) => value.dataSync<"float32">());
  tf.dispose(values);
  optimizer.dispose();
  return data;
}

const problem = () => ({
  initial: [tf.tensor([1, -2, 3, 0.5], [2, 2]), tf.tensor1d([4, -1])],
  curvatures: [tf.tensor([1, 100, 1e-4, 7], [2, 2]), tf.tensor1d([0.3, 1e4])],
});

test("the fused Adam is the composed one", () => {
  const { initial, curvatures } = problem();
  const settings = { learningRate: 0.01 };
  const fused = descend(adam(tf, initial, settings), curvatures, 200);
  const composed = descend(composedAdam(tf, initial, settings), curvatures, 200);
  fused.forEach((values, i) => {
    values.forEach((value, k) => {
      // Operations are rounded in another order; where a coordinate has converged, it oscillates about 0
      assert.ok(Math.abs(value - (composed[i]?.[k] as number)) < 1e-4, `${i}.${k}: ${value}`);
    });
  });
});

test("with a learning rate for each run, every run moves as it would alone", () => {
  const rates = [0.003, 0.02];
  const { curvatures } = problem();
  const [c] = curvatures as [Tensor];
  const initial = tf.tensor([1, -2, 3, 0.5], [2, 2]);
  const [together] = descend(adam(tf, [initial], { learningRate: rates }), [c], 50);
  rates.forEach((learningRate, run) => {
    const row = (x: Tensor) => tf.slice(x, [run, 0], [1, 2]);
    const [alone] = descend(adam(tf, [row(initial)], { learningRate }), [row(c)], 50);
    alone?.forEach((value, k) => {
      // Weights kept as multiples of the rate are rounded elsewhere
      assert.ok(Math.abs(value - (together?.[2 * run + k] as number)) < 1e-5, `${value}`);
    });
  });
});

test("Adam's first steps, by the paper's algorithm in double precision", () => {
  const { initial, curvatures } = problem();
  const expected = initial.map((w, i) =>
    Array.from(w.dataSync(), (start, k) => {
      const c = curvatures[i]?.dataSync()[k] as number;
      let [value, m, v] = [start, 0, 0];
      for (const t of range(10).map((step) => step + 1)) {
        const g = c * value;
        m = 0.9 * m + 0.1 * g;
        v = 0.999 * v + 0.001 * g * g;
        // The efficient form, in which epsilon is added to the uncorrected second moment
        const rate = (0.02 * Math.sqrt(1 - 0.999 ** t)) / (1 - 0.9 ** t);
        value -= (rate * m) / (Math.sqrt(v) + 1e-7);
      }
      return value;
    }),
  );
  const found = descend(adam(tf, initial, { learningRate: 0.02 }), curvatures, 10);
  found.forEach((values, i) => {
    values.forEach((value, k) => {
      // 1 − β₂ᵗ loses four digits at t = 1 in float32, where the rate is formed
      assert.ok(Math.abs(value - (expected[i]?.[k] as number)) < 1e-4, `${i}.${k}: ${value}`);
    });
  });
});

test("gradient descent on a quadratic shrinks each coordinate geometrically", () => {
  const { initial } = problem();
  const curvatures = [tf.tensor([1, 0.5, 0, 0.1], [2, 2]), tf.tensor1d([0.3, 0.2])];
  const found = descend(sgd(tf, initial, { learningRate: 0.1 }), curvatures, 25);
  found.forEach((values, i) => {
    values.forEach((value, k) => {
      const c = curvatures[i]?.dataSync()[k] as number;
      const start = initial[i]?.dataSync()[k] as number;
      assert.ok(Math.abs(value - start * (1 - 0.1 * c) ** 25) < 1e-5 * Math.abs(start));
    });
  });
});

test("values read before a step do not change, initial tensors neither, and nothing is left behind", () => {
  for (const make of [adam, composedAdam, sgd]) {
    const initial = [tf.tensor1d([1, 2])];
    const before = tf.memory().numTensors;
    const optimizer = make(tf, initial, { learningRate: 0.1 });
    const [held] = optimizer.values() as [Tensor];
    optimizer.step((apply) => apply(0, tf.tensor1d([1, 1])));
    assert.deepEqual(Array.from(held.dataSync()), [1, 2]);
    const [moved] = optimizer.values() as [Tensor];
    assert.ok(moved.dataSync().every((value, i) => (value < i + 1) as boolean));
    tf.dispose([held, moved]);
    assert.throws(() => optimizer.step((apply) => apply(1, tf.tensor1d([1, 1]))), RangeError);
    optimizer.dispose();
    assert.equal(tf.memory().numTensors, before);
    assert.deepEqual(Array.from((initial[0] as Tensor).dataSync()), [1, 2]);
  }
});
