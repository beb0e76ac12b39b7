import { compile, type TopLevelSpec } from "vega-lite";
import { packed } from "./interactive-data.ts";
import { isCrowded, withZoom, type Zooms } from "./interactive-zoom.ts";
import { childViews, isNode, mapChildViews, type Node } from "./spec-tree.ts";
import { theme } from "./theme.ts";

/** A field that a mark shows, and what readers call it. */
export interface ShownField {
  readonly field: string;
  readonly title: string;
}

/** What the values of a mark mean, for those who point at it. */
export interface MarkMeaning {
  readonly x?: ShownField;
  readonly y?: ShownField;
  /** Further quantities, such as a size. */
  readonly more?: readonly ShownField[];
  /** The field whose values tell series apart. */
  readonly series?: string;
}

/** A drawing that answers the pointer: a Vega specification, for a reader's browser to draw. */
export interface InteractiveDrawing {
  /** With its data by columns, see `interactive-data.ts`. */
  readonly vega: object;
  /** By the name of a mark. */
  readonly marks: Readonly<Record<string, MarkMeaning>>;
  readonly zoom: Zooms;
}

/**
 * What is known of the marks of a specification before axis titles are moved: a meaning for each single view, in order.
 */
export function meanings(spec: Node): readonly MarkMeaning[] {
  const found: MarkMeaning[] = [];
  const visit = (view: Node, around: Node) => {
    const encoding = { ...around, ...(isNode(view.encoding) ? view.encoding : {}) };
    const inner = childViews(view);
    if (inner.length === 0) found.push(meaning(encoding));
    for (const child of inner) visit(child, encoding);
  };
  visit(spec, {});
  return found;
}

const seriesChannels = ["color", "stroke", "fill", "strokeDash", "shape", "detail"] as const;
const quantityChannels = ["size", "opacity", "strokeWidth", "color", "fill"] as const;

function meaning(encoding: Node): MarkMeaning {
  const shown = (channel: string): ShownField | undefined => {
    const definition = encoding[channel];
    if (!isNode(definition) || typeof definition.field !== "string") return undefined;
    if (definition.aggregate !== undefined || definition.bin !== undefined) return undefined;
    return { field: definition.field, title: titleOf(definition) };
  };
  const isNamed = (channel: string) => {
    const definition = encoding[channel];
    // Without a scale the values are looks, not names
    return (
      isNode(definition) &&
      definition.scale !== null &&
      (definition.type === "nominal" || definition.type === "ordinal")
    );
  };
  const x = shown("x");
  const y = shown("y");
  const more = quantityChannels
    .filter((channel) => isNode(encoding[channel]) && encoding[channel].type === "quantitative")
    .flatMap((channel) => shown(channel) ?? [])
    .filter(({ title }) => title !== "");
  const series = seriesChannels.find((channel) => isNamed(channel) && shown(channel) !== undefined);
  const field = series && shown(series)?.field;
  return {
    ...(x ? { x } : {}),
    ...(y ? { y } : {}),
    ...(more.length > 0 ? { more } : {}),
    ...(field ? { series: field } : {}),
  };
}

/** The title of a channel as its axis or legend shows it, in one line. */
function titleOf(definition: Node): string {
  const places = [definition.title, ...["axis", "legend"].map((key) => definition[key])];
  for (const place of places) {
    const title = isNode(place) ? place.title : place;
    if (typeof title === "string" && title !== "") return title;
    if (Array.isArray(title)) return title.join(" ");
  }
  return "";
}

/**
 * Compiles a specification as it was drawn for a reader's browser.
 *
 * @param known the meanings of its single views, in order
 */
export function interactiveDrawing(spec: Node, known: readonly MarkMeaning[]): InteractiveDrawing {
  const marks: Record<string, MarkMeaning> = {};
  let next = 0;
  const named = (view: Node): Node => {
    if (childViews(view).length > 0) return mapChildViews(view, named);
    const name = `view${next}`;
    marks[`${name}_marks`] = known[next] ?? {};
    next++;
    return { ...view, name };
  };
  const compiled = compile(named(structuredClone(spec)) as unknown as TopLevelSpec, { config: theme });
  const vega = withoutHints(compiled.spec as unknown as Node);
  const { vega: zoomable, zoom } = isCrowded(spec) ? withZoom(vega) : { vega, zoom: {} };
  return { vega: packed(zoomable, { exact: isComputed(spec) }), marks, zoom };
}

/** Whether a specification computes with its values or asks of what they are, rather than only drawing them. */
function isComputed(view: Node): boolean {
  const channels = isNode(view.encoding) ? Object.values(view.encoding) : [];
  return (
    (Array.isArray(view.transform) && view.transform.length > 0) ||
    channels.some((definition) => isNode(definition) && definition.condition !== undefined) ||
    JSON.stringify([view.mark, channels]).includes('"expr"') ||
    childViews(view).some(isComputed)
  );
}

/** Screen readers are told of the drawing as a whole, and by its values; comments in the specification are for people. */
function withoutHints(vega: Node): Node {
  const { $schema: _, description: __, ...rest } = vega;
  return rest;
}
