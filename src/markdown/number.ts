import * as vega from "vega";

/** d3-format, as Vega carries it; Vega's own typings leave it out. */
const { format: d3Format } = (
  vega as unknown as { defaultLocale(): { format(specifier: string): (value: number) => string } }
).defaultLocale();

/** A number set for reading: plain, or as mantissa × 10^exponent. Both with a true minus sign. */
export type Typeset =
  | { readonly kind: "plain"; readonly text: string }
  | { readonly kind: "power"; readonly mantissa: string; readonly exponent: string };

/**
 * A number as its format says: a d3-format specifier, `×10` for a power of ten with two digits, or none for integers
 * in full and three significant digits of anything else. With a standard error the number is written `a ± b`, by
 * default to the first digit of the error (two digits when that is a 1).
 *
 * @throws RangeError when d3-format does not know the specifier
 */
export function typesetNumber(value: number, format?: string, error?: number): Typeset {
  if (format === undefined) {
    return { kind: "plain", text: error === undefined ? byDefault(value) : toItsError(value, error) };
  }
  const digits = powerDigits(format);
  if (digits !== undefined) return power(value, digits, error);
  const write = formatter(format);
  return { kind: "plain", text: error === undefined ? write(value) : `${write(value)} ± ${write(error)}` };
}

function formatter(specifier: string): (value: number) => string {
  try {
    return d3Format(specifier);
  } catch {
    throw new RangeError(`“${specifier}” is not a number format`);
  }
}

function byDefault(value: number): string {
  return formatter(Number.isInteger(value) ? (Math.abs(value) < 10_000 ? "d" : ",d") : ".3~r")(value);
}

function toItsError(value: number, error: number): string {
  if (error <= 0) return `${byDefault(value)} ± ${byDefault(error)}`;
  const magnitude = Math.floor(Math.log10(error));
  const first = error / 10 ** magnitude;
  const decimals = Math.min(20, Math.max(0, -magnitude + (first < 1.95 ? 1 : 0)));
  const write = formatter(`.${decimals}f`);
  return `${write(value)} ± ${write(error)}`;
}

/** Digits after the point of the mantissa when `format` asks for a power of ten. */
function powerDigits(format: string): number | undefined {
  if (format === "×10") return 1;
  const exponential = /^\.(\d+)e$/.exec(format);
  return exponential === null ? undefined : Number(exponential[1]);
}

function power(value: number, digits: number, error: number | undefined): Typeset {
  const [, exponent = "0"] = value.toExponential(digits).split("e");
  const power = Number(exponent);
  const write = formatter(`.${digits}f`);
  if (power === 0) {
    return { kind: "plain", text: error === undefined ? write(value) : `${write(value)} ± ${write(error)}` };
  }
  // Dividing by a power of ten and rounding again could carry to 10.0; the exponential form has rounded already.
  const mantissa = formatter(`.${digits}f`)(Number(value.toExponential(digits).split("e")[0]));
  const around = error === undefined ? mantissa : `(${mantissa} ± ${write(error / 10 ** power)})`;
  return { kind: "power", mantissa: around, exponent: formatter("d")(power) };
}
