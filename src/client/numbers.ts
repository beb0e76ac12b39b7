import { powerOfTen } from "../figures/log-ticks.ts";

/** A number for people: up to `digits` significant ones, with a power of ten where zeros would have to be counted. */
export function spoken(value: number, digits = 3): string {
  if (value === 0) return "0";
  const exponent = Math.floor(Math.log10(Math.abs(value)));
  const sign = value < 0 ? "−" : "";
  if (exponent >= -3 && exponent < 5) return sign + String(Number(Math.abs(value).toPrecision(digits)));
  const [mantissa = "", power = ""] = Math.abs(value)
    .toExponential(digits - 1)
    .split("e");
  return `${sign}${String(Number(mantissa))} × ${powerOfTen(Number(power))}`;
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
