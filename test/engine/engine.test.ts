import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { readArtifact, readResults } from "../../src/engine/results.ts";
import { openStore, storeDirectory } from "../../src/engine/store.ts";
import { dice, type Project, project } from "./project.ts";

const allFaces = ["2", "4", "6", "8"].map((faces) => `dice faces=${faces}`);

function hashes({ artifacts }: { readonly artifacts: Readonly<Record<string, { readonly hash: string }>> }) {
  return Object.fromEntries(Object.entries(artifacts).map(([id, { hash }]) => [id, hash]));
}

function removeRecord(subject: Project, fingerprint: string): void {
  rmSync(join(storeDirectory(subject.root), "records", fingerprint.slice(0, 2), `${fingerprint}.json`));
}

describe("what runs", () => {
  const original = project({
    "experiments/lib/mean.ts":
      "/** The mean. */\nexport const mean = (sum: number, n: number): number => sum / n;\n",
    "experiments/lib/other.ts": "export const two = 2;\n",
    ...dice("dice", {
      imports: 'import { mean } from "../lib/mean.ts";',
      run: `({ input, random }) => {
        const stream = random("throws", input.faces);
        let sum = 0;
        for (let i = 0; i < input.throws; i++) sum += stream.integer(input.faces) + 1;
        return { mean: mean(sum, input.throws) };
      }`,
    }),
    ...dice("loaded", { paper: "{ faces: [3, 5], throws: 50 }" }),
    "content/paper/index.md": "# Dice\n",
    "content/paper/figures/means.ts": "export default {};\n",
  });

  test("everything at first, and nothing the second time", async () => {
    const first = await original.run();
    assert.equal(first.status, "complete");
    assert.deepEqual(first.ran, [...allFaces, "loaded faces=3", "loaded faces=5"]);
    const { dice: record } = readResults(original.root, "paper").artifacts;
    assert.ok(record);
    assert.equal(record.provenance.runs.length, 4);
    const artifact = readArtifact(original.root, record.hash) as { means: { faces: number; mean: number }[] };
    assert.deepEqual(
      artifact.means.map(({ faces }) => faces),
      [2, 4, 6, 8],
    );
    for (const { faces, mean } of artifact.means) assert.ok(mean >= 1 && mean <= faces);

    const second = await original.run({
      prepare: () => assert.fail("TensorFlow was brought up for nothing"),
    });
    assert.deepEqual(second.ran, []);
    assert.deepEqual({ computed: second.computed, cached: second.cached }, { computed: 0, cached: 6 });
    assert.deepEqual(hashes(second), hashes(first));
    assert.deepEqual(
      second.events.flatMap((event) => (event.type === "plan" ? [event.workers] : [])),
      [0],
    );
  });

  const edits: readonly (readonly [string, string, string | RegExp, string, readonly string[]])[] = [
    ["a comment", "experiments/lib/mean.ts", "The mean.", "The arithmetic mean, in other words.", []],
    ["white space", "experiments/dice/experiment.ts", /^ {2}/gm, "      ", []],
    ["a helper", "experiments/lib/mean.ts", "sum / n", "(sum + 1) / n", allFaces],
    ["a helper that nobody uses", "experiments/lib/other.ts", "2", "3", []],
    ["`assemble`", "experiments/dice/experiment.ts", "mean: result.mean", "mean: result.mean + 1", []],
    ["the title", "experiments/dice/experiment.ts", '"Dice"', '"Fair dice"', []],
    ["prose", "content/paper/index.md", "Dice", "Fair dice", []],
    ["a figure", "content/paper/figures/means.ts", "{}", "{ a: 1 }", []],
    [
      "one condition more",
      "experiments/dice/experiment.ts",
      "[2, 4, 6, 8]",
      "[2, 4, 6, 8, 10]",
      ["dice faces=10"],
    ],
    ["the input of all runs", "experiments/dice/experiment.ts", "throws: 100", "throws: 99", allFaces],
  ];
  for (const [what, file, from, to, expected] of edits) {
    test(`after an edit of ${what}: ${expected.join(", ") || "no run"}`, async () => {
      const edited = original.copy();
      edited.edit(file, from, to);
      const outcome = await edited.run();
      assert.equal(outcome.status, "complete");
      assert.deepEqual(outcome.ran, [...expected].sort());
    });
  }

  test("an edit of `assemble` makes a new artifact of the same runs", async () => {
    const edited = original.copy();
    const file = "experiments/dice/experiment.ts";
    edited.edit(file, "mean: result.mean", "mean: result.mean + 1");
    const before = readResults(edited.root, "paper").artifacts;
    const outcome = await edited.run();
    assert.notEqual(outcome.artifacts.dice?.hash, before.dice?.hash);
    assert.deepEqual(outcome.artifacts.dice?.provenance.runs, before.dice?.provenance.runs);
    assert.equal(outcome.artifacts.loaded?.hash, before.loaded?.hash);
  });

  test("the upgrade of a package reruns what reaches it, and nothing else", async () => {
    const withPackage = original.copy();
    const file = "experiments/loaded/experiment.ts";
    const zod = 'import { z } from "zod";';
    withPackage.edit(file, zod, `${zod}\nimport { Matrix } from "ml-matrix";`);
    withPackage.edit(file, "return { mean: sum", "return { mean: new Matrix([[0]]).sum() + sum");
    assert.deepEqual((await withPackage.run()).ran, ["loaded faces=3", "loaded faces=5"]);
    const upgraded = withPackage.copy();
    const lock = JSON.parse(upgraded.read("package-lock.json"));
    lock.packages["node_modules/ml-matrix"].version = "999.0.0";
    upgraded.write("package-lock.json", JSON.stringify(lock));
    assert.deepEqual((await upgraded.run()).ran, ["loaded faces=3", "loaded faces=5"]);
  });

  test("going back to an earlier version runs nothing", async () => {
    const edited = original.copy();
    const file = "experiments/lib/mean.ts";
    const text = edited.read(file);
    edited.edit(file, "sum / n", "(sum + 1) / n");
    await edited.run();
    const restored = edited.copy();
    restored.write(file, text);
    const outcome = await restored.run();
    assert.deepEqual(outcome.ran, []);
    assert.deepEqual(hashes(outcome), hashes(readResults(original.root, "paper")));
    assert.equal(outcome.artifacts.dice?.provenance.runs.length, 4);
  });

  test("one experiment, one run or another preset when asked for", async () => {
    const fresh = project(dice("dice"));
    const one = await fresh.run({ run: [["faces", "6"]] });
    assert.deepEqual(one.ran, ["dice faces=6"]);
    assert.deepEqual({ status: one.status, artifacts: one.artifacts }, { status: "complete", artifacts: {} });
    assert.deepEqual((await fresh.run({ preset: "draft" })).ran, ["dice faces=2", "dice faces=4"]);
    assert.deepEqual((await fresh.run({ only: ["dice"] })).ran, [
      "dice faces=2",
      "dice faces=4",
      "dice faces=8",
    ]);
    assert.deepEqual(Object.keys(readResults(fresh.root, "draft").artifacts), ["dice"]);
  });

  test("fresh seeds run everything and give other numbers", async () => {
    const fresh = original.copy();
    const before = hashes(readResults(fresh.root, "paper"));
    const outcome = await fresh.run({ seed: 2 });
    assert.equal(outcome.computed, 6);
    assert.notEqual(hashes(outcome).dice, before.dice);
  });
});

describe("the bytes of an artifact", () => {
  const source = {
    paper: "{ faces: [2, 3, 4, 5, 6, 7, 8, 9, 10, 11], throws: 2000 }",
    // The last runs are told to be the longest, so that they start first and finish out of order
    runs: "({ faces, throws }) => faces.map((each) => ({ key: { faces: each }, input: { faces: each, throws: throws * each }, cost: each }))",
  };
  const files = dice("dice", source);

  test("do not depend on workers, order of completion or what was in the store", async () => {
    const reference = project(files);
    const { artifacts } = await reference.run({ workers: 1 });
    const expected = artifacts.dice?.hash;
    assert.ok(expected);
    for (const workers of [2, 4]) {
      assert.equal(
        (await project(files).run({ workers })).artifacts.dice?.hash,
        expected,
        `${workers} workers`,
      );
    }
    const shuffled = project(files);
    for (const faces of [7, 3, 11, 2]) await shuffled.run({ run: [["faces", String(faces)]] });
    const rest = await shuffled.run();
    assert.equal(rest.computed, 6);
    assert.equal(rest.artifacts.dice?.hash, expected, "run one by one, in another order");

    const half = reference.copy();
    const runs = readResults(half.root, "paper").artifacts.dice?.provenance.runs ?? [];
    rmSync(join(half.root, ".artifacts/results-paper.json"));
    removeRecord(half, artifacts.dice?.fingerprint ?? "");
    for (const [index, { fingerprint }] of runs.entries())
      if (index % 2 === 0) removeRecord(half, fingerprint);
    const filled = await half.run();
    assert.equal(filled.computed, 5);
    assert.equal(filled.artifacts.dice?.hash, expected, "half of the store");
  });

  test("come back after damage to the store, of which a note tells", async () => {
    const subject = project(files);
    const { artifacts } = await subject.run();
    const record = artifacts.dice;
    assert.ok(record);
    const object = (hash: string) => join(".artifacts/objects", hash.slice(0, 2), hash);
    subject.write(object(record.hash), "{}");
    subject.write(object(record.provenance.runs[0]?.hash ?? ""), '{"mean":1}');
    const again = await subject.run();
    assert.equal(again.artifacts.dice?.hash, record.hash);
    assert.deepEqual(again.ran, ["dice faces=2"]);
    assert.equal(again.events.filter(({ type }) => type === "note").length, 2);
    const store = openStore(storeDirectory(subject.root));
    assert.ok(store.hasObject(record.hash));
  });
});
