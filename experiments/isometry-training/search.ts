import { mean } from "../lib/statistics.ts";

type Gapped = readonly (number | null)[];

/** Mean of the last values of curves; null where one is not finite. */
export function lastMean(curves: readonly Gapped[]): number | null {
  const last = curves.map((curve) => curve.at(-1) ?? null);
  return last.every((value) => value !== null) ? mean(last) : null;
}

/** Index of the learning rate whose networks `[rates][networks][windows]` end with the least mean loss; throws when all diverge. */
export function bestRate(search: readonly (readonly Gapped[])[]): number {
  const ends = search.map((curves) => lastMean(curves) ?? Number.POSITIVE_INFINITY);
  const least = Math.min(...ends);
  if (least === Number.POSITIVE_INFINITY) throw new RangeError("networks diverge at every learning rate");
  return ends.indexOf(least);
}
