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

/**
 * A mean with its standard error, `0.610 ± 0.004`, both to the decimals of `decimalsOf`; in significant digits where they
 * are so small that decimals would be mostly zeros.
 */
export function writtenMean(mean: number, se: number): string {
  const decimals = se > 0 && Number.isFinite(se) ? decimalsOf(se) : undefined;
  if (decimals === undefined || decimals > 8) return `${written(mean)} ± ${written(se, 2)}`;
  return `${mean.toFixed(decimals).replace("-", "−")} ± ${se.toFixed(decimals)}`;
}

/** Decimals at which a number with this spread is written: the spread's first digit, two when that is a 1. */
export function decimalsOf(spread: number): number {
  const magnitude = Math.floor(Math.log10(spread));
  const first = spread / 10 ** magnitude;
  return Math.min(20, Math.max(0, -magnitude + (first < 1.95 ? 1 : 0)));
}

/** A p value for reading, `p = 0.03`; below what is worth telling apart, `p < 0.0001`. */
export function writtenP(p: number): string {
  return p < 1e-4 ? "p < 0.0001" : `p = ${written(p, 2)}`;
}
