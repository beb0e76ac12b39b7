/** To six significant digits, beyond which functions such as `sin` may differ between machines; an infinite size as the largest number. */
export function rounded(value: number): number {
  if (Number.isFinite(value)) return Number(value.toPrecision(6));
  return Math.sign(value) * Number.MAX_VALUE;
}

/** A number for reading: three significant digits unless told otherwise, a true minus sign. */
export function written(value: number, digits = 3): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e6) return String(value).replace("-", "−");
  if (Math.abs(value) === Number.MAX_VALUE) return value < 0 ? "−∞" : "∞";
  return String(Number(value.toPrecision(digits))).replaceAll("-", "−");
}

/** A p value for reading, `p = 0.03`; below what is worth telling apart, `p < 0.0001`. */
export function writtenP(p: number): string {
  return p < 1e-4 ? "p < 0.0001" : `p = ${written(p, 2)}`;
}
