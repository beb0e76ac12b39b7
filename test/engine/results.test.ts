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
import { record } from "./records.ts";
import { temporaryFolder } from "./temporary.ts";

const results: Results = {
  format: 1,
  preset: "paper",
  seed: 7,
  artifacts: { walk: record("walk", { modules: ["experiments/lib/walks.ts"] }) },
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
