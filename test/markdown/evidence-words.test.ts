import assert from "node:assert/strict";
import { test } from "node:test";
import type { Finding } from "../../src/engine/claims.ts";
import { writtenMean } from "../../src/engine/significant.ts";
import { outcome, unbroken } from "../../src/markdown/evidence-words.ts";

const finding = (predicate: string, expected: string): Finding => ({
  verdict: "holds",
  predicate,
  expected,
  found: "31 of 31",
  n: 31,
});

test("what was expected is said where the predicate does not say it", () => {
  assert.equal(outcome(finding("layers: at least 28 of 31", "at least 28 of 31")), "Found 31 of 31.");
  assert.equal(outcome(finding("norm within 4 of theory", "16")), "Expected 16; found 31 of 31.");
});

test("no line ends between a number and what it belongs to", () => {
  for (const [text, shown] of [
    ["A < 0.9 × orthogonal < Fold 0 at p < 0.01", "A <_0.9_×_orthogonal <_Fold_0 at p_<_0.01"],
    ["Fold 0: 0.6104 ± 0.0019, n = 10", "Fold_0: 0.6104_±_0.0019, n_=_10"],
    ["Orthogonal 0.5 of it", "Orthogonal 0.5 of it"],
    ["20 of 20 in 2 h 25 min", "20_of_20 in 2_h_25_min"],
  ] as const) {
    assert.equal(unbroken(text).replaceAll("\u00a0", "_"), shown);
  }
});

test("a mean has the decimals of its standard error", () => {
  assert.equal(writtenMean(0.610391, 0.00187), "0.6104 ± 0.0019");
  assert.equal(writtenMean(0.61, 0.0041), "0.610 ± 0.004");
  assert.equal(writtenMean(-27.81, 0.85), "−27.8 ± 0.8");
  assert.equal(writtenMean(1234.4, 58), "1234 ± 58");
  assert.equal(writtenMean(2.5, 0), "2.5 ± 0");
  assert.equal(writtenMean(3.21e-12, 4.5e-14), "3.21e−12 ± 4.5e−14");
});
