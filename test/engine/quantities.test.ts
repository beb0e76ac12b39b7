import assert from "node:assert/strict";
import { mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, test } from "node:test";
import { UserError } from "../../src/engine/errors.ts";
import { evaluateQuantities } from "../../src/engine/quantities.ts";
import { withQuantities } from "../../src/markdown/quantities.ts";
import { writeTree } from "./temporary.ts";

const root = realpathSync(mkdtempSync(join(tmpdir(), "quantities-")));
symlinkSync(resolve("node_modules"), join(root, "node_modules"));
after(() => rmSync(root, { recursive: true }));

const artifact = { fast: 2, slow: 8 };
const source = { ids: ["race", "walk"], artifact: (id: string) => (id === "race" ? artifact : { steps: 3 }) };

function quantities(body: string) {
  writeTree(root, {
    "package.json": '{ "name": "other", "type": "module" }',
    "experiments/race/artifact.ts":
      'import { z } from "zod";\nexport const artifact = z.strictObject({ fast: z.number(), slow: z.number() });\n',
    "experiments/race/quantities.ts": `import { defineQuantities } from "reprise";\nimport { artifact } from "./artifact.ts";\n\nexport default defineQuantities(artifact, {\n  ${body},\n});\n`,
  });
  return evaluateQuantities(root, source);
}

function refused(body: string, what: RegExp, where: RegExp) {
  return assert.rejects(quantities(body), (error) => {
    assert.ok(error instanceof UserError, String(error));
    assert.match(error.what, what);
    assert.match(error.where ?? "", where);
    return true;
  });
}

test("numbers derived from an artifact stand beside its fields, for prose alone", async () => {
  const found = await quantities("ratio: ({ fast, slow }) => slow / fast");
  assert.deepEqual([...found], [["race", { ratio: 4 }]]);
  const evidence = withQuantities({ ...source, params: () => ({}), hash: () => undefined }, found);
  assert.deepEqual(evidence.artifact("race"), { fast: 2, slow: 8, ratio: 4 });
  assert.deepEqual(evidence.artifact("walk"), { steps: 3 });
  assert.deepEqual(artifact, { fast: 2, slow: 8 });
});

test("what is no number, or hides a field, is refused with its place", async () => {
  await refused("ratio: () => Number.NaN", /`ratio` cannot be derived: it is NaN, not/, /quantities\.ts/);
  await refused("ratio: (a) => a.fastest.length", /`ratio` cannot be derived/, /race\/quantities\.ts:5/);
  await refused("slow: () => 1", /`slow` has the name of a field/, /race\/quantities\.ts/);
});
