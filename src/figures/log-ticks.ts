const digits = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** 10ⁿ as text: "1" and "10" in full, otherwise with a raised exponent. */
export function powerOfTen(exponent: number): string {
  if (exponent === 0) return "1";
  if (exponent === 1) return "10";
  const raised = [...String(Math.abs(exponent))].map((digit) => digits[Number(digit)]).join("");
  return `10${exponent < 0 ? "⁻" : ""}${raised}`;
}

/** Pixels along a logarithmic axis that one label and the space around it take. */
export const logPitch = { x: 48, y: 26 } as const;

export interface LogTicks {
  /** All ticks, ascending. */
  readonly values: readonly number[];
  /** Text of the labelled ones, by value. */
  readonly labels: ReadonlyMap<number, string>;
}

/** m × 10ⁿ, correctly rounded, which `m * 10 ** n` is not. */
const decimal = (mantissa: number, exponent: number): number => Number(`${mantissa}e${exponent}`);

function shortLabel(mantissa: number, exponent: number): string {
  if (exponent >= -3 && exponent <= 4) return String(decimal(mantissa, exponent));
  return mantissa === 1 ? powerOfTen(exponent) : `${mantissa} × ${powerOfTen(exponent)}`;
}

/** Multiples of powers of ten to label where powers alone are too few, if there is room. */
function betweenPowers(decades: number, powers: number, most: number): readonly number[] | undefined {
  // Of the pitch of labels; plain numbers are shorter than the powers that it is made for
  const room = (share: number) => (share * most) / decades >= 0.75;
  if (decades >= 2 && powers >= 2) return undefined;
  if (decades < 1.5 || powers < 2 || room(Math.log10(2))) return [1, 2, 5];
  return room(Math.log10(3)) ? [1, 3] : undefined;
}

/**
 * Ticks of a logarithmic axis from `low` to `high` (both > 0). Labels are powers of ten, at most about `most` of them,
 * and the other ticks stand between, unlabelled. Where fewer than two powers or less than two decades would be seen,
 * 1, 2 and 5 times the powers are labelled as plain numbers, or 1 and 3 times, if there is room.
 */
export function logTicks(low: number, high: number, most = 7): LogTicks {
  const inside = (value: number) => value >= low * (1 - 1e-12) && value <= high * (1 + 1e-12);
  const first = Math.floor(Math.log10(low));
  const last = Math.ceil(Math.log10(high));
  const decades = Math.log10(high / low);
  const values: number[] = [];
  const labels = new Map<number, string>();
  const step = Math.ceil(decades / most);
  const powers = Math.floor(Math.log10(high) + 1e-12) - Math.ceil(Math.log10(low) - 1e-12) + 1;
  const between = betweenPowers(decades, powers, most);
  for (let exponent = first; exponent <= last; exponent++) {
    for (let mantissa = 1; mantissa <= (step > 1 || decades > 6 ? 1 : 9); mantissa++) {
      const value = decimal(mantissa, exponent);
      if (!inside(value)) continue;
      values.push(value);
      if (between?.includes(mantissa)) {
        labels.set(value, shortLabel(mantissa, exponent));
      } else if (between === undefined && mantissa === 1 && exponent % step === 0) {
        labels.set(value, powerOfTen(exponent));
      }
    }
  }
  return { values, labels };
}

/** The powers of ten at or beyond the two ends, where Vega-Lite lets a log scale without a given domain end. */
export const roundOutward = (low: number, high: number): [number, number] => [
  decimal(1, Math.floor(Math.log10(low))),
  decimal(1, Math.ceil(Math.log10(high))),
];
