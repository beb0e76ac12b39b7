import { dodgeValues, type Layout } from "reprise";
import type { TopLevelSpec } from "vega-lite";
import { type Condition, colour, dash, marker, styles } from "./conditions.ts";

export type LayerView = Extract<TopLevelSpec, { layer: unknown }>;
export type Mark = LayerView["layer"][number];

/** A curve of one condition: means with standard errors at positions `x`. */
export interface Curve {
  readonly condition: Condition;
  /** What its label says; the condition's name unless told otherwise. */
  readonly name?: string;
  readonly x: readonly number[];
  readonly mean: readonly number[];
  readonly se: readonly number[];
}

export interface Axis {
  readonly title: string;
  readonly domain: readonly [number, number];
  readonly type: "linear" | "log";
  readonly values?: readonly number[];
}

export interface Panel {
  readonly heading: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly height: number;
  /** Share of the row's width. */
  readonly width?: number;
}

/** One plot of a row or column of small multiples. */
export function panel({ heading, x, y, height, width = 100 }: Panel, layers: readonly Mark[]) {
  return {
    title: heading,
    width,
    height,
    encoding: {
      x: { field: "x", type: "quantitative" as const, ...axis(x) },
      y: { field: "mean", type: "quantitative" as const, ...axis(y) },
    },
    layer: [room(x, 0), ...layers],
  };
}

/**
 * An unseen mark that keeps space free around a plot: above it, so that headings stand equally high whatever the axis
 * labels are, and beside it, so that plots of a series of figures are equally wide whatever their labels are.
 */
function room({ domain: [, end] }: Axis, right: number): Mark {
  return {
    data: { values: [{ x: end }] },
    mark: { type: "rule", opacity: 0, xOffset: right },
    encoding: { y: { value: -8 }, y2: { value: 0 } },
  };
}

/** Space beside a plot for the longest of the conditions' names, in pixels. */
export function labelRoom({ x }: Panel, layout: Layout): Mark {
  return room(x, layout.size === "wide" ? 112 : 76);
}

function axis({ title, domain, type, values }: Axis): {
  title: string;
  scale: { type: Axis["type"]; domain: number[]; nice: boolean };
  axis?: { values?: number[]; minExtent?: number; maxExtent?: number };
} {
  return {
    title,
    scale: { type, domain: [...domain], nice: false },
    ...(values ? { axis: { values: [...values] } } : {}),
  };
}

/** Panels beside each other, or below each other on a narrow screen. */
export function row(layout: Layout, panels: ReturnType<typeof panel>[]): TopLevelSpec {
  if (panels.length === 1 && panels[0]) return panels[0];
  return layout.size === "wide"
    ? { hconcat: panels }
    : { vconcat: panels.map((view) => withLabelRoom(view)), spacing: 32 };
}

/** The panel with so many pixels left of it for tick labels, whatever they are: plots below each other then start level. */
export function withLabelRoom(view: ReturnType<typeof panel>, pixels = 36): ReturnType<typeof panel> {
  const { y } = view.encoding;
  const axis = { ...y.axis, minExtent: pixels, maxExtent: pixels };
  return { ...view, encoding: { ...view.encoding, y: { ...y, axis } } };
}

const rowsOf = (curves: readonly Curve[]) =>
  curves.flatMap(({ condition, name, x, mean, se }) =>
    mean.map((value, i) => ({
      condition,
      curve: name ?? styles[condition].label,
      x: x[i] as number,
      mean: value,
      low: value - (se[i] as number),
      high: value + (se[i] as number),
    })),
  );

/** Means as lines, standard errors as bands around them. */
export function lines(curves: readonly Curve[]): Mark[] {
  const values = rowsOf(curves);
  return [
    {
      data: { values },
      mark: "area",
      encoding: {
        y: { field: "low", type: "quantitative" },
        y2: { field: "high" },
        color: colour,
        detail: { field: "curve", type: "nominal" },
      },
    },
    {
      data: { values },
      mark: { type: "line", strokeCap: "butt" },
      encoding: { color: colour, strokeDash: dash, detail: { field: "curve", type: "nominal" } },
    },
  ];
}

/** Means as markers, with bars of one standard error. */
export function points(curves: readonly Curve[], size = 22): Mark[] {
  const values = rowsOf(curves);
  return [
    {
      data: { values },
      mark: { type: "rule", strokeWidth: 1 },
      encoding: {
        y: { field: "low", type: "quantitative" },
        y2: { field: "high" },
        color: colour,
      },
    },
    {
      data: { values },
      mark: { type: "point", size },
      encoding: { color: colour, shape: marker },
    },
  ];
}

/** The range of single runs as a band with outlines. */
export function spread(
  curves: readonly {
    readonly condition: Condition;
    readonly x: readonly number[];
    readonly low: readonly number[];
    readonly high: readonly number[];
  }[],
): Mark[] {
  const values = curves.flatMap(({ condition, x, low, high }) =>
    x.map((position, i) => ({ condition, x: position, low: low[i] as number, high: high[i] as number })),
  );
  return [
    {
      data: { values },
      mark: { type: "area", opacity: 0.12 },
      encoding: {
        y: { field: "low", type: "quantitative" },
        y2: { field: "high" },
        color: colour,
      },
    },
  ];
}

/** Places on a curve, led to both axes by thin rules. */
export function drops(
  places: readonly { readonly condition: Condition; readonly x: number; readonly mean: number }[],
): Mark[] {
  const values = places.map((place) => ({ ...place, origin: 0 }));
  const rule = { type: "rule" as const, strokeWidth: 1, strokeDash: [2, 3] };
  return [
    { data: { values }, mark: rule, encoding: { x2: { field: "origin" }, color: colour } },
    { data: { values }, mark: rule, encoding: { y2: { field: "origin" }, color: colour } },
    { data: { values }, mark: { type: "point", size: 60 }, encoding: { color: colour, shape: marker } },
  ];
}

/** Theory as thin lines. */
export function theory(curves: readonly Omit<Curve, "se">[]): Mark {
  const values = curves.flatMap(({ condition, x, mean }) =>
    mean.map((value, i) => ({ condition, x: x[i] as number, mean: value })),
  );
  return {
    data: { values },
    mark: { type: "line", strokeWidth: 1.2 },
    encoding: { color: colour },
  };
}

/** Names of the conditions at the right ends of their curves, moved apart where they would collide. */
export function endLabels(curves: readonly Curve[], { y, height }: Panel, layout: Layout): Mark {
  const ends = curves.map(({ mean }) => mean.at(-1) as number);
  const placed = dodgeValues(ends, { type: y.type, domain: y.domain, length: height }, 16);
  return labels(
    curves.map(({ condition, x, name }, i) => ({
      condition,
      x: x.at(-1) as number,
      y: placed[i] as number,
      ...(name === undefined ? {} : { text: name }),
    })),
    layout,
    { align: "left", dx: 7 },
  );
}

export interface Label {
  readonly condition: Condition;
  readonly x: number;
  readonly y: number;
  /** What it says; the condition's name unless told otherwise. */
  readonly text?: string;
}

export interface Position {
  readonly align?: "left" | "right" | "center";
  readonly dx?: number;
  readonly dy?: number;
}

/** Text at given places, in the colours of conditions. */
export function labels(
  places: readonly Label[],
  layout: Layout,
  { align = "center", dx = 0, dy = 0 }: Position = {},
): Mark {
  const name = (condition: Condition) => styles[condition][layout.size === "wide" ? "label" : "short"];
  return {
    data: {
      values: places.map(({ condition, x, y, text }) => ({
        condition,
        x,
        mean: y,
        name: text ?? name(condition),
      })),
    },
    mark: { type: "text", baseline: "middle", align, dx, dy },
    encoding: {
      text: { field: "name", type: "nominal" },
      color: colour,
    },
  };
}

/** The scales between which readers of a figure may switch: both show something, and the first shows more. */
export const scales = ["log", "linear"] as const;

/** An axis for positive values: logarithmic, or from zero where the reader has chosen so. */
export function valueAxis({ scale = "log" }: Layout, title: string, values: readonly number[]): Axis {
  const domain = logDomain(values);
  return { title, type: scale, domain: scale === "log" ? domain : [0, domain[1]] };
}

/** The least interval with round ends that holds all values: the domain of a logarithmic axis. */
export function logDomain(values: readonly number[]): readonly [number, number] {
  const steps = [1, 1.5, 2, 3, 5, 7, 10];
  const split = (value: number) => {
    const exponent = Math.floor(Math.log10(value));
    return { exponent, mantissa: value / Number(`1e${exponent}`) };
  };
  const low = split(Math.min(...values));
  const high = split(Math.max(...values));
  const below = steps.findLast((step) => step <= low.mantissa * (1 + 1e-9)) ?? 1;
  const above = steps.find((step) => step >= high.mantissa * (1 - 1e-9)) ?? 10;
  return [Number(`${below}e${low.exponent}`), Number(`${above}e${high.exponent}`)];
}
