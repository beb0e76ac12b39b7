import assert from "node:assert/strict";
import { test } from "node:test";
import { provenanceDocument } from "../../src/provenance/document.ts";
import { record } from "../engine/records.ts";

test("the same artifact is published with the same provenance, however long it took and wherever it was assembled", () => {
  const commit = "c".repeat(40);
  const here = provenanceDocument(record("walk", { seconds: [1.25] }), commit);
  assert.equal(here, provenanceDocument(record("walk", { seconds: [99], commit: "b".repeat(40) }), commit));
  assert.doesNotMatch(here, /1\.25|seconds/);
  assert.equal(JSON.parse(here).provenance.commit, commit);
  assert.equal(JSON.parse(here).provenance.runs[0].hash, "a".repeat(64));
});
