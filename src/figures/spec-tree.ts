import { UserError } from "../engine/errors.ts";

/** A JSON object of a Vega-Lite specification, whose schema Vega-Lite itself checks. */
export type Node = { readonly [key: string]: unknown };

/** Whether a value of a specification is an object, which is no list. */
export const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The figure and layout a message is about. */
export interface SpecOrigin {
  /** The figure's file, relative to the project root. */
  readonly file: string;
  readonly layout: string;
}

const lists = ["layer", "hconcat", "vconcat", "concat"] as const;

/** The views directly inside a view: layers, concatenated views, the repeated or faceted one. */
export function childViews(view: Node): readonly Node[] {
  const children = lists.flatMap((key) => (Array.isArray(view[key]) ? view[key].filter(isNode) : []));
  return isNode(view.spec) ? [...children, view.spec] : children;
}

/** `view` with each view directly inside it replaced by `change` of it. */
export function mapChildViews(view: Node, change: (child: Node) => Node): Node {
  const result: Record<string, unknown> = { ...view };
  for (const key of lists) {
    const children = view[key];
    if (Array.isArray(children)) result[key] = children.map((item) => (isNode(item) ? change(item) : item));
  }
  if (isNode(view.spec)) result.spec = change(view.spec);
  return result;
}

/** Levels of a specification; Vega-Lite's own examples have a dozen. */
const deepest = 100;

/**
 * Deep copy of a specification as JSON values; typed arrays become arrays, undefined properties vanish. Throws a
 * `UserError` at a number that is not finite, a function, an object within itself, or another value JSON cannot hold.
 */
export function plainJson(value: unknown, origin: SpecOrigin, path = "spec", depth = 0): unknown {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number") {
    if (Number.isFinite(value)) return value;
    throw new UserError({
      what: `${path} is ${value} in the ${origin.layout} layout`,
      where: origin.file,
      fix: "Leave the row out, or use null for a value that does not exist.",
    });
  }
  if (depth > deepest) {
    throw new UserError({
      what: `${path.slice(0, 60)}… is nested more than ${deepest} deep in the ${origin.layout} layout, or holds itself`,
      where: origin.file,
      fix: "Return plain data, in which no object is part of itself.",
    });
  }
  const inner = (item: unknown, at: string) => plainJson(item, origin, at, depth + 1);
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    return inner(Array.from(value as unknown as ArrayLike<number>), path);
  }
  if (Array.isArray(value)) return value.map((item, index) => inner(item, `${path}[${index}]`));
  if (typeof value === "object") {
    const copy: Record<string, unknown> = {};
    for (const [key, item] of Object.entries(value)) {
      if (item !== undefined) copy[key] = inner(item, `${path}.${key}`);
    }
    return copy;
  }
  throw new UserError({
    what: `${path} is ${value === undefined ? "undefined" : `a ${typeof value}`} in the ${origin.layout} layout, which a specification cannot hold`,
    where: origin.file,
    fix: "Return plain data: objects, arrays, strings, finite numbers, booleans, null.",
  });
}
