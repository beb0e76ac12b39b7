import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { logTicks, powerOfTen, roundOutward } from "../../src/figures/log-ticks.ts";

test("powers of ten have raised exponents, except the two that read as numbers", () => {
  assert.deepEqual([-12, -1, 0, 1, 2, 10].map(powerOfTen), ["10⁻¹²", "10⁻¹", "1", "10", "10²", "10¹⁰"]);
});

test("several decades are labelled at powers, with ticks between", () => {
  const { values, labels } = logTicks(1e-3, 3);
  assert.deepEqual([...labels.values()], ["10⁻³", "10⁻²", "10⁻¹", "1"]);
  assert.equal(values.length, 9 * 3 + 3);
});

test("a decade or less is labelled at 1, 2 and 5 in plain numbers", () => {
  assert.deepEqual([...logTicks(10, 100).labels.values()], ["10", "20", "50", "100"]);
  assert.deepEqual([...logTicks(0.015, 0.3).labels.values()], ["0.02", "0.05", "0.1", "0.2"]);
});

test("less than two decades are labelled between the powers as far as there is room", () => {
  const labels = (low: number, high: number, most: number) => [...logTicks(low, high, most).labels.values()];
  assert.deepEqual(labels(2, 160, 5), ["2", "5", "10", "20", "50", "100"]);
  assert.deepEqual(labels(0.6, 30, 3), ["1", "3", "10", "30"]);
  assert.deepEqual(labels(2, 160, 2), ["10", "10²"]);
  assert.deepEqual(labels(1, 100, 7), ["1", "10", "10²"]);
});

test("very many decades are labelled at every so many powers", () => {
  assert.deepEqual([...logTicks(1e-16, 1).labels.values()], ["10⁻¹⁵", "10⁻¹²", "10⁻⁹", "10⁻⁶", "10⁻³", "1"]);
});

test("ticks ascend within the domain, and at least two are labelled when it spans a decade", () => {
  const exponent = fc.double({ min: -18, max: 15, noNaN: true });
  fc.assert(
    fc.property(exponent, fc.double({ min: 1, max: 25, noNaN: true }), (start, decades) => {
      const [low, high] = [10 ** start, 10 ** (start + decades)];
      const { values, labels } = logTicks(low, high);
      assert.ok(values.every((value, i) => i === 0 || value > (values[i - 1] ?? 0)));
      assert.ok(values.every((value) => value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9)));
      assert.ok(labels.size >= 2, `${low} to ${high}: ${[...labels.values()]}`);
      assert.ok(labels.size <= 9, `${low} to ${high}: ${[...labels.values()]}`);
    }),
  );
});

test("roundOutward ends at powers of ten", () => {
  assert.deepEqual(roundOutward(0.02, 30), [0.01, 100]);
  assert.deepEqual(roundOutward(0.01, 100), [0.01, 100]);
});
