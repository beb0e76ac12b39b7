import assert from "node:assert/strict";
import { test } from "node:test";
import { UserError } from "../../src/engine/errors.ts";
import { strictView } from "../../src/figures/strict.ts";

const origin = { file: "content/p/figures/f.ts", experiment: "decay" };
const artifact = () => ({ curves: { "half-life": { mean: [3, 2, 1], note: null } }, steps: 3 });

const fails = (call: () => unknown): UserError => {
  try {
    call();
  } catch (error) {
    assert.ok(error instanceof UserError);
    assert.equal(error.where, origin.file);
    return error;
  }
  return assert.fail("nothing was thrown");
};

test("what is there reads as it is", () => {
  const view = strictView(artifact(), origin);
  assert.equal(view.steps, 3);
  assert.deepEqual([...view.curves["half-life"].mean], [3, 2, 1]);
  assert.deepEqual(
    view.curves["half-life"].mean.map((value) => value * 2),
    [6, 4, 2],
  );
  assert.equal(view.curves["half-life"].mean.at(-1), 1);
  assert.equal(view.curves["half-life"].note, null);
  assert.equal(JSON.stringify(view), JSON.stringify(artifact()));
  assert.deepEqual(Object.keys(view.curves), ["half-life"]);
  assert.equal("quarter-life" in view.curves, false);
  assert.ok(Array.isArray(view.curves["half-life"].mean));
  assert.equal(view.curves, view.curves);
});

test("a missing field is named with its path, what there is, and the nearest name", () => {
  const view = strictView(artifact() as unknown as Record<string, Record<string, unknown>>, origin);
  const { what, fix } = fails(() => view.curves?.halflife);
  assert.match(what, /artifact of "decay" has no field curves\.halflife$/);
  assert.match(fix ?? "", /Did you mean "half-life"\? There are: half-life\./);
  assert.match(fails(() => view.step).fix ?? "", /Did you mean "steps"/);
});

test("an index beyond the end is named with the length", () => {
  const view = strictView(artifact(), origin);
  const { what } = fails(() => view.curves["half-life"].mean[3]);
  assert.match(what, /no curves\["half-life"\]\.mean\[3\]: it is a list of length 3/);
});

test("an artifact cannot be written to", () => {
  const view = strictView(artifact(), origin);
  assert.match(fails(() => view.curves["half-life"].mean.sort()).what, /read-only/);
  assert.match(
    fails(() => {
      view.steps = 4;
    }).what,
    /read-only/,
  );
  assert.match(fails(() => Reflect.deleteProperty(view, "steps")).what, /read-only/);
});

test("frozen artifacts work too", () => {
  const view = strictView(Object.freeze({ list: Object.freeze([Object.freeze({ a: 1 })]) }), origin);
  assert.equal(view.list[0]?.a, 1);
});
