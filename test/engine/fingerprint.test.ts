import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import fc from "fast-check";
import { bundleExperiments, type ExperimentCode } from "../../src/engine/bundle.ts";
import type { AnyExperiment, DataSource } from "../../src/engine/define.ts";
import { fieldChanges } from "../../src/engine/field-changes.ts";
import {
  artifactFields,
  currentRuntime,
  fingerprintOf,
  type Runtime,
  runFields,
  runFingerprinter,
  type SharedFields,
  sharedFields,
} from "../../src/engine/fingerprint.ts";
import type { PackageLock } from "../../src/engine/packages.ts";
import { temporaryFolder, writeTree } from "./temporary.ts";
import { lockfile, project } from "./walks.ts";

const runtime: Runtime = {
  engine: "e".repeat(64),
  node: "24.0.0",
  tfjs: { version: "4.22.0", digest: "f".repeat(64) },
  library: "1".repeat(64),
  profile: { OMP_NUM_THREADS: "1" },
};

const dataOf: Readonly<Record<string, Record<string, DataSource>>> = {
  walk: { table: { kind: "local", file: "table.txt" } },
  spectrum: {},
};

interface Prepared {
  readonly code: ExperimentCode;
  readonly experiment: AnyExperiment;
  readonly shared: SharedFields;
}

async function prepare(
  root: string,
  id: "walk" | "spectrum",
  lock: PackageLock = lockfile,
): Promise<Prepared> {
  const entry = `experiments/${id}/experiment.ts`;
  const code = (await bundleExperiments(root, [entry])).get(entry) as ExperimentCode;
  // Of the definition, fingerprints need the name and the data
  const experiment = { id, data: dataOf[id] } as unknown as AnyExperiment;
  return { code, experiment, shared: sharedFields({ root, experiment, code, seed: 1, lock, runtime }) };
}

function newProject(t: TestContext): string {
  const root = temporaryFolder(t);
  writeTree(root, project);
  return root;
}

const run = { key: { block: 1 }, input: { steps: 100, block: 1 } };

const upgraded = (name: string) => {
  const folder = `node_modules/${name}` as keyof typeof lockfile.packages;
  const packages = { ...lockfile.packages, [folder]: { ...lockfile.packages[folder], version: "9.9.9" } };
  return { ...lockfile, packages };
};

/** Whose run and whose assembly an upgrade of a package changes. */
async function changedByUpgrade(t: TestContext, name: string): Promise<string[]> {
  const root = newProject(t);
  const changed: string[] = [];
  for (const id of ["walk", "spectrum"] as const) {
    const [before, after] = [await prepare(root, id), await prepare(root, id, upgraded(name))];
    if (runFingerprinter(before.shared)(run) !== runFingerprinter(after.shared)(run))
      changed.push(`${id}.run`);
    const artifact = ({ experiment, code }: Prepared, lock: PackageLock) =>
      fingerprintOf(artifactFields({ experiment, params: {}, code, seed: 1, lock, runtime, results: [] }));
    if (artifact(before, lockfile) !== artifact(after, upgraded(name))) changed.push(`${id}.assemble`);
  }
  return changed;
}

test("upgrading a package changes exactly what reaches it", async (t) => {
  assert.deepEqual(await changedByUpgrade(t, "ml-matrix"), ["spectrum.run"]);
  assert.deepEqual(await changedByUpgrade(t, "ml-matrix/node_modules/is-any-array"), ["spectrum.run"]);
  assert.deepEqual(await changedByUpgrade(t, "zod"), ["walk.assemble", "spectrum.assemble"]);
  assert.deepEqual(await changedByUpgrade(t, "unrelated"), []);
});

test("editing a data file changes the runs that may read it", async (t) => {
  const root = newProject(t);
  const before = await prepare(root, "walk");
  writeFileSync(join(root, "experiments/walk/table.txt"), "1 2 4\n");
  const after = await prepare(root, "walk");
  assert.deepEqual(
    fieldChanges(before.shared, after.shared).map(({ path }) => path),
    ["data.table.sha256"],
  );
  assert.notEqual(runFingerprinter(before.shared)(run), runFingerprinter(after.shared)(run));
});

test("every field counts, and only for the runs that have it", async (t) => {
  const { shared } = await prepare(newProject(t), "walk");
  const base = runFields(shared, run);
  const changes: readonly Partial<typeof base>[] = [
    { experiment: "other" },
    { key: { block: 2 } },
    { input: { steps: 101, block: 1 } },
    { seed: 2 },
    { code: "0".repeat(64) },
    { packages: [{ name: "zod", version: "4.6.7", integrity: "sha512-f" }] },
    { engine: "0".repeat(64) },
    { node: "24.0.1" },
    { tfjs: { version: "4.23.0", digest: "f".repeat(64) } },
    { library: "2".repeat(64) },
    { profile: { OMP_NUM_THREADS: "2" } },
    { data: {} },
  ];
  const fingerprints = [base, ...changes.map((change) => ({ ...base, ...change }))].map(fingerprintOf);
  assert.equal(new Set(fingerprints).size, changes.length + 1);
  assert.deepEqual(
    Object.keys(base).sort(),
    ["format", ...changes.flatMap((change) => Object.keys(change))].sort(),
    "every field was changed once",
  );
});

test("the quick way to a fingerprint gives the same as the plain one", async (t) => {
  const { shared } = await prepare(newProject(t), "walk");
  const fingerprint = runFingerprinter(shared);
  fc.assert(
    fc.property(
      fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.boolean())),
      fc.jsonValue(),
      (key, input) => {
        assert.equal(fingerprint({ key, input }), fingerprintOf(runFields(shared, { key, input })));
      },
    ),
  );
  assert.throws(
    () => fingerprint({ key: { block: 1 }, input: { rates: [0.1, Number.NaN] } }),
    /the run .*block.* of walk: rates\[1\] is NaN/,
  );
});

test("ten thousand runs have ten thousand fingerprints", async (t) => {
  const { shared } = await prepare(newProject(t), "walk");
  const fingerprint = runFingerprinter(shared);
  const fingerprints = Array.from({ length: 10_000 }, (_, i) =>
    fingerprint({
      key: { init: "fold-1", block: i },
      input: { steps: i, rate: 0.001, initialization: { kind: "fold", n: 1 } },
    }),
  );
  assert.equal(new Set(fingerprints).size, 10_000);
});

test("an artifact depends on the results of its runs, not on how they were come by", async (t) => {
  const { experiment, code } = await prepare(newProject(t), "walk");
  const of = (params: unknown, hashes: readonly string[]) => {
    const results = hashes.map((hash, block) => ({ key: { block }, input: {}, hash }));
    return fingerprintOf(
      artifactFields({ experiment, params, code, seed: 1, lock: lockfile, runtime, results }),
    );
  };
  const otherLibrary = { ...runtime, library: "2".repeat(64) };
  const results = ["a", "b"].map((hash, block) => ({ key: { block }, input: {}, hash }));
  assert.equal(
    fingerprintOf(
      artifactFields({
        experiment,
        params: 1,
        code,
        seed: 1,
        lock: lockfile,
        runtime: otherLibrary,
        results,
      }),
    ),
    of(1, ["a", "b"]),
  );
  const different = [
    of(1, ["a", "b"]),
    of(2, ["a", "b"]),
    of(1, ["a", "c"]),
    of(1, ["b", "a"]),
    of(1, ["a"]),
  ];
  assert.equal(new Set(different).size, different.length);
});

test("the runtime is this Node and the locked TensorFlow.js", async () => {
  const found = await currentRuntime();
  assert.equal(found.node, process.versions.node);
  const manifest = new URL("../../node_modules/@tensorflow/tfjs-node/package.json", import.meta.url);
  assert.equal(found.tfjs.version, JSON.parse(readFileSync(manifest, "utf8")).version);
  for (const digest of [found.engine, found.tfjs.digest, found.library])
    assert.match(digest, /^[0-9a-f]{64}$/);
});

test("tells the fields in which two fingerprints differ", () => {
  const before = {
    code: "a",
    input: { layers: 30, rates: [0.1, 0.2] },
    packages: [
      { name: "ml-matrix", version: "6.15.1" },
      { name: "zod", version: "4.6.7" },
    ],
  };
  const after = {
    code: "a",
    input: { layers: 40, rates: [0.1, 0.3, 0.4] },
    packages: [{ name: "zod", version: "4.6.8" }],
    data: { table: { sha256: "b" } },
  };
  assert.deepEqual(fieldChanges(before, after), [
    { path: "input.layers", before: 30, after: 40 },
    { path: "input.rates[1]", before: 0.2, after: 0.3 },
    { path: "input.rates[2]", before: undefined, after: 0.4 },
    { path: "packages[ml-matrix]", before: { name: "ml-matrix", version: "6.15.1" }, after: undefined },
    { path: "packages[zod].version", before: "4.6.7", after: "4.6.8" },
    { path: "data", before: undefined, after: { table: { sha256: "b" } } },
  ]);
  assert.deepEqual(fieldChanges(before, structuredClone(before)), []);
  assert.deepEqual(
    fieldChanges(
      [
        { name: "a", v: 1 },
        { name: "a", v: 2 },
      ],
      [
        { name: "a", v: 1 },
        { name: "a", v: 3 },
      ],
    ),
    [{ path: "[1].v", before: 2, after: 3 }],
  );
});
