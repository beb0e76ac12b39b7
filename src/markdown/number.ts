import * as vega from "vega";
import { decimalsOf } from "../engine/significant.ts";

/** d3-format, as Vega carries it; Vega's own typings leave it out. */
const { format: d3Format } = (
  vega as unknown as { defaultLocale(): { format(specifier: string): (value: number) => string } }
).defaultLocale();

/** How a number is written. */
export interface NumberStyle {
  /** A d3-format specifier; `×10` for a power of ten and `%` for per cent, both with as many digits as the spread allows. */
  readonly format?: string | undefined;
  /** Standard error, set as `a ± b`. */
  readonly error?: number | undefined;
  /** Ends of an interval, such as one of confidence, set as `a [low, high]`. */
  readonly interval?: readonly [low: number, high: number] | undefined;
  /** Such as `ms` or `m s^-1`. */
  readonly unit?: string | undefined;
}

/** A run of characters, or one that is raised. */
export type Piece = string | { readonly raised: string };

/**
 * A number as its style says, with true minus signs. Without a format, integers stand in full and other numbers with
 * three significant digits; with an error to the error's first digit (two when that is a 1), with an interval to that
 * of a quarter of its length, which is about the standard error of an interval of 95 %. Value and spread share the power
 * of ten, the sign of per cent and the unit. An exact power of ten has no mantissa.
 *
 * @throws RangeError for a format that d3-format does not know, and for a spread that is none
 */
export function typesetNumber(value: number, style: NumberStyle = {}): readonly Piece[] {
  const { format, error, interval, unit } = checked(value, style);
  const numbers = [value, ...(error === undefined ? [] : [error]), ...(interval ?? [])];
  const { write, suffix } = writer(numbers, spreadOf(error, interval), format);
  const first = write(value);
  const around =
    error !== undefined
      ? `${first} ± ${write(error)}`
      : interval !== undefined
        ? `${first} [${interval.map(write).join(", ")}]`
        : first;
  const after = [...suffix, ...unitPieces(unit)];
  const grouped = error !== undefined && after.length > 0 ? `(${around})` : around;
  return merged([grouped, ...after]);
}

function checked(value: number, style: NumberStyle): NumberStyle {
  const { error, interval } = style;
  if (error !== undefined && interval !== undefined) {
    throw new RangeError("a number has a standard error or an interval, not both");
  }
  if (error !== undefined && error < 0) throw new RangeError(`a standard error of ${error} is negative`);
  if (interval !== undefined && !(interval[0] <= value && value <= interval[1])) {
    throw new RangeError(`${value} is not between ${interval[0]} and ${interval[1]}`);
  }
  return style;
}

function spreadOf(error: number | undefined, interval: NumberStyle["interval"]): number | undefined {
  const spread = interval === undefined ? error : (interval[1] - interval[0]) / 4;
  return spread !== undefined && spread > 0 ? spread : undefined;
}

interface Writer {
  /** Each of value and spread. */
  readonly write: (value: number) => string;
  /** Once, after all of them. */
  readonly suffix: readonly Piece[];
}

function writer(numbers: readonly number[], spread: number | undefined, format: string | undefined): Writer {
  if (format === undefined) return { write: byDefault(spread, numbers.length > 1), suffix: [] };
  if (format === "%") {
    const write = byDefault(spread === undefined ? undefined : 100 * spread, numbers.length > 1);
    // The product of a decimal fraction and 100 is seldom exact
    return { write: (value) => write(Number((100 * value).toPrecision(12))), suffix: ["%"] };
  }
  const digits = powerDigits(format);
  if (digits !== undefined)
    return power(numbers, digits === "any" ? mantissaDigits(numbers, spread) : digits);
  const write = formatter(format);
  if (!/[%p]$/.test(format)) return { write, suffix: [] };
  return { write: (value) => write(value).replace(/%$/, ""), suffix: ["%"] };
}

function byDefault(spread: number | undefined, company: boolean): (value: number) => string {
  if (spread !== undefined) return formatter(`.${decimalsOf(spread)}f`);
  return (value) => {
    if (company && value === 0) return "0";
    return formatter(Number.isInteger(value) ? (Math.abs(value) < 10_000 ? "d" : ",d") : ".3~r")(value);
  };
}

function formatter(specifier: string): (value: number) => string {
  try {
    return d3Format(specifier);
  } catch {
    throw new RangeError(`“${specifier}” is not a number format`);
  }
}

/** Digits after the point of the mantissa when `format` asks for a power of ten. */
function powerDigits(format: string): number | "any" | undefined {
  if (format === "×10") return "any";
  const exponential = /^\.(\d+)e$/.exec(format);
  return exponential === null ? undefined : Number(exponential[1]);
}

function largest(numbers: readonly number[]): number {
  return Math.max(...numbers.map(Math.abs));
}

function mantissaDigits(numbers: readonly number[], spread: number | undefined): number {
  if (spread === undefined) return 1;
  const size = Math.floor(Math.log10(largest(numbers)));
  return Math.min(20, Math.max(0, decimalsOf(spread / 10 ** size)));
}

function power(numbers: readonly number[], digits: number): Writer {
  // The exponential form rounds before the exponent is read, so that no mantissa shows as 10
  const [, exponent = "0"] = largest(numbers).toExponential(digits).split("e");
  const size = Number(exponent);
  const write = formatter(`.${digits}f`);
  if (size === 0) return { write, suffix: [] };
  const raised = formatter("d")(size);
  const [only] = numbers;
  if (numbers.length === 1 && only !== undefined && Math.abs(only) === Number(`1e${size}`)) {
    return { write: () => (only < 0 ? "−10" : "10"), suffix: size === 1 ? [] : [{ raised }] };
  }
  return {
    write: (value) => {
      const [mantissa = "0", own = "0"] = value.toExponential(20).split("e");
      return write(Number(`${mantissa}e${Number(own) - size}`));
    },
    suffix: ["\u202f×\u202f10", { raised }],
  };
}

function unitPieces(unit: string | undefined): readonly Piece[] {
  if (unit === undefined || unit === "") return [];
  const space = /^[°′″%]/.test(unit) ? "" : "\u202f";
  const parts = unit.replaceAll(" ", "\u202f").split(/\^([-−]?\d+)/);
  const pieces = parts.map((part, i) => (i % 2 === 0 ? part : { raised: part.replace("-", "−") }));
  return [space, ...pieces].filter((piece) => piece !== "");
}

function merged(pieces: readonly Piece[]): readonly Piece[] {
  const joined: Piece[] = [];
  for (const piece of pieces) {
    const last = joined.at(-1);
    if (typeof piece === "string" && typeof last === "string") joined[joined.length - 1] = last + piece;
    else joined.push(piece);
  }
  return joined;
}

const superscripts: Readonly<Record<string, string>> = Object.fromEntries(
  [..."0123456789−"].map((digit, i) => [digit, "⁰¹²³⁴⁵⁶⁷⁸⁹⁻"[i] ?? digit]),
);

/** The same as characters alone. */
export function plainOf(pieces: readonly Piece[]): string {
  return pieces
    .map((piece) =>
      typeof piece === "string"
        ? piece
        : [...piece.raised].map((sign) => superscripts[sign] ?? sign).join(""),
    )
    .join("");
}

/** The same in TeX, for use inside a formula. */
export function texOf(pieces: readonly Piece[]): string {
  return pieces
    .map((piece) => (typeof piece === "string" ? inTex(piece) : `^{${inTex(piece.raised)}}`))
    .join("");
}

function inTex(text: string): string {
  const signs: Readonly<Record<string, string>> = {
    "−": "-",
    "±": "\\pm ",
    "×": "\\times ",
    "%": "\\%",
    ",": "{,}",
    ", ": ",\\ ",
    "\u202f": "\\,",
    µ: "\\mu ",
    μ: "\\mu ",
    "°": "{}^\\circ ",
  };
  return text
    .split(/([A-Za-z]+)/)
    .map((part, i) =>
      i % 2 === 1 ? `\\mathrm{${part}}` : part.replace(/, |[−±×%,\u202fµμ°]/g, (sign) => signs[sign] ?? sign),
    )
    .join("")
    .replace(/\\,\\times \\,/g, "\\times ");
}
