import assert from "node:assert/strict";
import { test } from "node:test";
import { UserError } from "../../src/engine/errors.ts";
import { compareLock, lockFile, parseLock, readLock, renewLock, writeLock } from "../../src/engine/lock.ts";
import { project } from "./project.ts";
import { record } from "./records.ts";

const [a, b, c] = ["a", "b", "c"].map((letter) => letter.repeat(64)) as [string, string, string];
const here = { processor: "A processor", cores: 2, system: "A system 12" };
const there = { processor: "Another", cores: 64, system: "A system 13" };

test("a lock is read as it was written, sorted by id", () => {
  const subject = project({});
  assert.equal(readLock(subject.root), undefined);
  const computations = { zeta: { runs: 3, seconds: 1.5, environment: here } };
  writeLock(subject.root, "paper", { zeta: a, alpha: b }, computations);
  assert.deepEqual(readLock(subject.root), {
    preset: "paper",
    artifacts: { alpha: b, zeta: a },
    computations,
  });
  assert.ok(subject.read(lockFile).indexOf("alpha") < subject.read(lockFile).indexOf("zeta"));
});

test("a lock of the first format, which knew no times, is read still", () => {
  const text = JSON.stringify({ format: 1, preset: "paper", artifacts: { dice: a } });
  assert.deepEqual(parseLock(text), { preset: "paper", artifacts: { dice: a }, computations: {} });
});

test("what did not move keeps the record of its computation; what moved gets a new one", () => {
  const subject = project({});
  renewLock(
    subject.root,
    "paper",
    [record("same", { hash: a, seconds: [1.04, 2] }), record("moved", { hash: a, seconds: [4] })],
    here,
  );
  const first = readLock(subject.root);
  assert.deepEqual(first?.computations.same, { runs: 2, seconds: 3, environment: here });
  renewLock(
    subject.root,
    "paper",
    [record("same", { hash: a, seconds: [50, 60] }), record("moved", { hash: b, seconds: [5, 6] })],
    there,
  );
  const { artifacts, computations } = readLock(subject.root) ?? assert.fail();
  assert.deepEqual(artifacts, { same: a, moved: b });
  assert.deepEqual(computations.same, first?.computations.same);
  assert.deepEqual(computations.moved, { runs: 2, seconds: 11, environment: there });
  // A machine that computed nothing of what is locked is not told of
  renewLock(subject.root, "paper", [record("moved", { hash: b, seconds: [1] })], here);
  assert.doesNotMatch(subject.read(lockFile), /A processor/);
});

test("a lock of the first format gets records when it is renewed, and keeps its hashes", () => {
  const subject = project({
    [lockFile]: JSON.stringify({ format: 1, preset: "paper", artifacts: { dice: a } }),
  });
  renewLock(subject.root, "paper", [record("dice", { hash: a, seconds: [2] })], here);
  const { artifacts, computations } = readLock(subject.root) ?? assert.fail();
  assert.deepEqual(artifacts, { dice: a });
  assert.deepEqual(computations.dice, { runs: 1, seconds: 2, environment: here });
});

test("differences: moved, new and gone", () => {
  const lock = { artifacts: { same: a, moved: a, gone: a } } as const;
  assert.deepEqual(compareLock(lock, { same: a, moved: b, new: c }), [
    { id: "gone", expected: a, found: undefined },
    { id: "moved", expected: a, found: b },
    { id: "new", expected: undefined, found: c },
  ]);
  assert.deepEqual(compareLock(lock, lock.artifacts), []);
});

test("a damaged lock says how to mend it", () => {
  const entry = `{ "hash": "${a}", "runs": 1, "seconds": 1, "environment": 1 }`;
  for (const [text, where] of [
    ["{", lockFile],
    ['{ "format": 3, "preset": "paper", "artifacts": {} }', `${lockFile}: format`],
    ['{ "format": 1, "preset": "paper", "artifacts": { "dice": "12" } }', `${lockFile}: artifacts.dice`],
    [
      '{ "format": 2, "preset": "paper", "environments": [], "artifacts": { "dice": { "hash": "12" } } }',
      `${lockFile}: artifacts.dice.hash`,
    ],
    [
      `{ "format": 2, "preset": "paper", "environments": [], "artifacts": { "dice": ${entry} } }`,
      `${lockFile}: artifacts.dice.environment`,
    ],
  ] as const) {
    const subject = project({ [lockFile]: text });
    assert.throws(
      () => readLock(subject.root),
      (error) => error instanceof UserError && error.where === where && /--update-lock/.test(error.fix ?? ""),
      text,
    );
  }
});
