import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { bundleExperiments, bundleOutlines, type ExperimentCode } from "../../src/engine/bundle.ts";
import { knownOutline, rememberCode } from "../../src/engine/known-code.ts";
import { type CodeOutline, type ModuleChange, moduleChanges } from "../../src/engine/outline.ts";
import { temporaryFolder, writeTree } from "./temporary.ts";
import { type ProjectFile, project } from "./walks.ts";

const walk = "experiments/walk/experiment.ts";
const spectrum = "experiments/spectrum/experiment.ts";

function newProject(t: TestContext): string {
  const root = temporaryFolder(t);
  writeTree(root, project);
  return root;
}

async function codes(root: string): Promise<readonly ExperimentCode[]> {
  return [...(await bundleExperiments(root, [walk, spectrum])).values()];
}

function edit(root: string, file: ProjectFile, before: string, after: string): void {
  const text = readFileSync(join(root, file), "utf8");
  assert.ok(text.includes(before), `${file} contains ${before}`);
  writeFileSync(join(root, file), text.replace(before, after));
}

test("every part has an outline under its digest, with exactly the modules that contribute code", async (t) => {
  const root = newProject(t);
  const outlines = await bundleOutlines(root, [walk, spectrum]);
  for (const { run, assemble } of await codes(root)) {
    for (const { digest, modules } of [run, assemble]) {
      const own = Object.keys(outlines.get(digest) ?? {}).filter((name) => !name.startsWith("reprise/"));
      assert.deepEqual(own.sort(), modules);
    }
  }
});

/** What an edit changes of the code of walk's run, and of its assembly. */
async function changedBy(t: TestContext, ...change: [ProjectFile, string, string]) {
  const root = newProject(t);
  const outlineOf = async () => {
    const outlines = await bundleOutlines(root, [walk]);
    const [code] = [...(await bundleExperiments(root, [walk])).values()] as [ExperimentCode];
    return [outlines.get(code.run.digest), outlines.get(code.assemble.digest)] as [CodeOutline, CodeOutline];
  };
  const before = await outlineOf();
  edit(root, ...change);
  const after = await outlineOf();
  return [moduleChanges(before[0], after[0]), moduleChanges(before[1], after[1])];
}

const changed = (module: string, ...declarations: readonly string[]): ModuleChange => ({
  module,
  change: "changed",
  declarations,
});

const edits: readonly [string, [ProjectFile, string, string], readonly [ModuleChange[], ModuleChange[]]][] = [
  ["a comment", [walk, "// every step is scaled", ""], [[], []]],
  [
    "a function of a helper",
    ["experiments/lib/walks.ts", "tf.ones", "tf.zeros"],
    [[changed("experiments/lib/walks.ts", "function steps")], []],
  ],
  [
    "a constant of a helper",
    ["experiments/lib/walks.ts", "drift = 0.5", "drift = 0.25"],
    [[changed("experiments/lib/walks.ts", "drift")], []],
  ],
  [
    "an arrow function behind a helper",
    ["experiments/lib/limits.ts", "1000", "2000"],
    [[changed("experiments/lib/limits.ts", "function limit")], []],
  ],
  ["the run itself", [walk, "walk(tf, input.steps)", "walk(tf, 7)"], [[changed(walk, "run")], []]],
  ["assemble", [walk, "result[0] ?? 0", "result[1] ?? 0"], [[], [changed(walk, "assemble")]]],
  ["a function that nobody reaches", ["experiments/lib/walks.ts", "slice(0, n)", "slice(1, n)"], [[], []]],
  [
    "a module that is no longer reached, from a function that no longer calls it",
    ["experiments/lib/walks.ts", "limit(n)", "n"],
    [
      [
        { module: "experiments/lib/limits.ts", change: "no longer reached", declarations: [] },
        changed("experiments/lib/walks.ts", "function steps"),
      ],
      [],
    ],
  ],
];
for (const [name, change, expected] of edits) {
  test(`names what changed: ${name}`, async (t) => {
    assert.deepEqual(await changedBy(t, ...change), expected);
  });
}

test("of two functions of one name, each is named as it is written", async (t) => {
  const root = newProject(t);
  edit(root, "experiments/lib/limits.ts", "Math.min(n, 1000)", "drift(n);\nconst drift = (n: number) => n");
  const [outline] = [...(await bundleOutlines(root, [walk])).values()];
  assert.ok(outline?.["experiments/lib/limits.ts"]?.["function drift"]);
  assert.ok(outline["experiments/lib/walks.ts"]?.drift);
});

test("what is known of code is kept once, survives damage as unknown, and is never needed", async (t) => {
  const root = newProject(t);
  const store = join(root, "store");
  const [first, second] = (await codes(root)) as [ExperimentCode, ExperimentCode];
  assert.equal(knownOutline(store, first.run.digest), undefined);
  await rememberCode(root, store, [first, second]);
  const outlines = await bundleOutlines(root, [walk, spectrum]);
  for (const { digest } of [first.run, first.assemble, second.run, second.assemble])
    assert.deepEqual(knownOutline(store, digest), outlines.get(digest));

  const file = join(store, "code", `${first.run.digest}.json`);
  writeFileSync(file, readFileSync(file, "utf8").replace("function steps", "function staps"));
  assert.equal(knownOutline(store, first.run.digest), undefined);

  // A store that cannot be written, because its name is that of a file
  await rememberCode(root, join(root, walk), [first]);
  assert.equal(knownOutline(join(root, walk), first.run.digest), undefined);
});
