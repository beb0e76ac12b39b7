import type { ElementContent } from "hast";
import type { TextDirective } from "mdast-util-directive";
import { suggestion } from "../engine/nearest.ts";
import type { PaperContext } from "./context.ts";
import { attributesOf, become } from "./directive.ts";
import { element } from "./element.ts";
import { type Piece, typesetNumber } from "./number.ts";

/**
 * `:value[experiment.field.0.name]{format=".3f" se="…"}`: a number of an artifact, never typed by hand. `low` and `high`
 * name the ends of an interval, `unit` is what it is measured in.
 */
export function value(node: TextDirective, path: string, context: PaperContext): void {
  bind(node, path, context, "artifact", ["format", "se", "low", "high", "unit"]);
}

export type Source = "artifact" | "params";

/** What may be said of a number beside its path. */
type Attribute = "format" | "se" | "low" | "high" | "unit";

/** Sets a number (or text) found under `path` in an artifact or in the parameters of an experiment. */
export function bind(
  node: TextDirective,
  path: string,
  context: PaperContext,
  source: Source,
  allowed: readonly Attribute[],
): void {
  const given = attributesOf(node, allowed, context);
  const bound = boundNumber(path, given, context, source);
  if ("problem" in bound) {
    context.problems.report(node, bound.problem, bound.fix);
    return;
  }
  const exact = typeof bound.exact === "string" ? bound.exact : JSON.stringify(bound.exact);
  const properties = {
    className: ["value"],
    value: exact,
    title: `${path} = ${JSON.stringify(bound.exact)}`,
  };
  become(node, "data", properties, bound.pieces.map(elementOf));
}

function elementOf(piece: Piece): ElementContent {
  return typeof piece === "string" ? { type: "text", value: piece } : element("sup", {}, [piece.raised]);
}

interface Problem {
  readonly problem: string;
  readonly fix: string;
}

interface Bound {
  readonly exact: number | string;
  readonly pieces: readonly Piece[];
}

/** What is found under `path`, written as the attributes say, or what is wrong with them. */
export function boundNumber(
  path: string,
  { format, se, low, high, unit }: Readonly<Partial<Record<Attribute, string | null | undefined>>>,
  context: Pick<PaperContext, "evidence" | "found">,
  source: Source,
): Bound | Problem {
  const found = lookUp(path, context, source);
  if ("problem" in found) return found;
  const plain = [format, se, low, high, unit].every((attribute) => attribute == null);
  if (typeof found.value === "string" && plain) return { exact: found.value, pieces: [found.value] };
  if (typeof found.value !== "number") return noNumber(path, found.value);
  if ((low == null) !== (high == null)) {
    return { problem: "an interval has one end only", fix: 'Write `low="path" high="path"`.' };
  }
  const spread: number[] = [];
  for (const name of [se, low, high]) {
    if (name == null) continue;
    const each = lookUp(name, context, source);
    if ("problem" in each) return each;
    if (typeof each.value !== "number") return noNumber(name, each.value);
    spread.push(each.value);
  }
  const [first, ...rest] = se == null ? [undefined, ...spread] : spread;
  const [from, to] = rest;
  try {
    const pieces = typesetNumber(found.value, {
      format: format || undefined,
      error: first,
      interval: from === undefined || to === undefined ? undefined : [from, to],
      unit: unit ?? undefined,
    });
    return { exact: found.value, pieces };
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    return {
      problem: cause.message,
      fix: "Write `format` as a d3-format specifier such as `.3f` or `.1%`, as `%` or as `×10`; `se`, or `low` and `high`, as paths.",
    };
  }
}

function noNumber(path: string, found: unknown): Problem {
  return { problem: `“${path}” is ${describe(found)}, not a number`, fix: inside(found) };
}

type Lookup = { readonly value: unknown } | Problem;

function lookUp(path: string, context: Pick<PaperContext, "evidence" | "found">, source: Source): Lookup {
  const [id = "", ...keys] = path.split(".");
  if (!context.evidence.ids.includes(id)) {
    return { problem: `there is no experiment “${id}”`, fix: suggestion(id, context.evidence.ids) };
  }
  context.found.experiments.add(id);
  let value = source === "artifact" ? context.evidence.artifact(id) : context.evidence.params(id);
  for (const [depth, key] of keys.entries()) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) {
      const at = [id, ...keys.slice(0, depth)].join(".");
      const what =
        source === "params" ? `“${at}” has no parameter “${key}”` : `“${at}” has no field “${key}”`;
      return { problem: depth === 0 ? what : `${what} (in “${path}”)`, fix: inside(value, key) };
    }
    value = (value as Readonly<Record<string, unknown>>)[key];
  }
  return { value };
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (value === null) return "null";
  return typeof value === "object" ? "a group of values" : `${JSON.stringify(value)}`;
}

/** What could be asked for one step further down. */
function inside(value: unknown, word = ""): string {
  if (Array.isArray(value))
    return value.length === 0 ? "The list is empty." : `Its places are 0 to ${value.length - 1}.`;
  if (typeof value !== "object" || value === null) return `It is ${describe(value)}.`;
  return suggestion(word, Object.keys(value));
}
