import assert from "node:assert/strict";
import { test } from "node:test";
import type { ArtifactRecord } from "../../src/engine/results.ts";
import { provenanceDocument } from "../../src/provenance/document.ts";

const digest = "a".repeat(64);

function record(seconds: number, commit: string | null): ArtifactRecord {
  return {
    id: "walk",
    title: "Random walks",
    hash: digest,
    bytes: 12,
    fingerprint: digest,
    provenance: {
      params: { steps: 100 },
      seed: 7,
      runs: [{ key: { block: 1 }, fingerprint: digest, hash: digest, seconds }],
      code: { entry: "experiments/walk/experiment.ts", digest, modules: [] },
      packages: [],
      runtime: { node: "24", tensorflow: "2", tfjs: "4", library: digest, profile: {} },
      commit,
    },
  };
}

test("the same artifact is published with the same provenance, however long it took and wherever it was assembled", () => {
  const commit = "c".repeat(40);
  const here = provenanceDocument(record(1.25, null), commit);
  assert.equal(here, provenanceDocument(record(99, "b".repeat(40)), commit));
  assert.doesNotMatch(here, /1\.25|seconds/);
  assert.equal(JSON.parse(here).provenance.commit, commit);
  assert.equal(JSON.parse(here).provenance.runs[0].hash, digest);
});
