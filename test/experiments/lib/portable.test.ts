import assert from "node:assert/strict";
import { test } from "node:test";
import { normals, replicateStreams } from "../../../experiments/lib/draws.ts";
import { graded, haarOrthogonal } from "../../../experiments/lib/initialization.ts";
import { svd } from "../../../experiments/lib/linalg.ts";
import { sgd } from "../../../experiments/lib/optimizers.ts";
import { providePortableKernels } from "../../../experiments/lib/portable-kernels.ts";
import { composedSgd } from "../../../experiments/lib/portable-optimizers.ts";
import type { TensorFlow } from "../../../src/engine/define.ts";
import { random, range, tf } from "./support.ts";

/** TensorFlow with a backend that knows no kernels by name, as in a browser. */
function portable(): TensorFlow {
  const backend = {};
  const without = Object.create(tf, { backend: { value: () => backend } }) as TensorFlow;
  providePortableKernels(without);
  return without;
}

const draws = () => normals(tf, replicateStreams(random, "portable", range(2)), [24, 24]);

function near(found: Float32Array, expected: Float32Array, tolerance: number): void {
  assert.equal(found.length, expected.length);
  expected.forEach((value, i) => {
    assert.ok(Math.abs((found[i] as number) - value) < tolerance, `${i}: ${found[i]}, expected ${value}`);
  });
}

test("orthogonal matrices are TensorFlow's, which are unique", () => {
  const x = draws();
  const native = haarOrthogonal(tf, x).dataSync<"float32">();
  const here = haarOrthogonal(portable(), x).dataSync<"float32">();
  // Householder reflections in float32 against float64: a few units in the last place times the condition of x
  near(here, native, 1e-4);
});

test("graded matrices are TensorFlow's: of the decomposition, all that is unique", () => {
  const x = draws();
  for (const [exponent, folds] of [
    [0, 0],
    [0.5, 0],
    [1, 1],
  ] as const) {
    const native = graded(tf, x, exponent, folds).dataSync<"float32">();
    const here = graded(portable(), x, exponent, folds).dataSync<"float32">();
    near(here, native, 1e-4);
  }
});

test("singular values descend and are TensorFlow's; the factors give the matrix back", () => {
  const x = draws();
  const other = portable();
  const { s, u, v } = svd(other, x);
  // Values reach 10, where float32 has steps of 1e-6, and TensorFlow computes in float32
  near(s.dataSync<"float32">(), svd(tf, x).s.dataSync<"float32">(), 5e-5);
  const product = tf.matMul(tf.mul(u, tf.expandDims(s, -2)), v, false, true);
  near(product.dataSync<"float32">(), x.dataSync<"float32">(), 1e-5);
});

test("what is not portable is refused by name, and a backend that knows kernels keeps its own", () => {
  const backend = portable().backend() as unknown as {
    executeMultipleOutputs(name: string, attributes: [], inputs: object[], outputs: number): unknown;
  };
  assert.throws(() => backend.executeMultipleOutputs("Cholesky", [], [draws()], 1), /Cholesky/);
  const before = Reflect.get(tf.backend(), "executeMultipleOutputs");
  providePortableKernels(tf);
  assert.equal(Reflect.get(tf.backend(), "executeMultipleOutputs"), before);
});

test("gradient descent in tfjs operations takes TensorFlow's steps and leaves no tensors behind", () => {
  const start = draws();
  const before = tf.memory().numTensors;
  const [portableOne, fused] = [composedSgd, sgd].map((make) => make(tf, [start], { learningRate: 0.1 }));
  tf.tidy(() => {
    for (let step = 0; step < 3; step++) {
      for (const optimizer of [portableOne, fused]) {
        optimizer?.step((apply) => apply(0, tf.mul(optimizer.values()[0] as typeof start, 2)));
      }
    }
    const [here, native] = [portableOne, fused].map((o) => o?.values()[0]?.dataSync<"float32">());
    near(here as Float32Array, native as Float32Array, 1e-6);
  });
  portableOne?.dispose();
  fused?.dispose();
  assert.equal(tf.memory().numTensors, before);
});
