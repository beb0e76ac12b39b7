import assert from "node:assert/strict";
import { test } from "node:test";
import { readArtifact } from "../../src/engine/results.ts";
import { ensureTensorFlow } from "../../src/native/ensure.ts";
import { dice, project } from "./project.ts";

test("runs get the real TensorFlow, leave no tensor to the next one, and must name seeds", async () => {
  await ensureTensorFlow({ progress: () => {} });
  const subject = project(
    dice("dice", {
      // Tensors nobody disposes, a variable, and a scope that an error leaves
      run: `({ tf, input, random }) => {
        const before = tf.memory().numTensors;
        const draws = tf.tensor(random("throws").fillUniform(new Float32Array(8)));
        tf.variable(tf.zeros([3]));
        for (let i = 0; i < 4; i++) draws.add(i);
        if (input.faces === 6) tf.tidy(() => { tf.ones([2]); throw new Error("within a tidy"); });
        if (input.faces === 8) return { mean: tf.randomNormal([2]).mean().arraySync() as number };
        return { mean: before, backend: tf.getBackend() };
      }`,
      assemble:
        "({ results }) => ({ means: results.length > 0 ? Array.from(results, ({ key, result }) => ({ faces: key.faces as number, mean: result.mean })) : [] })",
      paper: "{ faces: [2, 4, 6, 8, 10], throws: 1 }",
    }),
  );
  const outcome = await subject.run({ workers: 1 });
  assert.deepEqual(
    outcome.failures.map(({ run }) => run),
    ["faces=6", "faces=8"],
  );
  assert.match(outcome.failures[0]?.what ?? "", /within a tidy/);
  assert.match(outcome.failures[1]?.what ?? "", /`Math\.random`/);
  assert.match(outcome.failures[1]?.where ?? "", /^experiments\/dice\/experiment\.ts:\d+:\d+$/);

  const mended = subject.copy();
  const file = "experiments/dice/experiment.ts";
  mended.edit(file, /\n.*within a tidy.*\n.*randomNormal.*\n/, "\n");
  const { artifacts } = await mended.run({ workers: 1 });
  const { means } = readArtifact(mended.root, artifacts.dice?.hash ?? "") as { means: { mean: number }[] };
  // Each run in the same worker found as few tensors as the first
  assert.deepEqual(new Set(means.map(({ mean }) => mean)), new Set([means[0]?.mean]));
  assert.equal(means.length, 5);
});
