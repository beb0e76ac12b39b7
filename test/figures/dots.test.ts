import assert from "node:assert/strict";
import { test } from "node:test";
import type { XastElement } from "svgo";
import { asCircle, joinDots } from "../../src/figures/dots.ts";

const disc = (x: number, y: number, fill: string, more: Record<string, string> = {}): XastElement => ({
  type: "element",
  name: "path",
  attributes: { d: "M2,0A2,2,0,1,1,-2,0A2,2,0,1,1,2,0", transform: `translate(${x},${y})`, fill, ...more },
  children: [],
});

const row = (count: number, fill: string, more: Record<string, string> = {}) =>
  Array.from({ length: count }, (_, i) => disc(i * 1.5, 7, fill, more));

test("a run of discs of one look becomes one path with a dot at each place", () => {
  const [joined, ...rest] = joinDots(row(60, "red"));
  assert.equal(rest.length, 0);
  assert.ok(joined?.type === "element");
  assert.equal(joined.attributes.stroke, "red");
  assert.equal(joined.attributes["stroke-width"], "4");
  assert.equal(joined.attributes["stroke-linecap"], "round");
  assert.match(joined.attributes.d ?? "", /^M0 7h0m1\.5 0h0m1\.5 0h0/);
  assert.equal(joined.attributes.d?.match(/h0/g)?.length, 60);
});

test("runs of different colours stay apart and in their order", () => {
  const joined = joinDots([...row(60, "red"), ...row(60, "blue"), ...row(60, "red")]);
  assert.deepEqual(
    joined.map((node) => node.type === "element" && node.attributes.stroke),
    ["red", "blue", "red"],
  );
});

test("few discs, translucent ones, outlined ones and other shapes are left as they are", () => {
  for (const nodes of [
    row(10, "red"),
    row(60, "red", { opacity: "0.5" }),
    row(60, "red", { "fill-opacity": "0.5" }),
    row(60, "red", { stroke: "blue" }),
    row(60, "red").map((node) => ({ ...node, attributes: { ...node.attributes, d: "M-2,-2h4v4h-4Z" } })),
  ]) {
    assert.deepEqual(joinDots(nodes), nodes);
  }
});

test("a disc becomes a circle of its look, and other shapes stay", () => {
  const circle = asCircle(disc(3, 4, "red", { stroke: "blue" }));
  assert.ok(circle.type === "element");
  assert.deepEqual(circle.attributes, { cx: "3", cy: "4", r: "2", fill: "red", stroke: "blue" });
  const [square] = row(1, "red").map((node) => ({
    ...node,
    attributes: { ...node.attributes, d: "M-2,-2h4v4h-4Z" },
  }));
  assert.ok(square);
  assert.equal(asCircle(square), square);
});
