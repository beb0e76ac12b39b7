import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { UserError } from "../../src/engine/errors.ts";
import {
  claimReplications,
  madeFromOf,
  readReplications,
  replicationsFile,
  writeReplications,
} from "../../src/engine/replications.ts";
import type { ArtifactRecord } from "../../src/engine/results.ts";
import { dice, type Project, project } from "./project.ts";

const file = "experiments/dice/claims.ts";
const claims = `import { defineClaims, exactly } from "reprise";
import { artifact } from "./artifact.ts";
export default defineClaims(artifact, {
  all: ({ means }) => exactly({ what: "dice", found: means.length, expected: 4 }),
});
`;
const tally = { held: 2, refuted: 0, undecided: 1, effect: "Cohen’s d", effects: [1.5, -0.25, null] };

async function published(subject: Project): Promise<ArtifactRecord> {
  const { artifacts } = await subject.run();
  return artifacts.dice as ArtifactRecord;
}

async function replicated(subject: Project): Promise<ArtifactRecord> {
  const record = await published(subject);
  writeReplications(subject.root, {
    format: 1,
    preset: "paper",
    experiments: {
      dice: {
        madeFrom: await madeFromOf(subject.root, record),
        seeds: [7, 8, 9],
        artifacts: [record.hash, record.hash, record.hash],
        claims: { all: tally },
      },
    },
  });
  return record;
}

async function changes(subject: Project): Promise<readonly string[] | undefined> {
  const found = await claimReplications(subject.root, "paper", { dice: await published(subject) });
  return found?.get("dice.all")?.changed;
}

describe("the record of replications", () => {
  test("is read as it was written, and says how each claim fared", async () => {
    const subject = project({ ...dice("dice"), [file]: claims });
    assert.equal(readReplications(subject.root), undefined);
    assert.equal(await claimReplications(subject.root, "paper", {}), undefined);
    const record = await replicated(subject);
    assert.deepEqual(readReplications(subject.root)?.experiments.dice?.claims.all, tally);
    const found = await claimReplications(subject.root, "paper", { dice: record });
    assert.deepEqual(found?.get("dice.all"), { ...tally, seeds: [7, 8, 9], preset: "paper", changed: [] });
    const before = subject.read(replicationsFile);
    await replicated(subject);
    assert.equal(subject.read(replicationsFile), before);
  });

  test("is of an earlier version when code, params or claims have changed, and not for a comment", async () => {
    const subject = project({ ...dice("dice"), [file]: claims });
    await replicated(subject);
    const edited = (path: string, before: string, after: string) => {
      const twin = subject.copy();
      twin.edit(path, before, after);
      return changes(twin);
    };
    const experiment = "experiments/dice/experiment.ts";
    assert.deepEqual(await edited(experiment, "sum = 0;", "sum = 0; // none yet"), []);
    assert.deepEqual(await edited(experiment, "sum = 0;", "sum = 1;"), ["code"]);
    assert.deepEqual(await edited(experiment, "throws: 100 }", "throws: 99 }"), ["params"]);
    assert.deepEqual(await edited(file, "expected: 4 }),", "expected: 4 }), // as many as there are"), []);
    assert.deepEqual(await edited(file, "expected: 4", "expected: 5"), ["claims"]);
    assert.deepEqual(await edited(file, "  all: (", "  everything: ("), ["claims"]);
  });

  test("says nothing of an experiment that is gone, and does not compare the params of another preset", async () => {
    const subject = project({ ...dice("dice"), [file]: claims });
    const record = await replicated(subject);
    const provenance = { ...record.provenance, params: {} };
    const draft = await claimReplications(subject.root, "draft", { dice: { ...record, provenance } });
    assert.deepEqual(draft?.get("dice.all")?.changed, []);
    assert.deepEqual([...((await claimReplications(subject.root, "paper", {})) ?? [])], []);
  });

  test("that is damaged is refused with the key and the remedy", () => {
    const subject = project({});
    const refusal = (text: string, expected: RegExp) => {
      subject.write(replicationsFile, text);
      assert.throws(
        () => readReplications(subject.root),
        (error) => error instanceof UserError && expected.test(`${error.where} ${error.what} ${error.fix}`),
      );
    };
    refusal("{", /^replications\.lock\.json this is not JSON: .* --update-record/);
    refusal('{ "format": 2, "preset": "paper", "experiments": {} }', /^replications\.lock\.json: format /);
    refusal(
      '{ "format": 1, "preset": "paper", "experiments": { "dice": {} } }',
      /^replications\.lock\.json: experiments\.dice/,
    );
  });
});
