import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { typesetNumber } from "../../src/markdown/number.ts";

const text = (value: number, format?: string, error?: number) => {
  const number = typesetNumber(value, format, error);
  return number.kind === "plain" ? number.text : `${number.mantissa}×10^${number.exponent}`;
};

test("without a format, integers stand in full and other numbers with three significant digits", () => {
  assert.equal(text(42), "42");
  assert.equal(text(10_000), "10,000");
  assert.equal(text(0.123456), "0.123");
  assert.equal(text(-2.5), "−2.5");
});

test("an error decides the digits: its first, or two when that is a 1", () => {
  assert.equal(text(2.34567, undefined, 0.0042), "2.346 ± 0.004");
  assert.equal(text(2.34567, undefined, 0.0123), "2.346 ± 0.012");
  assert.equal(text(57.8, undefined, 14.2), "58 ± 14");
  assert.equal(text(2, undefined, 0), "2 ± 0");
});

test("a d3-format specifier is followed", () => {
  assert.equal(text(0.2374, ".3f"), "0.237");
  assert.equal(text(0.2374, ".1%"), "23.7%");
  assert.equal(text(0.2374, ".3f", 0.0021), "0.237 ± 0.002");
});

test("powers of ten are typeset, with a common exponent for value and error", () => {
  assert.equal(text(5e-4, "×10"), "5.0×10^−4");
  assert.equal(text(5e-4, ".0e"), "5×10^−4");
  assert.equal(text(-1234, ".2e"), "−1.23×10^3");
  assert.equal(text(3.3e-4, "×10", 1.2e-5), "(3.3 ± 0.1)×10^−4");
  assert.equal(text(1.5, "×10"), "1.5");
});

test("a mantissa never shows as 10", () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-12, max: 1e12, noNaN: true }), (value) => {
      const number = typesetNumber(value, ".1e");
      const mantissa = Number(number.kind === "power" ? number.mantissa : number.text);
      assert.ok(mantissa >= 1 && mantissa < 10, `${value} → ${mantissa}`);
    }),
  );
});

test("what is no format is refused by name", () => {
  assert.throws(() => typesetNumber(1, "three digits"), /“three digits” is not a number format/);
});
