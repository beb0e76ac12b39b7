import type { Finding } from "./claims.ts";
import { written, writtenMean } from "./significant.ts";

export interface Measured {
  readonly mean: number;
  /** Standard error of the mean. */
  readonly se: number;
  readonly theory: number;
}

interface Tolerated {
  /** What was measured, such as `mean at every step`. */
  readonly quantity: string;
  /** One measurement, or one for each of several points, all of which must agree. */
  readonly points: readonly Measured[];
  /** Independent runs behind each mean. */
  readonly n: number;
  /** How far from theory a mean may lie: in its standard errors, or in the quantity's own unit. */
  readonly tolerance: { readonly standardErrors: number } | { readonly absolute: number };
  /**
   * What makes agreement worth stating: the claim is undecided when a tolerance is wider than this fraction of the
   * theoretical value, 0.25 unless given, because almost anything would then agree.
   */
  readonly resolution?: number;
}

/**
 * Holds when every mean lies within the tolerance of theory, fails when one does not; undecided when that would say
 * little: a single run has no standard error, and a wide tolerance admits anything.
 *
 * @throws RangeError for no points
 */
export function withinTolerance({ quantity, points, n, tolerance, resolution = 0.25 }: Tolerated): Finding {
  if (points.length === 0) throw new RangeError("an agreement of no points");
  const inErrors = "standardErrors" in tolerance;
  const width = ({ se }: Measured) => (inErrors ? tolerance.standardErrors * se : tolerance.absolute);
  const within = inErrors ? `${tolerance.standardErrors} standard errors` : written(tolerance.absolute);
  const off = ({ mean, theory }: Measured) => Math.abs(mean - theory);
  const beyond = (point: Measured) => (off(point) === 0 ? 0 : off(point) / width(point));
  const worst = points.reduce((most, point) => (beyond(point) > beyond(most) ? point : most));
  const several = points.length > 1 ? ` at all ${points.length} points` : "";
  const numbers = {
    predicate: `${quantity} within ${within} of theory${several}`,
    expected: `${written(worst.theory)} to within ${written(width(worst), 2)}`,
    found: `${writtenMean(worst.mean, worst.se)}${several && " where they differ most"}`,
    n,
    ...(worst.se === 0
      ? {}
      : {
          effect: {
            name: "deviation in standard errors",
            value: Number(((worst.mean - worst.theory) / worst.se).toPrecision(6)),
          },
        }),
  };
  if (n < 2) {
    return { ...numbers, verdict: "undecided", reason: "A standard error needs at least two runs." };
  }
  // Far off is far off, however wide the tolerance
  if (points.some((point) => off(point) > width(point))) return { ...numbers, verdict: "fails" };
  const vague = points.some((point) => width(point) > resolution * Math.abs(point.theory));
  const blurred = !inErrors && points.some(({ se }) => 2 * se > tolerance.absolute);
  if (vague || blurred) {
    return {
      ...numbers,
      verdict: "undecided",
      reason: `With ${n} runs the measurement is too uncertain: agreement to ${written(100 * resolution)}% could not be told from chance.`,
    };
  }
  return { ...numbers, verdict: "holds" };
}

interface Counted {
  /** What is counted, such as `steps at which the error falls`. */
  readonly what: string;
  readonly count: number;
  readonly of: number;
  /** The least, or the largest, count with which the claim holds. */
  readonly bound: { readonly atLeast: number } | { readonly atMost: number };
}

/** Holds when at least, or at most, so many of all have a property; undecided when there are none to count. */
export function fractionOf({ what, count, of, bound }: Counted): Finding {
  const least = "atLeast" in bound;
  const limit = least ? bound.atLeast : bound.atMost;
  const expected = `at ${least ? "least" : "most"} ${limit} of ${of}`;
  const numbers = { predicate: `${what}: ${expected}`, expected, found: `${count} of ${of}`, n: of };
  if (of === 0) return { ...numbers, verdict: "undecided", reason: "There is nothing to count." };
  return { ...numbers, verdict: (least ? count >= limit : count <= limit) ? "holds" : "fails" };
}

/** Holds when a value is what it should be, to the last bit. */
export function exactly<T extends number | string | boolean>({
  what,
  found,
  expected,
}: {
  readonly what: string;
  readonly found: T;
  readonly expected: T;
}): Finding {
  const verdict = Object.is(found, expected) ? "holds" : "fails";
  return {
    verdict,
    predicate: `${what} is exactly ${expected}`,
    expected: String(expected),
    found: String(found),
    n: 1,
  };
}
