import { childViews, isNode, type Node } from "./spec-tree.ts";
import { lookingIn, tableOf } from "./tick-lookup.ts";

/** What a zoomable axis is drawn by. */
export interface ZoomAxis {
  readonly scale: string;
  /** The signal that holds its domain while it is zoomed into, else null. */
  readonly domain: string;
  readonly type: "linear" | "log";
  /** Where Vega does not find the ticks itself, signals: their values, and the texts of the labelled ones by value. */
  readonly ticks?: { readonly values: string; readonly labels: string };
}

/** The axes of zoomable plots: `[x, y]`, by the name of the plot's group, or `root`. */
export type Zooms = Readonly<Record<string, readonly [ZoomAxis, ZoomAxis]>>;

/** Marks of a plot above which it can be zoomed into. */
const crowd = 500;

/** The signal that says whether plots are zoomed into, and marks then cut at their edges. */
const zoomedSignal = "zoomed";

/** Vega's name of the outermost group. */
const rootPlot = "root";

/** Whether a Vega-Lite specification has a plot of many points. */
export const isCrowded = (spec: Node): boolean => mostPoints(spec, 0) > crowd;

/** Points in the plot that has most of them; `inherited` of those that the data around a view make. */
function mostPoints(view: Node, inherited: number): number {
  const rows = isNode(view.data) && Array.isArray(view.data.values) ? view.data.values.length : inherited;
  const inside = childViews(view).map((child) => mostPoints(child, rows));
  if (inside.length > 0)
    return Array.isArray(view.layer) ? inside.reduce((sum, points) => sum + points, 0) : Math.max(...inside);
  const { mark } = view;
  const type = isNode(mark) ? mark.type : mark;
  return type === "point" || type === "circle" || type === "square" ? rows : 0;
}

/** The specification with the domains of its plots given by signals, and marks cut at the plots' edges when told so. */
export function withZoom(vega: Node): { readonly vega: Node; readonly zoom: Zooms } {
  const signals: Node[] = [{ name: zoomedSignal, value: false }];
  const zoom: Record<string, readonly [ZoomAxis, ZoomAxis]> = {};
  const free = new Map<string, ZoomAxis>();
  const tables = new Map(
    axesOf(vega)
      .map(tickTable)
      .filter((found) => found !== undefined),
  );
  const scales = list(vega.scales).map((scale) => {
    const { name, type } = scale;
    if (type !== "linear" && type !== "log") return scale;
    if (typeof name !== "string" || !/(^|_)[xy]$/.test(name)) return scale;
    const signal = `zoom_${name}`;
    signals.push({ name: signal, value: null });
    const table = type === "log" ? tables.get(name) : undefined;
    const ticks = { values: `ticks_${name}`, labels: `labels_${name}` };
    if (table !== undefined)
      signals.push({ name: ticks.values, value: table.values }, { name: ticks.labels, value: table.labels });
    free.set(name, { scale: name, domain: signal, type, ...(table === undefined ? {} : { ticks }) });
    return { ...scale, domainRaw: { signal } };
  });
  const withTicks = (axis: Node): Node => {
    const ticks = free.get(String(axis.scale))?.ticks;
    if (ticks === undefined || !Array.isArray(axis.values)) return axis;
    return { ...(withLookups(axis, ticks.labels) as Node), values: { signal: ticks.values } };
  };
  /** A group with its ticks held by signals, and with the marks of plots cut at the plots' edges. */
  const inGroup = (group: Node, name: string): Node => {
    const axes = Array.isArray(group.axes) ? { axes: list(group.axes).map(withTicks) } : {};
    const inner = list(group.marks);
    const used = inner.flatMap((mark) => (isView(mark) ? [] : scalesOf(mark)));
    const [x, y] = ["x", "y"].map((axis) =>
      free.get(used.find((scale) => free.has(scale) && new RegExp(`(^|_)${axis}$`).test(scale)) ?? ""),
    );
    if (x !== undefined && y !== undefined) zoom[name] = [x, y];
    const marks = inner.map((mark) => {
      if (isView(mark)) return inGroup(mark, String(mark.name));
      return name in zoom && mark.clip !== true ? { ...mark, clip: { signal: zoomedSignal } } : mark;
    });
    return { ...group, ...axes, marks };
  };
  const drawn = inGroup(vega, rootPlot);
  return { vega: { ...drawn, signals: [...list(vega.signals), ...signals], scales }, zoom };
}

/** All axes inside a group, and inside the groups in it. */
const axesOf = (group: Node): readonly Node[] => [
  ...list(group.axes),
  ...list(group.marks).flatMap((mark) => axesOf(mark)),
];

interface TickTable {
  readonly values: readonly unknown[];
  /** By value. */
  readonly labels: Readonly<Record<string, string>>;
}

/** The ticks that were found for a labelled axis, with the name of its scale; undefined for other axes. */
function tickTable({ scale, values, encode }: Node): readonly [string, TickTable] | undefined {
  const text = ["labels", "update", "text", "signal"].reduce<unknown>(
    (node, key) => (isNode(node) ? node[key] : undefined),
    encode,
  );
  const labels = typeof text === "string" ? tableOf(text) : undefined;
  if (labels === undefined || typeof scale !== "string" || !Array.isArray(values)) return undefined;
  return [scale, { values, labels }];
}

/** A part of a specification with the texts of ticks looked up in a signal. */
function withLookups(part: unknown, signal: string): unknown {
  if (typeof part === "string") return lookingIn(part, signal);
  if (Array.isArray(part)) return part.map((each) => withLookups(each, signal));
  if (!isNode(part)) return part;
  return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, withLookups(value, signal)]));
}

/** Whether a group is a view of its own, rather than the parts of one mark. */
const isView = (mark: Node): boolean =>
  mark.type === "group" && typeof mark.name === "string" && !mark.name.endsWith("_pathgroup");

const list = (value: unknown): readonly Node[] => (Array.isArray(value) ? value.filter(isNode) : []);

/** Names of the scales that a group's marks use. */
function scalesOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(scalesOf);
  if (!isNode(value)) return [];
  const own = typeof value.scale === "string" ? [value.scale] : [];
  return [...own, ...Object.values(value).flatMap(scalesOf)];
}
