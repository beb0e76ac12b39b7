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

/** Round ticks of a linear axis, about `count` of them. */
export function linearTicks(low: number, high: number, count: number): number[] {
  const rough = (high - low) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough) ?? power;
  const ticks: number[] = [];
  for (let i = Math.ceil(low / step); i * step <= high + 1e-9 * step; i++)
    ticks.push(Number((i * step).toPrecision(12)));
  return ticks;
}
