import { isNode, mapChildViews, type Node } from "./spec-tree.ts";
import { blankLine, textSizes } from "./theme.ts";

type Lines = string | readonly unknown[];

const isLines = (value: unknown): value is Lines => typeof value === "string" || Array.isArray(value);
const lines = (value: Lines): readonly unknown[] => (typeof value === "string" ? [value] : value);

/** The views that share one plot: a unit, or a layered view and its layers. */
function layersOf(view: Node): readonly Node[] {
  return [view, ...(Array.isArray(view.layer) ? view.layer.filter(isNode).flatMap(layersOf) : [])];
}

/** Title of the left y axis of a plot: as given, or the first field's name, as Vega-Lite has it. */
function leftTitle(view: Node): Lines | undefined {
  let field: string | undefined;
  for (const { encoding } of layersOf(view)) {
    const y = isNode(encoding) ? encoding.y : undefined;
    if (!isNode(y) || y.axis === null) continue;
    const axis = isNode(y.axis) ? y.axis : {};
    if (axis.orient === "right") return undefined;
    for (const title of [axis.title, y.title]) {
      if (title === null) return undefined;
      if (isLines(title)) return title;
    }
    if (typeof y.field === "string" && y.aggregate === undefined) field ??= y.field;
  }
  return field;
}

function withoutLeftTitle(view: Node): Node {
  const result: Record<string, unknown> = { ...view };
  if (Array.isArray(view.layer)) {
    result.layer = view.layer.map((item) => (isNode(item) ? withoutLeftTitle(item) : item));
  }
  const { encoding } = view;
  if (isNode(encoding) && isNode(encoding.y)) {
    const axis = isNode(encoding.y.axis) ? { ...encoding.y.axis, title: null } : encoding.y.axis;
    result.encoding = {
      ...encoding,
      y: { ...encoding.y, title: null, ...(axis === undefined ? {} : { axis }) },
    };
  }
  return result;
}

/** `view` with one more line directly above its plots. */
function withLine(view: Node, line: Lines): Node {
  const given = view.title;
  const title = isNode(given) ? given : isLines(given) ? { text: given } : undefined;
  if (title === undefined || !isLines(title.text)) {
    return { ...view, title: { text: line, fontWeight: 400, fontSize: textSizes.label } };
  }
  const above = isLines(title.subtitle) ? lines(title.subtitle) : [];
  return { ...view, title: { ...title, subtitle: [...above, ...lines(line)] } };
}

const subtitleLines = (view: unknown): number =>
  isNode(view) && isNode(view.title) && isLines(view.title.subtitle) ? lines(view.title.subtitle).length : 0;

/** Gives titles of views in a row as many lines below them as the longest has, so that the titles align. */
function alignTitles(row: readonly unknown[]): readonly unknown[] {
  const most = Math.max(...row.map(subtitleLines));
  return row.map((view) => {
    if (!isNode(view) || view.title === undefined || most === 0) return view;
    let padded: Node = view;
    while (subtitleLines(padded) < most) {
      const isLine = isNode(padded.title) && padded.title.fontWeight === 400;
      if (isLine) break;
      padded = withLine(padded, blankLine);
    }
    return padded;
  });
}

/**
 * `spec` with the titles of left y axes set horizontally above their plots, flush left, where they are read first and
 * cost no width. A facet's panels share one such line, above their headers.
 */
export function liftAxisTitles(spec: Node): Node {
  if (isNode(spec.spec) && (spec.facet !== undefined || spec.repeat !== undefined)) {
    const title = leftTitle(spec.spec);
    if (title === undefined) return spec;
    return withLine({ ...spec, spec: withoutLeftTitle(spec.spec) }, title);
  }
  if (["hconcat", "vconcat", "concat"].some((key) => spec[key] !== undefined)) {
    const lifted = mapChildViews(spec, liftAxisTitles);
    return Array.isArray(lifted.hconcat) ? { ...lifted, hconcat: alignTitles(lifted.hconcat) } : lifted;
  }
  const title = leftTitle(spec);
  return title === undefined ? spec : withLine(withoutLeftTitle(spec), title);
}
