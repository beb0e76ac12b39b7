import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { bundleEngine, bundleExperiments, type ExperimentCode } from "../../src/engine/bundle.ts";
import { UserError } from "../../src/engine/errors.ts";
import { temporaryFolder, writeTree } from "./temporary.ts";
import { type ProjectFile, project } from "./walks.ts";

const walk = "experiments/walk/experiment.ts";
const spectrum = "experiments/spectrum/experiment.ts";

async function codeOf(root: string): Promise<{ walk: ExperimentCode; spectrum: ExperimentCode }> {
  const codes = await bundleExperiments(root, [walk, spectrum]);
  return { walk: codes.get(walk) as ExperimentCode, spectrum: codes.get(spectrum) as ExperimentCode };
}

function newProject(t: TestContext): string {
  const root = temporaryFolder(t);
  writeTree(root, project);
  return root;
}

function edit(root: string, file: ProjectFile, before: string, after: string): void {
  const text = readFileSync(join(root, file), "utf8");
  assert.ok(text.includes(before), `${file} contains ${before}`);
  writeFileSync(join(root, file), text.replace(before, after));
}

type Digest = "walk.run" | "walk.assemble" | "spectrum.run" | "spectrum.assemble";

/** Which digests an edit changes. */
async function changedBy(t: TestContext, ...change: [ProjectFile, string, string]): Promise<Digest[]> {
  const root = newProject(t);
  const before = await codeOf(root);
  edit(root, ...change);
  const after = await codeOf(root);
  return (["walk", "spectrum"] as const).flatMap((id) =>
    (["run", "assemble"] as const)
      .filter((part) => before[id][part].digest !== after[id][part].digest)
      .map((part): Digest => `${id}.${part}`),
  );
}

const edits: readonly [string, [ProjectFile, string, string], Digest[]][] = [
  ["a comment", [walk, "// every step is scaled", "/* each step is scaled,\n\n\n twice */"], []],
  ["white space", [walk, "return steps(tf, n)", "return  steps(\n  tf,\n  n,\n)"], []],
  ["a type", [walk, "n: number): number[]", "n: 1 | 2 | number): Array<number>"], []],
  [
    "a comment in a helper",
    ["experiments/lib/walks.ts", "export const drift", "// why\nexport const drift"],
    [],
  ],
  ["a reached constant", ["experiments/lib/walks.ts", "drift = 0.5", "drift = 0.25"], ["walk.run"]],
  ["a reached function", ["experiments/lib/walks.ts", "tf.ones", "tf.zeros"], ["walk.run"]],
  ["a function reached through another module", ["experiments/lib/limits.ts", "1000", "2000"], ["walk.run"]],
  [
    "a helper's function that nobody reaches",
    ["experiments/lib/walks.ts", "table.slice(0, n)", "table.slice(1, n)"],
    [],
  ],
  [
    "a computed table that nobody reaches",
    ["experiments/lib/walks.ts", "makeTable(16)", "makeTable(32)"],
    [],
  ],
  ["a new export", ["experiments/lib/limits.ts", "export", "export const drift = 7;\nexport"], []],
  [
    "a helper of one assemble",
    ["experiments/lib/statistics.ts", "/ values.length", "/ (values.length - 1)"],
    ["walk.assemble"],
  ],
  ["a helper of the other", ["experiments/lib/statistics.ts", "a - b", "b - a"], ["spectrum.assemble"]],
  ["run", [walk, "walk(tf, input.steps)", "walk(tf, input.steps + 1)"], ["walk.run"]],
  ["a constant of the module", [walk, "Math.sqrt(2)", "Math.sqrt(3)"], ["walk.run"]],
  ["assemble", [walk, "result[0] ?? 0", "result[1] ?? 0"], ["walk.assemble"]],
  [
    "the artifact's schema",
    ["experiments/walk/artifact.ts", "z.number()", "z.number().positive()"],
    ["walk.assemble"],
  ],
  ["the params' schema", [walk, "steps: z.int()", "steps: z.int().positive()"], []],
  ["presets", [walk, "steps: 100", "steps: 200"], []],
  ["runs()", [walk, "[1, 2, 3]", "[1, 2, 3, 4]"], []],
  ["the title", [walk, "Random walks", "Walks"], []],
  ["data", [walk, "table.txt", "other.txt"], []],
  [
    "an import of a new module by assemble alone",
    [walk, "mean(Array", "limit(1) + mean(Array"],
    ["walk.assemble"],
  ],
];

for (const [name, change, expected] of edits) {
  test(`editing ${name} changes ${expected.join(" and ") || "nothing"}`, async (t) => {
    const actual = name.startsWith("an import")
      ? await changedWithImport(t, change)
      : await changedBy(t, ...change);
    assert.deepEqual(actual, expected);
  });
}

/** The order of imports is no part of what run reaches. */
async function changedWithImport(t: TestContext, change: [ProjectFile, string, string]): Promise<Digest[]> {
  const root = newProject(t);
  const before = await codeOf(root);
  edit(root, ...change);
  edit(root, walk, "import { z }", 'import { limit } from "../lib/limits.ts";\nimport { z }');
  const after = await codeOf(root);
  assert.equal(after.spectrum.run.digest, before.spectrum.run.digest);
  return (["run", "assemble"] as const)
    .filter((part) => before.walk[part].digest !== after.walk[part].digest)
    .map((part): Digest => `walk.${part}`);
}

test("tells the modules and packages that each part reaches", async (t) => {
  const code = await codeOf(newProject(t));
  assert.deepEqual(code.walk.run.modules, ["experiments/lib/limits.ts", "experiments/lib/walks.ts", walk]);
  assert.deepEqual(code.walk.assemble.modules, [
    "experiments/lib/statistics.ts",
    "experiments/walk/artifact.ts",
    walk,
  ]);
  assert.deepEqual(code.walk.run.packages, []);
  assert.deepEqual(code.walk.assemble.packages, ["zod"]);
  assert.deepEqual(code.spectrum.run.packages, ["ml-matrix"]);
});

test("a digest depends neither on the place of the project nor on the other experiments", async (t) => {
  const [one, other] = [newProject(t), join(newProject(t), "deeper")];
  writeTree(other, project);
  const alone = (await bundleExperiments(other, [spectrum])).get(spectrum);
  assert.deepEqual(alone, (await codeOf(one)).spectrum);
  assert.equal((await bundleExperiments(one, [])).size, 0);
});

const unsplittable: readonly [string, string, string][] = [
  [
    "the argument is not written out",
    "defineExperiment({",
    "defineExperiment(settings);\nconst settings = ({",
  ],
  ["keys are spread", '  id: "walk",', '  id: "walk", ...{},'],
  ["a part refers to `this`", "walk(tf, input.steps);", "walk(tf, input.steps, this);"],
];

for (const [name, before, after] of unsplittable) {
  test(`the code of run is the whole module when ${name}`, async (t) => {
    const root = newProject(t);
    edit(root, walk, before, after);
    const whole = (await codeOf(root)).walk;
    assert.ok(whole.run.packages.includes("zod"));
    edit(root, walk, "result[0] ?? 0", "result[1] ?? 0");
    assert.notEqual((await codeOf(root)).walk.run.digest, whole.run.digest);
  });
}

const refused: readonly [string, [ProjectFile, string, string], string, RegExp][] = [
  [
    "a missing module",
    [walk, "../lib/walks.ts", "../lib/wolks.ts"],
    `${walk}:3`,
    /Could not resolve "..\/lib\/wolks.ts"/,
  ],
  [
    "a missing export",
    ["experiments/lib/walks.ts", "{ limit }", "{ limits as limit }"],
    "experiments/lib/walks.ts:2",
    /"limits"/,
  ],
  ["a syntax error", [walk, "const scale = ", "const scale = = "], `${walk}:9`, /syntax error/],
  [
    "a syntax error after wide characters",
    ["experiments/lib/limits.ts", "export", "// 😀é\nexport const = 1;\nexport"],
    "experiments/lib/limits.ts:2",
    /syntax error/,
  ],
  [
    "a Node module",
    [walk, 'import { z } from "zod"', 'import { readFileSync } from "node:fs"'],
    `${walk}:2`,
    /“node:fs”/,
  ],
  [
    "a Node module by its bare name",
    ["experiments/lib/limits.ts", "export", 'import "os";\nexport'],
    "experiments/lib/limits.ts:1",
    /side effects/,
  ],
  [
    "network",
    ["experiments/lib/limits.ts", "export", 'import { get } from "http";\nexport'],
    "experiments/lib/limits.ts:1",
    /“http”/,
  ],
  [
    "TensorFlow outside of the context",
    [walk, 'import { z } from "zod"', 'import tf from "@tensorflow/tfjs-node"'],
    `${walk}:2`,
    /worker processes/,
  ],
  [
    "an address",
    [walk, 'import { z } from "zod"', 'import { z } from "https://example.org/z.js"'],
    `${walk}:2`,
    /cannot be followed/,
  ],
  [
    "a computed import",
    [walk, "return walk(tf", "import(String(input));\n    return walk(tf"],
    `${walk}:24`,
    /computed/,
  ],
  ["require", [walk, "return walk(tf", 'require("x");\n    return walk(tf'], `${walk}:24`, /`require`/],
  ["eval", [walk, "return walk(tf", 'eval("x");\n    return walk(tf'], `${walk}:24`, /made from text/],
  [
    "import.meta",
    ["experiments/lib/limits.ts", "1000", "import.meta.dirname.length"],
    "experiments/lib/limits.ts:1",
    /import\.meta/,
  ],
  [
    "an import for its effects",
    [walk, "import { z }", 'import "../lib/limits.ts";\nimport { z }'],
    `${walk}:2`,
    /side effects/,
  ],
  [
    "a cycle of imports",
    [
      "experiments/lib/limits.ts",
      "export",
      'import { drift } from "./walks.ts";\nexport const d = drift;\nexport',
    ],
    "experiments/lib/walks.ts:2",
    /import each other: experiments\/lib\/walks.ts → experiments\/lib\/limits.ts → experiments\/lib\/walks.ts/,
  ],
  [
    "a cycle through the experiment",
    [
      "experiments/lib/limits.ts",
      "export",
      'import { walk } from "../walk/experiment.ts";\nexport const w = walk;\nexport',
    ],
    "experiments/lib/walks.ts:2",
    /import each other/,
  ],
];

for (const [name, change, where, what] of refused) {
  test(`refuses ${name}, with file and line`, async (t) => {
    const root = newProject(t);
    edit(root, ...change);
    await assert.rejects(codeOf(root), (error) => {
      assert.ok(error instanceof UserError);
      assert.match(error.what, what);
      assert.equal(error.where, where);
      assert.ok(error.fix);
      return true;
    });
  });
}

test("follows JSON files and modules imported when needed", async (t) => {
  const root = newProject(t);
  writeTree(root, { "experiments/lib/table.json": '{ "used": [1, 2], "unused": 3 }' });
  edit(
    root,
    "experiments/lib/limits.ts",
    "export",
    'import table from "./table.json" with { type: "json" };\n' +
      'export const later = async () => (await import("./statistics.ts")).mean(table.used);\nexport',
  );
  edit(root, walk, "return walk(tf, input.steps);", "return later();");
  edit(root, walk, "import { z }", 'import { later } from "../lib/limits.ts";\nimport { z }');
  const before = (await codeOf(root)).walk.run;
  assert.ok(before.modules.includes("experiments/lib/table.json"));
  edit(root, "experiments/lib/statistics.ts", "/ values.length", "/ (values.length - 1)");
  const after = (await codeOf(root)).walk.run;
  assert.notEqual(after.digest, before.digest);
  writeTree(root, { "experiments/lib/table.json": '{ "used": [1, 3], "unused": 3 }' });
  assert.notEqual((await codeOf(root)).walk.run.digest, after.digest);
});

test("an experiment's file that is gone is one error", async (t) => {
  const root = newProject(t);
  rmSync(join(root, walk));
  await assert.rejects(codeOf(root), (error) => {
    assert.ok(error instanceof UserError);
    assert.equal(error.where, `${walk}:1`);
    assert.match(error.what, /cannot be read/);
    return true;
  });
});

test("imports of types alone are no imports", async (t) => {
  const root = newProject(t);
  const before = await codeOf(root);
  edit(
    root,
    "experiments/lib/limits.ts",
    "export",
    'import type { walk } from "../walk/experiment.ts";\nexport type W = typeof walk;\nexport',
  );
  edit(root, walk, 'import { z } from "zod"', 'import type * as fs from "node:fs";\nimport { z } from "zod"');
  assert.deepEqual(await codeOf(root), before);
});

test("experiments bundled together have the digests they have alone", async (t) => {
  const root = newProject(t);
  const entries = Array.from({ length: 15 }, (_, i) => `experiments/copy-${i}/experiment.ts`);
  for (const [i, entry] of entries.entries()) {
    writeTree(root, {
      [entry]: project[walk],
      [`experiments/copy-${i}/artifact.ts`]: project["experiments/walk/artifact.ts"],
    });
  }
  const [alone] = (await bundleExperiments(root, [walk])).values();
  for (const together of (await bundleExperiments(root, entries)).values()) {
    assert.equal(together.run.digest, alone?.run.digest);
    assert.equal(together.assemble.digest, alone?.assemble.digest);
  }
});

test("the engine's own code is what decides numbers", async () => {
  const engine = await bundleEngine();
  assert.ok(engine.modules.includes("engine/random.ts"));
  assert.ok(!engine.modules.some((file) => /errors|cli|scheduler|store/.test(file)));
  assert.ok(engine.packages.includes("pure-rand"));
});
