import { powerOfTen } from "../figures/log-ticks.ts";

/** A number for people: up to `digits` significant ones, with a power of ten where zeros would have to be counted. */
export const spoken = (value: number, digits = 3): string => said(value, digits, false);

/**
 * Numbers that are read beside each other. Where one of them is no integer all are taken as measured, and have three
 * significant digits, zeros included.
 */
export function spokenTogether(values: readonly number[]): string[] {
  const isMeasured = values.some((value) => !Number.isInteger(value));
  return values.map((value) => said(value, 3, isMeasured));
}

function said(value: number, digits: number, padded: boolean): string {
  if (value === 0) return "0";
  const size = Math.abs(value);
  const exponent = Math.floor(Math.log10(size));
  const sign = value < 0 ? "−" : "";
  const trimmed = (text: string) => (padded && !text.includes("e") ? text : String(Number(text)));
  if (exponent >= -3 && exponent < 5) return sign + trimmed(size.toPrecision(digits));
  const [rounded = "", power = ""] = size.toExponential(digits - 1).split("e");
  const mantissa = trimmed(rounded);
  const isPower = mantissa === "1" || size === Number(`1e${power}`);
  return `${sign}${isPower ? "" : `${mantissa} × `}${powerOfTen(Number(power))}`;
}

/** Round ticks of a linear axis, about `count` of them and at least one; the step is the nearest of 1, 2 and 5 × 10ⁿ by ratio. */
export function linearTicks(low: number, high: number, count: number): number[] {
  const rough = (high - low) / Math.max(2, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const ratio = rough / power;
  const step = power * (ratio < Math.SQRT2 ? 1 : ratio < Math.sqrt(10) ? 2 : ratio < Math.sqrt(50) ? 5 : 10);
  const ticks: number[] = [];
  for (let i = Math.ceil(low / step); i * step <= high + 1e-9 * step; i++)
    ticks.push(Number((i * step).toPrecision(12)));
  return ticks;
}
