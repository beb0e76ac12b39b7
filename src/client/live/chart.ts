import { dodge } from "../../figures/ends.ts";
import { logTicks, roundOutward } from "../../figures/log-ticks.ts";
import type { LiveAxis, LivePlot } from "../../live/define.ts";
import { linearTicks, spoken } from "../numbers.ts";
import { richHtml, richText, svg } from "../svg.ts";
import type { Tip } from "../tip.ts";

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

export interface Chart {
  readonly element: HTMLElement;
  /** Draws these curves, at the next frame; `when` is the time they are of. */
  show(curves: readonly ChartCurve[], width: number, when?: string): void;
}

interface Scale {
  readonly axis: LiveAxis;
  readonly domain: readonly [number, number];
  readonly ticks: readonly number[];
  readonly labels: ReadonlyMap<number, string>;
  place(value: number): number;
}

const textSize = 12;
/** Width in pixels from which all curves are labelled at their ends; below, a key names those that do not stand out. */
const labelledFrom = 380;
const looks = {
  live: { width: 2.5, opacity: 1 },
  matching: { width: 1.75, opacity: 1 },
  other: { width: 1.25, opacity: 0.5 },
} as const;

/** A chart of curves that grow: axes, labels at their ends, and values at the pointer or under the arrow keys. */
export function chart(plot: LivePlot, tip: Tip): Chart {
  const element = document.createElement("div");
  element.className = "live-chart";
  const heading = document.createElement("p");
  const title = document.createElement("strong");
  title.textContent = plot.title;
  const quantity = document.createElement("span");
  heading.append(title, " ", quantity);
  const drawing = svg("svg", { role: "img", tabindex: 0 });
  const key = document.createElement("p");
  key.className = "live-key";
  element.append(heading, drawing, key);

  let shown: readonly ChartCurve[] = [];
  let size = 0;
  let time: string | undefined;
  let frame = 0;
  let drawn: Drawn | undefined;
  let at: number | undefined;

  const draw = () => {
    frame = 0;
    quantity.textContent = time === undefined ? plot.y.label : `${plot.y.label}, ${time}`;
    drawn = drawInto(drawing, plot, shown, size);
    key.replaceChildren(...(size < labelledFrom ? keyOf(shown) : []));
    drawing.setAttribute("aria-label", summary(plot, shown));
    if (at !== undefined) point(at);
  };

  /** Shows the values of all curves at the pixel `x`, or nothing. */
  const point = (x: number | undefined) => {
    at = x;
    if (x === undefined || drawn === undefined) {
      drawn?.cursor.replaceChildren();
      tip.hide();
      return;
    }
    const { cursor, inset, height } = drawn;
    const wanted = drawn.valueAt(x);
    const found = shown
      .filter(({ x: xs }) => xs.length > 0)
      .map((curve) => ({ curve, i: nearest(curve.x, wanted) }))
      .toSorted((a, b) => (b.curve.y[b.i] as number) - (a.curve.y[a.i] as number));
    const live = found.find(({ curve }) => curve.rank === "live") ?? found[0];
    if (live === undefined) return;
    const value = live.curve.x[live.i] as number;
    const left = drawn.x.place(value);
    cursor.replaceChildren(
      svg("path", { d: `M${left} ${inset.top}v${height}`, stroke: "var(--muted)", "stroke-width": 1 }),
      ...found
        .filter(({ curve }) => curve.rank !== "other")
        .map(({ curve, i }) =>
          svg("circle", {
            cx: drawn?.x.place(curve.x[i] as number) ?? 0,
            cy: drawn?.y.place(curve.y[i] as number) ?? 0,
            r: 4,
            fill: `var(--${curve.colour})`,
            stroke: "var(--paper)",
          }),
        ),
    );
    const box = drawing.getBoundingClientRect();
    tip.show(
      { left: box.left + left, top: box.top + inset.top },
      `${plot.x.label} ${spoken(value)}`,
      found.map(({ curve, i }) => ({
        label: curve.label,
        value: spoken(curve.y[i] as number),
        colour: curve.colour,
        strong: curve.rank === "live",
      })),
    );
  };
  drawing.addEventListener("pointermove", (event) =>
    point(event.clientX - drawing.getBoundingClientRect().left),
  );
  drawing.addEventListener("pointerdown", (event) =>
    point(event.clientX - drawing.getBoundingClientRect().left),
  );
  drawing.addEventListener("pointerleave", () => point(undefined));
  drawing.addEventListener("blur", () => point(undefined));
  drawing.addEventListener("keydown", (event) => {
    if (drawn === undefined) return;
    const { left } = drawn.inset;
    const step = drawn.width / 40;
    const moved = { ArrowLeft: -step, ArrowRight: step }[event.key];
    if (event.key === "Escape") point(undefined);
    else if (event.key === "Home") point(left);
    else if (event.key === "End") point(left + drawn.width);
    else if (moved !== undefined) point(Math.min(left + drawn.width, Math.max(left, (at ?? left) + moved)));
    else return;
    event.preventDefault();
  });

  return {
    element,
    show(curves, width, when) {
      shown = curves;
      time = when;
      size = width;
      if (frame === 0) frame = requestAnimationFrame(draw);
    },
  };
}

interface Drawn {
  readonly x: Scale;
  readonly y: Scale;
  readonly inset: Readonly<Record<"left" | "top" | "right" | "bottom", number>>;
  /** Of the plot itself, in pixels. */
  readonly width: number;
  readonly height: number;
  readonly cursor: SVGGElement;
  valueAt(x: number): number;
}

function drawInto(
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
  const x = scale(plot.x, extent(curves, "x"), [inset.left, inset.left + width], width / 90);
  const y = scale(plot.y, extent(curves, "y"), [inset.top + height, inset.top], height / 45);
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

function extent(curves: readonly ChartCurve[], key: "x" | "y"): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const curve of curves) {
    for (const value of curve[key]) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return low > high ? [0, 1] : [low, high];
}

/** A scale that holds these values, on the pixels given; a logarithmic one ends at powers of ten, or shows positive values only. */
function scale(
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

/** What names the curves that have no label: each with a piece of its line, in the order of their ends from the top. */
function keyOf(curves: readonly ChartCurve[]): HTMLElement[] {
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

/** Index of the value nearest to `wanted` in an ascending list. */
function nearest(values: readonly number[], wanted: number): number {
  let [low, high] = [0, values.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((values[middle] as number) < wanted) low = middle;
    else high = middle;
  }
  const near = (i: number) => Math.abs((values[i] ?? Number.POSITIVE_INFINITY) - wanted);
  return near(low) <= near(high) ? low : high;
}

/** What a screen reader says of the chart: its quantities, and where the curves that matter end. */
function summary(plot: LivePlot, curves: readonly ChartCurve[]): string {
  const ends = curves
    .filter(({ rank, x }) => rank !== "other" && x.length > 0)
    .map(({ label, x, y }) => `${label}: ${spoken(y.at(-1) as number)} at ${spoken(x.at(-1) as number)}`);
  return [`${plot.title}. ${plot.y.label} against ${plot.x.label}.`, ...ends].join(" ");
}
