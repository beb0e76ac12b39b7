import type { Emission } from "../../live/define.ts";
import type { LiveDocument } from "../../live/document.ts";
import { spoken } from "../numbers.ts";
import type { ChartCurve } from "./chart-drawing.ts";
import { type Choice, matches } from "./settings.ts";

/** What a run has emitted for one plot so far. */
interface Trace {
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** The time of a curve that is replaced again and again. */
  readonly at?: number;
}

/** By the name of the plot. */
export type Traces = Readonly<Record<string, Trace>>;

/** The traces with one more point, or one more curve. */
export function extended(traces: Traces, emission: Emission): Traces {
  const { plot } = emission;
  if ("at" in emission) return { ...traces, [plot]: { x: emission.x, y: emission.y, at: emission.at } };
  const { x, y } = traces[plot] ?? { x: [], y: [] };
  return { ...traces, [plot]: { x: [...x, emission.x], y: [...y, emission.y] } };
}

/** The published curves of a plot as they were by now, what ran before, and what runs. */
export function curvesOf(
  { plots, published: curves }: LiveDocument,
  plot: string,
  settings: Choice["settings"],
  live: Trace | undefined,
  before: Trace | undefined,
): ChartCurve[] {
  const own = curves.filter((curve) => curve.plot === plot);
  const times = own.flatMap(({ at }) => (at === undefined ? [] : [at]));
  const now = Math.max(...times.filter((at) => at <= (live?.at ?? 0)));
  const shown: ChartCurve[] = own
    .filter(({ at }) => at === undefined || at === now)
    .map(({ settings: made, plot: _, at: __, ...curve }) => ({
      ...curve,
      rank: matches(made, settings) ? "matching" : "other",
    }));
  const colour = "vermilion";
  if (before !== undefined) {
    shown.push({
      label: "Run before",
      colour: "muted",
      dash: [2, 3],
      x: before.x,
      y: before.y,
      rank: "other",
    });
  }
  if (live !== undefined) {
    shown.push({ label: plots[plot]?.series ?? "", colour, x: live.x, y: live.y, rank: "live" });
  }
  return shown;
}

/** What time the curves of a plot are of, such as “step 3”. */
export function timeOf({ plots }: LiveDocument, plot: string, live: Trace | undefined): string | undefined {
  const name = plots[plot]?.time;
  return name === undefined ? undefined : `${name} ${spoken(live?.at ?? 0)}`;
}
