import assert from "node:assert/strict";
import { test } from "node:test";
import { UserError } from "../../src/engine/errors.ts";
import { compareLock, lockFile, readLock, writeLock } from "../../src/engine/lock.ts";
import { project } from "./project.ts";

const [a, b, c] = ["a", "b", "c"].map((letter) => letter.repeat(64)) as [string, string, string];

test("a lock is read as it was written, sorted by id", () => {
  const subject = project({});
  assert.equal(readLock(subject.root), undefined);
  writeLock(subject.root, "paper", { zeta: a, alpha: b });
  assert.deepEqual(readLock(subject.root), { format: 1, preset: "paper", artifacts: { alpha: b, zeta: a } });
  assert.ok(subject.read(lockFile).indexOf("alpha") < subject.read(lockFile).indexOf("zeta"));
});

test("differences: moved, new and gone", () => {
  const lock = { format: 1, preset: "paper", artifacts: { same: a, moved: a, gone: a } } as const;
  assert.deepEqual(compareLock(lock, { same: a, moved: b, new: c }), [
    { id: "gone", expected: a, found: undefined },
    { id: "moved", expected: a, found: b },
    { id: "new", expected: undefined, found: c },
  ]);
  assert.deepEqual(compareLock(lock, lock.artifacts), []);
});

test("a damaged lock says how to mend it", () => {
  for (const [text, where] of [
    ["{", lockFile],
    ['{ "format": 2, "preset": "paper", "artifacts": {} }', `${lockFile}: format`],
    ['{ "format": 1, "preset": "paper", "artifacts": { "dice": "12" } }', `${lockFile}: artifacts.dice`],
  ] as const) {
    const subject = project({ [lockFile]: text });
    assert.throws(
      () => readLock(subject.root),
      (error) => error instanceof UserError && error.where === where && /--update-lock/.test(error.fix ?? ""),
    );
  }
});
