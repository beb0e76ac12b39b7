import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type NumberStyle, type Piece, texOf, typesetNumber } from "../../src/markdown/number.ts";

const flat = (pieces: readonly Piece[]) =>
  pieces
    .map((piece) => (typeof piece === "string" ? piece.replaceAll("\u202f", " ") : `^${piece.raised}`))
    .join("");
const text = (value: number, style: NumberStyle = {}) => flat(typesetNumber(value, style));

test("without a format, integers stand in full and other numbers with three significant digits", () => {
  assert.equal(text(42), "42");
  assert.equal(text(10_000), "10,000");
  assert.equal(text(0.123456), "0.123");
  assert.equal(text(-2.5), "−2.5");
});

test("an error decides the digits: its first, or two when that is a 1", () => {
  assert.equal(text(2.34567, { error: 0.0042 }), "2.346 ± 0.004");
  assert.equal(text(2.34567, { error: 0.0123 }), "2.346 ± 0.012");
  assert.equal(text(57.8, { error: 14.2 }), "58 ± 14");
  assert.equal(text(2, { error: 0 }), "2 ± 0");
});

test("an interval has the digits of a quarter of its length", () => {
  assert.equal(text(2.34567, { interval: [2.3123, 2.3801] }), "2.346 [2.312, 2.380]");
  assert.equal(text(57.8, { interval: [30, 88] }), "58 [30, 88]");
  assert.equal(text(-0.5, { interval: [-0.9, 0.1] }), "−0.5 [−0.9, 0.1]");
  assert.equal(text(1, { interval: [1, 1] }), "1 [1, 1]");
});

test("a d3-format specifier is followed", () => {
  assert.equal(text(0.2374, { format: ".3f" }), "0.237");
  assert.equal(text(0.2374, { format: ".3f", error: 0.0021 }), "0.237 ± 0.002");
  assert.equal(text(0.2374, { format: ".2f", interval: [0.2, 0.3] }), "0.24 [0.20, 0.30]");
});

test("per cent is said once, and finds its own digits", () => {
  assert.equal(text(0.2374, { format: ".1%" }), "23.7%");
  assert.equal(text(0.2374, { format: ".1%", error: 0.003 }), "(23.7 ± 0.3)%");
  assert.equal(text(0.2374, { format: "%" }), "23.7%");
  assert.equal(text(0.07, { format: "%" }), "7%");
  assert.equal(text(0.2374, { format: "%", error: 0.0042 }), "(23.7 ± 0.4)%");
  assert.equal(text(0.2374, { format: "%", interval: [0.21, 0.26] }), "23.7 [21.0, 26.0]%");
  assert.equal(text(0.2374, { format: ".2p", error: 0.01 }), "(24 ± 1.0)%");
});

test("powers of ten are typeset, with a common exponent for value and spread", () => {
  assert.equal(text(5e-4, { format: "×10" }), "5.0 × 10^−4");
  assert.equal(text(5e-4, { format: ".0e" }), "5 × 10^−4");
  assert.equal(text(-1234, { format: ".2e" }), "−1.23 × 10^3");
  assert.equal(text(3.3e-4, { format: ".1e", error: 1.2e-5 }), "(3.3 ± 0.1) × 10^−4");
  assert.equal(text(3.3e-4, { format: "×10", error: 1.2e-5 }), "(3.30 ± 0.12) × 10^−4");
  assert.equal(text(3.3e-4, { format: "×10", interval: [2.1e-4, 4.9e-4] }), "3.3 [2.1, 4.9] × 10^−4");
  assert.equal(
    text(2e-6, { format: "×10", error: 4e-5 }),
    "(0 ± 4) × 10^−5",
    "the larger gives the exponent",
  );
  assert.equal(text(1.5, { format: "×10" }), "1.5");
  assert.equal(text(0, { format: "×10" }), "0.0");
});

test("an exact power of ten needs no mantissa; one that is rounded, or has a spread, does", () => {
  assert.equal(text(1e-12, { format: "×10" }), "10^−12");
  assert.equal(text(-1e-7, { format: ".0e" }), "−10^−7");
  assert.equal(text(10, { format: "×10", unit: "ms" }), "10 ms");
  assert.equal(texOf(typesetNumber(1e-7, { format: ".2e" })), "10^{-7}");
  assert.equal(text(1.0004e-7, { format: "×10" }), "1.0 × 10^−7");
  assert.equal(text(1e-7, { format: "×10", error: 2e-8 }), "(1.0 ± 0.2) × 10^−7");
});

test("a unit is said once, and its powers are raised", () => {
  assert.equal(text(2.34567, { unit: "ms" }), "2.35 ms");
  assert.equal(text(2.34567, { error: 0.012, unit: "ms" }), "(2.346 ± 0.012) ms");
  assert.equal(text(3.3e-4, { format: ".1e", unit: "m s^-2" }), "3.3 × 10^−4 m s^−2");
  assert.equal(text(90, { unit: "°" }), "90°");
});

test("value, error and interval agree on their decimals, whatever they are", () => {
  const number = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  const spread = fc.double({ min: 1e-6, max: 1e3, noNaN: true });
  const decimals = (written: string) => written.split(".")[1]?.length ?? 0;
  fc.assert(
    fc.property(number, spread, (value, error) => {
      const [mean = "", se = ""] = text(value, { error }).split(" ± ");
      assert.equal(decimals(mean), decimals(se));
      assert.match(se, /[1-9]/, "an error never shows as zero");
      const ends = text(value, { interval: [value - error, value + error] }).match(/[−\d.]+/g) ?? [];
      assert.equal(new Set(ends.map(decimals)).size, 1);
    }),
  );
});

test("a mantissa never shows as 10", () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-12, max: 1e12, noNaN: true }), (value) => {
      const [first = ""] = typesetNumber(value, { format: ".1e" });
      const mantissa = value === 10 ** Math.round(Math.log10(value)) ? 1 : Number.parseFloat(String(first));
      assert.ok(mantissa >= 1 && mantissa < 10, `${value} → ${mantissa}`);
    }),
  );
});

test("the same number in TeX", () => {
  assert.equal(texOf(typesetNumber(-0.635, { format: ".3f" })), "-0.635");
  assert.equal(
    texOf(typesetNumber(3.3e-4, { format: ".1e", error: 1.2e-5 })),
    "(3.3 \\pm 0.1)\\times 10^{-4}".replace(" \\pm", " \\pm "),
  );
  assert.equal(texOf(typesetNumber(12_345)), "12{,}345");
  assert.equal(texOf(typesetNumber(0.5, { format: "%", interval: [0.4, 0.6] })), "50 [40,\\ 60]\\%");
  assert.equal(texOf(typesetNumber(5, { unit: "ms" })), "5\\,\\mathrm{ms}");
});

test("what is no format or no spread is refused by name", () => {
  assert.throws(() => typesetNumber(1, { format: "three digits" }), /“three digits” is not a number format/);
  assert.throws(() => typesetNumber(1, { error: -1 }), /-1 is negative/);
  assert.throws(() => typesetNumber(1, { interval: [2, 3] }), /1 is not between 2 and 3/);
  assert.throws(() => typesetNumber(1, { error: 1, interval: [0, 3] }), /not both/);
});
