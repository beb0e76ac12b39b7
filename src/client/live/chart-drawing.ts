import { dodge } from "../../figures/ends.ts";
import type { LivePlot } from "../../live/define.ts";
import { richHtml, richText, svg } from "../svg.ts";
import { extent, type Scale, scale } from "./scale.ts";

export interface ChartCurve {
  readonly label: string;
  /** A name of the palette. */
  readonly colour: string;
  readonly dash?: readonly number[];
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** The live curve lies on top; of the others, the one made with these settings stands out. */
  readonly rank: "live" | "matching" | "other";
}

const textSize = 12;
/** Width in pixels from which all curves are labelled at their ends; below, a key names those that do not stand out. */
const labelledFrom = 380;
const looks = {
  live: { width: 2.5, opacity: 1 },
  matching: { width: 1.75, opacity: 1 },
  other: { width: 1.25, opacity: 0.5 },
} as const;

/** A drawing as it stands, for what moves over it. */
export interface Drawn {
  readonly x: Scale;
  readonly y: Scale;
  readonly inset: Readonly<Record<"left" | "top" | "right" | "bottom", number>>;
  /** Of the plot itself, in pixels. */
  readonly width: number;
  readonly height: number;
  readonly cursor: SVGGElement;
  valueAt(x: number): number;
}

/** Draws a plot of these curves, `total` pixels wide, in the place of what was drawn before. */
export function drawInto(
  drawing: SVGSVGElement,
  plot: LivePlot,
  curves: readonly ChartCurve[],
  total: number,
): Drawn {
  // The figure's numbers are tabular and mostly short; labels stand to the right where there is room for them
  const labelled = total >= labelledFrom ? curves : curves.filter(({ rank }) => rank !== "other");
  const room = total >= labelledFrom ? 118 : 96;
  const inset = { left: 40, top: 10, right: room, bottom: 40 };
  const width = Math.max(60, total - inset.left - inset.right);
  const height = total >= labelledFrom ? 250 : 200;
  const x = scale(
    plot.x,
    extent(curves.map((curve) => curve.x)),
    [inset.left, inset.left + width],
    width / 90,
  );
  const y = scale(
    plot.y,
    extent(curves.map((curve) => curve.y)),
    [inset.top + height, inset.top],
    height / 45,
  );
  drawing.setAttribute("width", String(total));
  drawing.setAttribute("height", String(height + inset.top + inset.bottom));
  const cursor = svg("g");
  drawing.replaceChildren(
    grid(y, inset.left, width),
    axis(x, inset, width, height),
    svg(
      "g",
      { fill: "none", "stroke-linejoin": "round" },
      curves.toSorted(byRank).map((curve) => path(curve, x, y)),
    ),
    labels(labelled, x, y, inset, width, height),
    cursor,
    text(plot.x.label, inset.left + width / 2, inset.top + height + 36, "middle", "ink"),
  );
  const [from, to] = x.domain;
  return {
    x,
    y,
    inset,
    width,
    height,
    cursor,
    valueAt: (pixel) => from + ((pixel - inset.left) / width) * (to - from),
  };
}

const order = ["other", "matching", "live"] as const;
const byRank = (a: ChartCurve, b: ChartCurve) => order.indexOf(a.rank) - order.indexOf(b.rank);

function grid(y: Scale, left: number, width: number): SVGGElement {
  const lines = [...y.labels].map(([tick, label]) => [
    svg("path", { d: `M${left} ${round(y.place(tick))}h${width}`, stroke: "var(--grid)" }),
    text(label, left - 6, y.place(tick) + 4, "end", "muted"),
  ]);
  return svg("g", {}, lines.flat());
}

function axis(x: Scale, inset: Drawn["inset"], width: number, height: number): SVGGElement {
  const bottom = inset.top + height;
  return svg("g", {}, [
    svg("path", { d: `M${inset.left} ${bottom}h${width}`, stroke: "var(--muted)" }),
    ...[...x.labels].flatMap(([tick, label]) => [
      svg("path", { d: `M${round(x.place(tick))} ${bottom}v5`, stroke: "var(--muted)" }),
      text(label, x.place(tick), bottom + 18, "middle", "muted"),
    ]),
  ]);
}

function path(curve: ChartCurve, x: Scale, y: Scale): SVGPathElement {
  const points = curve.x.map(
    (value, i) => `${round(x.place(value))} ${round(y.place(curve.y[i] as number))}`,
  );
  const { width, opacity } = looks[curve.rank];
  return svg("path", {
    d: points.length === 0 ? "" : `M${points.join("L")}`,
    stroke: `var(--${curve.colour})`,
    "stroke-width": width,
    "stroke-opacity": opacity,
    ...(curve.dash ? { "stroke-dasharray": curve.dash.join(" ") } : {}),
  });
}

/**
 * Names to the right of the plot, at the heights of the curves' ends, moved apart where they would collide. A live curve
 * that is still far from there carries its name along.
 */
function labels(
  curves: readonly ChartCurve[],
  x: Scale,
  y: Scale,
  inset: Drawn["inset"],
  width: number,
  height: number,
): SVGGElement {
  const right = inset.left + width;
  const isOnItsWay = (curve: ChartCurve) =>
    curve.rank === "live" && x.place(curve.x.at(-1) as number) < right - 90;
  const all = curves.filter((curve) => curve.x.length > 0);
  const ended = all.filter((curve) => !isOnItsWay(curve));
  const wanted = ended.map((curve) => y.place(curve.y.at(-1) as number));
  const places = dodge(wanted, textSize + 3, [inset.top, inset.top + height]);
  return svg("g", {}, [
    ...ended.map((curve, i) => named(curve, right + 8, (places[i] ?? 0) + 4)),
    ...all
      .filter(({ rank }) => rank === "live")
      .flatMap((curve) => {
        const [cx, cy] = [x.place(curve.x.at(-1) as number), y.place(curve.y.at(-1) as number)];
        const end = svg("circle", { cx: round(cx), cy: round(cy), r: 3.5, fill: `var(--${curve.colour})` });
        return isOnItsWay(curve) ? [end, named(curve, cx + 8, Math.max(inset.top + 8, cy - 8))] : [end];
      }),
  ]);
}

/** The name of a curve, with a rim that keeps it legible across other curves. */
function named({ label, colour, rank }: ChartCurve, x: number, y: number): SVGTextElement {
  const name = text(label, x, y, "start", colour);
  if (rank !== "live") return name;
  const rim = { "font-weight": 600, stroke: "var(--paper)", "stroke-width": 3, "paint-order": "stroke" };
  for (const [key, value] of Object.entries(rim)) name.setAttribute(key, String(value));
  return name;
}

/**
 * What names the curves that have no label in a drawing of this width: each with a piece of its line, in the order of their
 * ends from the top.
 */
export function keyOf(curves: readonly ChartCurve[], total: number): HTMLElement[] {
  if (total >= labelledFrom) return [];
  return curves
    .filter(({ rank, y }) => rank === "other" && y.length > 0)
    .toSorted((a, b) => (b.y.at(-1) as number) - (a.y.at(-1) as number))
    .map(({ label, colour, dash }) => {
      const entry = document.createElement("span");
      const line = { d: "M0 5h20", stroke: `var(--${colour})`, "stroke-width": 2 };
      entry.append(
        svg("svg", { width: 20, height: 10, "aria-hidden": "true" }, [
          svg("path", dash === undefined ? line : { ...line, "stroke-dasharray": dash.join(" ") }),
        ]),
        ...richHtml(label),
      );
      return entry;
    });
}

function text(words: string, x: number, y: number, anchor: string, colour: string): SVGTextElement {
  const attributes = { x: round(x), y: round(y), "text-anchor": anchor, fill: `var(--${colour})` };
  return svg("text", attributes, richText(words));
}

const round = (value: number): number => Math.round(value * 10) / 10;
