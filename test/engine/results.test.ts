import assert from "node:assert/strict";
import { truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { UserError } from "../../src/engine/errors.ts";
import {
  type Results,
  readArtifact,
  readResults,
  resultsFile,
  writeResults,
} from "../../src/engine/results.ts";
import { openStore, storeDirectory } from "../../src/engine/store.ts";
import { temporaryFolder } from "./temporary.ts";

const digest = "a".repeat(64);

const results: Results = {
  format: 1,
  preset: "paper",
  seed: 20180701,
  artifacts: {
    walk: {
      id: "walk",
      title: "Random walks",
      hash: digest,
      bytes: 12,
      fingerprint: digest,
      provenance: {
        params: { steps: 100 },
        seed: 20180701,
        runs: [{ key: { block: 1 }, fingerprint: digest, hash: digest, seconds: 1.25 }],
        code: { entry: "experiments/walk/experiment.ts", digest, modules: ["experiments/lib/walks.ts"] },
        packages: [{ name: "zod", version: "4.6.7", integrity: "sha512-x" }],
        runtime: {
          node: "24.21.0",
          tensorflow: "2.21.0",
          tfjs: "4.22.0",
          library: digest,
          profile: { A: "1" },
        },
        commit: null,
      },
    },
  },
};

test("results come back as written", (t) => {
  const root = temporaryFolder(t);
  writeResults(root, results);
  assert.deepEqual(readResults(root, "paper"), results);
});

test("results that are missing, damaged or of another shape are one error that says what to run", (t) => {
  const root = temporaryFolder(t);
  const refused = (preset: string, command: RegExp) =>
    assert.throws(
      () => readResults(root, preset),
      (error) => {
        assert.ok(error instanceof UserError);
        assert.match(error.fix ?? "", command);
        return true;
      },
    );
  refused("paper", /npm run build/);
  refused("draft", /npm run draft/);
  writeResults(root, results);
  truncateSync(resultsFile(storeDirectory(root), "paper"), 100);
  refused("paper", /npm run build/);
  writeFileSync(resultsFile(storeDirectory(root), "paper"), JSON.stringify({ ...results, format: 2 }));
  refused("paper", /npm run build/);
});

test("an artifact is read by its hash and checked against it", (t) => {
  const root = temporaryFolder(t);
  const store = openStore(storeDirectory(root));
  const hash = store.putObject('{"mean":0.5}');
  assert.deepEqual(readArtifact(root, hash), { mean: 0.5 });
  writeFileSync(join(store.directory, "objects", hash.slice(0, 2), hash), '{"mean":0.6}');
  assert.throws(() => readArtifact(root, hash), UserError);
});
