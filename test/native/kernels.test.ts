import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import type * as TensorFlow from "@tensorflow/tfjs-node";
import { UserError } from "../../src/engine/errors.ts";
import { nativeBackend } from "../../src/native/binding.ts";
import { admitAuditedKernels, readKernelList } from "../../src/native/kernels.ts";
import { loadTensorFlow } from "../../src/native/tensorflow.ts";
import { realTensorFlow } from "./fixtures.ts";

describe("kernels", () => {
  let tf: typeof TensorFlow;
  before(async () => {
    await realTensorFlow();
    tf = loadTensorFlow();
    assert.throws(
      () => admitAuditedKernels(tf, { ...readKernelList(), library: "of another build" }),
      (error) => error instanceof UserError && /another library than the one installed/.test(error.what),
    );
    admitAuditedKernels(tf);
  });

  const refused = (what: RegExp, fix: RegExp) => (error: unknown) => {
    assert.ok(error instanceof UserError, String(error));
    assert.match(error.what, what);
    assert.match(error.fix ?? "", fix);
    return true;
  };

  it("that the audit has passed are executed", () => {
    const product = tf.matMul(tf.ones([2, 3]), tf.ones([3, 2]));
    assert.deepEqual(product.arraySync(), [
      [3, 3],
      [3, 3],
    ]);
    // One, since the others are left as the memory was
    assert.equal(singularValues([3, 0, 0, 2]).length, 1);
  });

  function singularValues(values: number[]) {
    const backend = nativeBackend(tf);
    const { binding } = backend;
    const flag = (name: string) => ({ name, type: binding.TF_ATTR_BOOL, value: false });
    const type = { name: "T", type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT };
    const attributes = [type, flag("compute_uv"), flag("full_matrices")];
    return backend.executeMultipleOutputs("Svd", attributes, [tf.tensor2d(values, [2, 2])], 3);
  }

  it("that differ between processors are refused by name, with what to use instead", () => {
    const x = tf.tensor1d([1, 2, 3]);
    const otherBits = /gives other bits on other processors/;
    assert.throws(() => tf.rsqrt(x), refused(/kernel Rsqrt \(float32\)/, /tf\.div\(1, tf\.sqrt\(x\)\)/));
    assert.throws(() => tf.reciprocal(x), refused(otherBits, /tf\.div\(1, x\)/));
    assert.throws(() => tf.atan(x), refused(otherBits, /tf\.asin/));
    assert.throws(() => tf.softmax(x), refused(otherBits, /tf\.exp\(tf\.logSoftmax\(x\)\)/));
  });

  it("are refused in layers and in gradients too", () => {
    const layer = tf.layers.dense({ units: 2, activation: "softmax" });
    assert.throws(() => layer.apply(tf.ones([1, 3])), refused(/kernel Softmax/, /as a layer's activation/));
    // The derivative of the inverse tangent is composed of other kernels; the function itself is not
    assert.throws(() => tf.grad((x) => tf.atan(x))(tf.ones([2])), refused(/kernel Atan/, /tf\.asin/));
  });

  it("that remember earlier calls are refused", () => {
    const logits = tf.ones([2, 3]) as TensorFlow.Tensor2D;
    assert.throws(() => tf.multinomial(logits, 4, 7), refused(/computed before it/, /random\("name"\)/));
  });

  it("that nobody audited are refused, also for a type", () => {
    const complex = tf.complex(tf.ones([2, 2]), tf.ones([2, 2]));
    assert.throws(
      () => tf.matMul(complex, complex),
      refused(/was not audited for complex64, only for float32/, /npm run audit -- --update/),
    );
    assert.throws(
      () => nativeBackend(tf).binding.loadSavedModel("model", "serve"),
      refused(/saved model/, /under `data`/),
    );
  });

  it("stay refused after the engine is reset", () => {
    tf.engine().reset();
    assert.throws(() => tf.rsqrt(tf.ones([3])), refused(/kernel Rsqrt/, /sqrt/));
    assert.deepEqual([...tf.sqrt(tf.tensor1d([4])).dataSync()], [2]);
  });

  it("are composed of others as advised, to within rounding", () => {
    const x = tf.linspace(0.1, 3, 30);
    const advised = [
      [tf.div(1, tf.sqrt(x)), (v: number) => 1 / Math.sqrt(v)],
      [tf.asin(tf.div(x, tf.sqrt(tf.add(1, tf.square(x))))), Math.atan],
      [tf.sub(1, tf.erf(x)), erfc],
    ] as const;
    for (const [found, expected] of advised) {
      const values = x.dataSync();
      // Two roundings of numbers up to 3.2, and the condition of the inverse sine near 1 (about 10 here)
      for (const [i, value] of found.dataSync().entries())
        assert.ok(Math.abs(value - expected(values[i] ?? 0)) < 3e-6, `${value} at ${values[i]}`);
    }
    const sum = tf.sum(tf.exp(tf.logSoftmax(x))).dataSync()[0] ?? 0;
    assert.ok(Math.abs(sum - 1) < 1e-5, String(sum));
  });

  it("are at least sixty", () => {
    const { passed, failed } = readKernelList();
    const names = new Set(Object.keys(passed).map((kernel) => kernel.split(" ")[0]));
    assert.ok(names.size >= 60, String(names.size));
    for (const kernel of ["Rsqrt", "Reciprocal", "Softmax", "Atan"])
      assert.equal(failed[`${kernel} float32`], "processor", kernel);
  });
});

/** By the Taylor series of the error function, whose terms fall below 1e-12 here. */
function erfc(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; n < 60; n++) {
    term *= -(x * x) / n;
    sum += term / (2 * n + 1);
  }
  return 1 - (2 / Math.sqrt(Math.PI)) * sum;
}
