import { type LogTicks, logPitch, logTicks, roundOutward } from "./log-ticks.ts";
import { isNode, mapChildViews, type Node } from "./spec-tree.ts";
import { blankLine, numberLabel, plotHeight } from "./theme.ts";
import { lookup } from "./tick-lookup.ts";

type Channel = "x" | "y";
type Rows = readonly Node[];

/** One definition of a position channel in a plot, with the rows its field is looked up in. */
interface Use {
  readonly channel: Channel;
  readonly definition: Node;
  readonly rows: Rows;
}

const rowsOf = (view: Node, inherited: Rows): Rows =>
  isNode(view.data) && Array.isArray(view.data.values) ? view.data.values.filter(isNode) : inherited;

const encodingOf = (view: Node): Node => (isNode(view.encoding) ? view.encoding : {});

/** Every definition of x, y, x2 and y2 in a plot; layers inherit encodings from the views around them. */
function uses(view: Node, inherited: Rows, around: Node): Use[] {
  const rows = rowsOf(view, inherited);
  const encoding = { ...around, ...encodingOf(view) };
  if (Array.isArray(view.layer))
    return view.layer.filter(isNode).flatMap((layer) => uses(layer, rows, encoding));
  return (["x", "y", "x2", "y2"] as const).flatMap((name) => {
    const definition = encoding[name];
    return isNode(definition) ? [{ channel: name[0] as Channel, definition, rows }] : [];
  });
}

const isLog = ({ definition }: Use): boolean => isNode(definition.scale) && definition.scale.type === "log";

/** The domain of a log scale: as given, or the positive values it shows, rounded as Vega-Lite rounds them. */
function logDomain(shown: readonly Use[]): readonly [number, number] | undefined {
  const scales = shown.map(({ definition }) => definition.scale).filter(isNode);
  for (const { domain } of scales) {
    if (!Array.isArray(domain) || domain.length !== 2) continue;
    const [low, high] = domain;
    return typeof low === "number" && typeof high === "number" && low > 0 && high > low
      ? [low, high]
      : undefined;
  }
  let low = Number.POSITIVE_INFINITY;
  let high = 0;
  for (const { definition, rows } of shown) {
    if (typeof definition.field !== "string") continue;
    for (const row of rows) {
      const value = row[definition.field];
      if (typeof value !== "number" || value <= 0) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  if (!(high > low)) return undefined;
  return scales.some(({ nice }) => nice === false) ? [low, high] : roundOutward(low, high);
}

/** Properties of an axis that show these ticks, with grid lines and long ticks at the labelled ones only. */
function logAxis(ticks: LogTicks): Node {
  const labelled = lookup(new Map([...ticks.labels.keys()].map((value) => [value, "1"])));
  const when = (yes: number, no: number) => ({ condition: { test: labelled, value: yes }, value: no });
  return {
    values: ticks.values,
    labelExpr: `${lookup(ticks.labels)} || ''`,
    labelOverlap: false,
    tickSize: when(5, 3),
    gridOpacity: when(1, 0),
  };
}

/** Wished-for number of labels: wide plots get fewer per pixel, since a reader's eye spans them easily. */
const linearCount = (pixels: number, channel: Channel): number =>
  Math.max(2, Math.round(pixels / (channel === "y" ? 55 : pixels < 300 ? 60 : 90)));

const length = (view: Node, channel: Channel): number => {
  const given = channel === "x" ? view.width : view.height;
  return typeof given === "number" ? given : plotHeight;
};

/** The axis of one channel of a plot, or undefined where Vega-Lite's own will do. */
function axisOf(view: Node, channel: Channel, shown: readonly Use[]): Node | undefined {
  if (shown.some(isLog)) {
    const domain = logDomain(shown);
    const most = Math.max(2, Math.floor(length(view, channel) / logPitch[channel]));
    return domain && logAxis(logTicks(...domain, most));
  }
  const continuous = shown.some(({ definition }) => definition.type === "quantitative" && !definition.bin);
  return continuous ? { tickCount: linearCount(length(view, channel), channel) } : undefined;
}

/** Channels whose numbers a legend may explain. */
const legendChannels = ["color", "fill", "stroke", "size", "opacity", "strokeWidth"] as const;

/** Properties by which an author takes the ticks of an axis over. */
const ticksOf = ["values", "labelExpr", "format", "tickCount", "labels"];

/** Labels that show nothing but keep their height, so that the titles of plots in a row align. */
const hidden = { labels: true, labelExpr: `'${blankLine}'`, labelPadding: 0 };

function withAxes(view: Node, axes: Readonly<Record<Channel, Node | undefined>>): Node {
  const result: Record<string, unknown> = { ...view };
  if (Array.isArray(view.layer)) {
    result.layer = view.layer.map((item) => (isNode(item) ? withAxes(item, axes) : item));
  }
  const encoding: Record<string, unknown> = { ...encodingOf(view) };
  for (const channel of ["x", "y"] as const) {
    const definition = encoding[channel];
    const axis = axes[channel];
    if (!axis || !isNode(definition) || definition.axis === null || "value" in definition) continue;
    const own = isNode(definition.axis) ? definition.axis : {};
    const labels = own.labels === false ? hidden : {};
    encoding[channel] = { ...definition, axis: { ...axis, ...own, ...labels } };
  }
  for (const channel of legendChannels) {
    const definition = encoding[channel];
    if (!isNode(definition) || definition.type !== "quantitative" || definition.legend === null) continue;
    const own = isNode(definition.legend) ? definition.legend : {};
    // No configuration has this for legends, unlike for axes
    encoding[channel] = { ...definition, legend: { labelExpr: numberLabel, ...own } };
  }
  return isNode(view.encoding) ? { ...result, encoding } : result;
}

/**
 * `spec` with ticks on its continuous axes: as many as the plot's size leaves room for; on logarithmic ones, those of
 * `logTicks`. Legends of numbers write them as axes do. Axes whose ticks or labels the author has set stay as they are.
 */
export function styleAxes(spec: Node, inherited: Rows = []): Node {
  if (["hconcat", "vconcat", "concat", "spec"].some((key) => spec[key] !== undefined)) {
    const rows = rowsOf(spec, inherited);
    return mapChildViews(spec, (child) => styleAxes(child, rows));
  }
  const all = uses(spec, inherited, {});
  const axis = (channel: Channel) => {
    const shown = all.filter((use) => use.channel === channel);
    const own = shown.some(
      ({ definition: { axis } }) => isNode(axis) && ticksOf.some((key) => key in axis && axis[key] !== false),
    );
    return own ? undefined : axisOf(spec, channel, shown);
  };
  return withAxes(spec, { x: axis("x"), y: axis("y") });
}
