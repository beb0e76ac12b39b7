import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { before, describe, it } from "node:test";
import { Worker } from "node:worker_threads";
import type * as TensorFlow from "@tensorflow/tfjs-node";
import { numericProfile } from "../../src/native/profile.ts";
import { loadTensorFlow, reportedVersion } from "../../src/native/tensorflow.ts";
import { realTensorFlow } from "./fixtures.ts";

const loader = new URL("../../src/native/tensorflow.ts", import.meta.url).href;

describe("tfjs-node", () => {
  let tf: typeof TensorFlow;
  before(async () => {
    await realTensorFlow();
    tf = await loadTensorFlow();
  });

  it("computes on the native backend and reports the pinned TensorFlow", () => {
    assert.equal(tf.getBackend(), "tensorflow");
    assert.equal(reportedVersion(tf), "2.21.0");
    assert.equal(tf.version["tfjs-node"], "4.22.0");
  });

  it("multiplies matrices", () => {
    const product = tf.matMul(
      tf.tensor2d([
        [1, 2],
        [3, 4],
      ]),
      tf.tensor2d([
        [5, 6],
        [7, 8],
      ]),
    );
    assert.deepEqual(product.arraySync(), [
      [19, 22],
      [43, 50],
    ]);
  });

  it("runs a TensorFlow kernel that tfjs has no function for", () => {
    // tfjs-node's backend passes any kernel's name on to TensorFlow; the JavaScript backend has no such method.
    interface Kernels {
      executeMultipleOutputs(
        name: string,
        attributes: object[],
        inputs: TensorFlow.Tensor[],
        outputs: number,
      ): TensorFlow.Tensor[];
    }
    const attributes = [
      { name: "T", type: 6, value: 1 },
      { name: "compute_uv", type: 3, value: true },
      { name: "full_matrices", type: 3, value: false },
    ];
    const binding = (tf.backend() as unknown as { binding: Record<string, number> }).binding;
    attributes[0] = { name: "T", type: binding.TF_ATTR_TYPE ?? -1, value: binding.TF_FLOAT ?? -1 };
    for (const attribute of attributes.slice(1)) attribute.type = binding.TF_ATTR_BOOL ?? -1;
    const [values] = (tf.backend() as unknown as Kernels).executeMultipleOutputs(
      "Svd",
      attributes,
      [
        tf.tensor2d([
          [3, 0],
          [0, -2],
        ]),
      ],
      3,
    );
    // Singular values of a diagonal matrix are the magnitudes of its entries; exact up to float32 rounding.
    const found = values?.dataSync() ?? [];
    assert.ok(Math.abs((found[0] ?? 0) - 3) < 1e-6 && Math.abs((found[1] ?? 0) - 2) < 1e-6, String(found));
  });

  it("refuses any other backend", async () => {
    await assert.rejects(async () => tf.setBackend("cpu"), /native backend/);
    assert.throws(() => tf.registerBackend("mine", () => tf.backend()), /native backend/);
    assert.throws(() => tf.removeBackend("tensorflow"), /native backend/);
    assert.equal(tf.findBackend("cpu"), null);
    assert.equal(await tf.setBackend("tensorflow"), true);
    assert.equal(tf.getBackend(), "tensorflow");
  });

  it("stays on the native backend after the engine is reset", () => {
    tf.engine().reset();
    assert.deepEqual(tf.add(1, 2).dataSync(), new Float32Array([3]));
    assert.equal(tf.getBackend(), "tensorflow");
    assert.equal(reportedVersion(tf), "2.21.0");
  });

  it("sets the numeric profile", () => {
    for (const [name, value] of Object.entries(numericProfile)) assert.equal(process.env[name], value);
  });
});

describe("loading TensorFlow", () => {
  /** Runs a program in a process of its own, with an environment that another tool has left its variables in. */
  const run = (program: string) =>
    spawnSync(process.execPath, ["--input-type=module", "-e", program], {
      encoding: "utf8",
      env: { PATH: process.env.PATH, TF_CLI_CONFIG_FILE: "terraform", TF_ENABLE_ONEDNN_OPTS: "0" },
    });

  it("corrects the environment and prints nothing of its own", () => {
    const { stdout, stderr } = run(`
      const { loadTensorFlow } = await import(${JSON.stringify(loader)});
      const tf = await loadTensorFlow();
      console.log(tf.add(1, 1).dataSync()[0], process.env.TF_ENABLE_ONEDNN_OPTS, process.env.TF_CLI_CONFIG_FILE);
    `);
    assert.equal(stderr, "");
    assert.equal(stdout, "2 1 undefined\n");
  });

  it("refuses a library that was loaded before the environment was right", () => {
    const { stdout, stderr } = run(`
      import { createRequire } from "node:module";
      createRequire(${JSON.stringify(loader)})("@tensorflow/tfjs-node");
      const { loadTensorFlow } = await import(${JSON.stringify(loader)});
      await loadTensorFlow().then(() => console.log("loaded"), (error) => console.error(error.message));
    `);
    assert.equal(stdout, "");
    assert.match(stderr, /before the numeric profile was set \(.*TF_ENABLE_ONEDNN_OPTS/);
  });

  it("refuses a thread, which cannot have an environment of its own", async () => {
    const worker = new Worker(
      `import(${JSON.stringify(loader)}).then((m) => m.loadTensorFlow()).then(() => "loaded", (e) => e.message)
        .then((text) => require("node:worker_threads").parentPort.postMessage(text));`,
      { eval: true },
    );
    const text = await new Promise<string>((resolve) => worker.once("message", resolve));
    assert.match(text, /process of its own/);
  });
});
