import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { quietName, wheelFor } from "../../src/native/library.mjs";
import { cacheSizes } from "../../src/native/profile.ts";
import { project } from "../engine/project.ts";
import { realTensorFlow } from "../native/fixtures.ts";
import { emulatorIsMissing, nodeOn } from "./emulator.ts";
import { newStore } from "./paper.ts";

const uses = (call: string) => ({
  "experiments/small/artifact.ts":
    'import { z } from "zod";\nexport const artifact = z.strictObject({ sum: z.number() });\n',
  "experiments/small/experiment.ts": `import { defineExperiment } from "reprise";
import { z } from "zod";
import { artifact } from "./artifact.ts";

export default defineExperiment({
  id: "small",
  title: "Small",
  params: z.strictObject({}),
  presets: { paper: {}, draft: {} },
  runs: () => [{ key: { kind: "only" }, input: {} }],
  run({ tf }) {
    const x = tf.tensor1d([1, 2, 3]);
    return { sum: tf.sum(
      ${call},
    ).dataSync()[0] ?? 0 };
  },
  assemble: ({ results }) => ({ sum: [...results][0]?.result.sum ?? 0 }),
  artifact,
});
`,
});

describe("a run that would give other bits elsewhere is refused", { timeout: 120_000 }, () => {
  const plain = project(uses("tf.square(x)"));
  before(() => realTensorFlow());

  test("when its code reaches a kernel that differs: kernel, experiment, run and line are told", async () => {
    const refused = project(uses("tf.grad((y) => tf.rsqrt(y))(x)"));
    const { status, failures } = await refused.run({ store: newStore(refused) });
    assert.equal(status, "failed");
    const [failure] = failures;
    assert.equal(failure?.experiment, "small");
    assert.equal(failure?.run, "kind=only");
    assert.match(failure?.what ?? "", /TensorFlow's kernel Rsqrt \(float32\) gives other bits on other/);
    assert.match(failure?.where ?? "", /experiments\/small\/experiment\.ts:14:/);
    assert.match(failure?.fix ?? "", /tf\.div\(1, tf\.sqrt\(x\)\)/);
  });

  const missing = emulatorIsMissing();
  for (const processor of ["Nehalem", "SandyBridge", "qemu64"]) {
    test(`on ${processor}, which has no AVX2`, { skip: missing }, async () => {
      const node = nodeOn(processor);
      const { status, failures } = await plain.run({ store: newStore(plain), workers: 1, node });
      assert.equal(status, "failed");
      assert.match(failures[0]?.what ?? "", /cannot be used without AVX2/);
      assert.match(failures[0]?.fix ?? "", /Use a processor with AVX2/);
    });
  }

  test("with a library whose cache sizes are at another place", async () => {
    const { directory } = await realTensorFlow();
    const wheel = wheelFor();
    const [library] = wheel?.libraries ?? [];
    assert.ok(wheel?.caches && library);
    // In a process of its own: what is written at a wrong address stays there
    const program = `
      const require = process.getBuiltinModule("node:module").createRequire(${JSON.stringify(import.meta.url)});
      const quiet = require(${JSON.stringify(join(directory, quietName))});
      quiet.withoutStandardError(() => require(${JSON.stringify(join(directory, "tfjs_binding.node"))}));
      const at = ${JSON.stringify(wheel.caches)};
      const pin = (addresses) =>
        quiet.pinCaches(${JSON.stringify(join(directory, library.name))}, addresses, ${JSON.stringify(cacheSizes)});
      console.log(pin({ ...at, onednn: at.onednn + 8 }), pin(at));
    `;
    const { stdout, stderr } = spawnSync(process.execPath, ["-e", program], { encoding: "utf8" });
    assert.equal(stdout, "false true\n", stderr);
  });
});
