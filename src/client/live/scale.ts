import { logTicks, roundOutward } from "../../figures/log-ticks.ts";
import type { LiveAxis } from "../../live/define.ts";
import { linearTicks, spoken } from "../numbers.ts";

/** Where values stand, in pixels. */
export interface Scale {
  readonly axis: LiveAxis;
  readonly domain: readonly [number, number];
  readonly ticks: readonly number[];
  readonly labels: ReadonlyMap<number, string>;
  place(value: number): number;
}

/** The least and the greatest of all values; from 0 to 1 where there are none. */
export function extent(lists: readonly (readonly number[])[]): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const values of lists) {
    for (const value of values) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return low > high ? [0, 1] : [low, high];
}

/** A scale that holds these values, on the pixels given; a logarithmic one ends at powers of ten, or shows positive values only. */
export function scale(
  axis: LiveAxis,
  [low, high]: readonly [number, number],
  [start, end]: readonly [number, number],
  count: number,
): Scale {
  if (axis.scale === "log") {
    const least = Math.max(low, high * 1e-12, Number.MIN_VALUE);
    const domain = roundOutward(least, Math.max(high, least * 1.0001));
    const [from, to] = domain.map(Math.log) as [number, number];
    const ticks = logTicks(...domain, Math.max(2, Math.floor(count)));
    return {
      axis,
      domain,
      ticks: ticks.values,
      labels: ticks.labels,
      place: (value) => start + ((Math.log(Math.max(value, domain[0])) - from) / (to - from)) * (end - start),
    };
  }
  const domain: [number, number] = [Math.min(0, low), high > low ? high : low + 1];
  const ticks = linearTicks(...domain, count);
  return {
    axis,
    domain,
    ticks,
    labels: new Map(ticks.map((tick) => [tick, spoken(tick)])),
    place: (value) => start + ((value - domain[0]) / (domain[1] - domain[0])) * (end - start),
  };
}
