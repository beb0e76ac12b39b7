import assert from "node:assert/strict";
import { test } from "node:test";
import { nearestWeight, textWidth } from "../../src/figures/metrics.ts";
import { scriptScale, textRuns } from "../../src/figures/rich-text.ts";

const near = (actual: number, expected: number) =>
  assert.ok(Math.abs(actual - expected) < 1e-9, `${actual} is not ${expected}`);

test("digits are tabular: 0.6 em in both weights", () => {
  for (const weight of [400, 600] as const) {
    for (const digit of "0123456789") near(textWidth(digit, weight), 0.6);
  }
});

test("letters have their own advances, kerned, and bold is wider", () => {
  assert.ok(textWidth("iiii") < textWidth("MMMM") / 2);
  assert.ok(textWidth("To") < textWidth("T") + textWidth("o"));
  assert.ok(textWidth("Orthogonal", 600) > textWidth("Orthogonal", 400));
});

test("Greek comes from its own file, and a character no file has counts 0.6 em", () => {
  near(textWidth("漢"), 0.6);
  assert.ok(Math.abs(textWidth("σσ") - 2 * textWidth("σ")) < 1e-9);
  assert.notEqual(textWidth("σ"), 0.6);
});

test("superscripts are ordinary glyphs at a smaller size", () => {
  near(textWidth("10⁻³"), 1.2 + scriptScale * textWidth("−3"));
});

test("text runs: base, raised, lowered, italic", () => {
  assert.deepEqual(textRuns("10⁻³ W₁ 𝑛"), [
    { text: "10", level: "base", italic: false },
    { text: "−3", level: "super", italic: false },
    { text: " W", level: "base", italic: false },
    { text: "1", level: "sub", italic: false },
    { text: " ", level: "base", italic: false },
    { text: "n", level: "base", italic: true },
  ]);
});

test("weights map to the two that are shipped", () => {
  assert.deepEqual(
    [undefined, "normal", 400, 500, 600, "bold", 700].map(nearestWeight),
    [400, 400, 400, 400, 600, 600, 600],
  );
});
