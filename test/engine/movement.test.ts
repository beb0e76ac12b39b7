import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { movement } from "../../src/engine/movement.ts";

test("the largest absolute and the largest relative change are found, each in its place", () => {
  const before = { name: "dice", means: [100, 2, 0], nested: { deep: [{ x: 1 }] } };
  const after = { name: "dice", means: [103, 2.5, 1], nested: { deep: [{ x: 1 }] } };
  assert.deepEqual(movement(before, after), {
    values: 5,
    moved: [
      { path: "means[0]", before: 100, after: 103 },
      { path: "means[1]", before: 2, after: 2.5 },
      { path: "means[2]", before: 0, after: 1 },
    ],
    gone: [],
    added: [],
    largestAbsolute: { path: "means[0]", change: 3 },
    // From zero every change is infinite, and says nothing
    largestRelative: { path: "means[1]", change: 0.25 },
  });
});

test("what has another shape, or is no number, is told without a size", () => {
  const { moved, gone, added, largestAbsolute, largestRelative } = movement(
    { label: "a", old: 1, list: [1, 2] },
    { label: "b", list: [1, 2, 3], fresh: { x: 1 } },
  );
  assert.deepEqual(moved, [{ path: "label", before: "a", after: "b" }]);
  assert.deepEqual({ gone, added }, { gone: ["old"], added: ["list[2]", "fresh"] });
  assert.deepEqual([largestAbsolute, largestRelative], [undefined, undefined]);
});

test("data moves against itself nowhere, and one changed number is the only one found", () => {
  const numbers = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1 });
  fc.assert(
    fc.property(numbers, fc.nat(), (list, at) => {
      const index = at % list.length;
      assert.deepEqual(movement({ list }, { list }).moved, []);
      const other = list.map((x, i) => (i === index ? (x === 1 ? 2 : 1) : x));
      const { values, moved } = movement({ list }, { list: other });
      assert.equal(values, list.length);
      assert.deepEqual(
        moved.map(({ path }) => path),
        [`list[${index}]`],
      );
    }),
  );
});
