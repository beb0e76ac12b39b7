import assert from "node:assert/strict";
import { test } from "node:test";
import { UserError } from "../../src/engine/errors.ts";
import { plainJson } from "../../src/figures/spec-tree.ts";

const origin = { file: "content/paper/figures/throws.ts", layout: "wide" } as const;

test("a specification becomes plain data, typed arrays included", () => {
  const given = { mark: "line", data: { values: new Float32Array([0.5, 2]), note: undefined } };
  assert.deepEqual(plainJson(given, origin), { mark: "line", data: { values: [0.5, 2] } });
});

test("what holds itself, and what JSON cannot hold, is told with its file", () => {
  const layer: Record<string, unknown> = { mark: "line" };
  layer.layer = [layer];
  const told = (value: unknown, what: RegExp) =>
    assert.throws(
      () => plainJson(value, origin),
      (error) => error instanceof UserError && what.test(error.what) && error.where === origin.file,
    );
  told(
    layer,
    /^spec\.layer\[0\]\.layer\[0\].*… is nested more than 100 deep in the wide layout, or holds itself$/,
  );
  told({ width: Number.NaN }, /^spec\.width is NaN/);
  told({ width: () => 1 }, /^spec\.width is a function/);
});
