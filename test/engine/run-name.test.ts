import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { editDistance } from "../../src/engine/nearest.ts";
import { matchesRun, parseRunName, runName } from "../../src/engine/run-name.ts";

const word = fc.stringMatching(/^[A-Za-z][A-Za-z0-9.-]{0,8}$/);
const key = fc.dictionary(
  word,
  fc.oneof(word, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean()),
  {
    minKeys: 1,
    maxKeys: 4,
  },
);

test("a run is found by the name it is shown with", () => {
  fc.assert(
    fc.property(key, (value) => {
      const parts = parseRunName(runName(value));
      assert.ok(parts);
      assert.ok(matchesRun(value, parts));
    }),
  );
});

test("a part of the key means all runs that have it", () => {
  const parts = parseRunName("init=fold-1");
  assert.ok(parts);
  assert.ok(matchesRun({ init: "fold-1", width: 128 }, parts));
  assert.ok(!matchesRun({ init: "fold-0", width: 128 }, parts));
  assert.ok(!matchesRun({ width: 128 }, parts));
});

test("what is no key is no name", () => {
  for (const text of ["", "init", "init=", "=fold-1", "init=a,,width=2"])
    assert.equal(parseRunName(text), undefined);
});

test("the distance of two words is a metric", () => {
  const text = fc.string({ maxLength: 8 });
  fc.assert(
    fc.property(text, text, text, (a, b, c) => {
      assert.equal(editDistance(a, b), editDistance(b, a));
      assert.equal(editDistance(a, b) === 0, a === b);
      assert.ok(editDistance(a, c) <= editDistance(a, b) + editDistance(b, c));
    }),
  );
  assert.equal(editDistance("kitten", "sitting"), 3);
});
