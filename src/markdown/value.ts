import type { ElementContent } from "hast";
import type { TextDirective } from "mdast-util-directive";
import { suggestion } from "../engine/nearest.ts";
import type { PaperContext } from "./context.ts";
import { attributesOf, become } from "./directive.ts";
import { element } from "./element.ts";
import { type Typeset, typesetNumber } from "./number.ts";

/** `:value[experiment.field.0.name]{format=".3f" se="…"}`: a number of an artifact, never typed by hand. */
export function value(node: TextDirective, path: string, context: PaperContext): void {
  bind(node, path, context, "artifact", ["format", "se"]);
}

/** Sets a number (or text) found under `path` in an artifact or in the parameters of an experiment. */
export function bind(
  node: TextDirective,
  path: string,
  context: PaperContext,
  source: "artifact" | "params",
  allowed: readonly ("format" | "se")[],
): void {
  const { format, se } = attributesOf(node, allowed, context);
  const found = lookUp(path, context, source);
  const error = se === undefined ? undefined : lookUp(se, context, source);
  for (const each of [found, error]) {
    if (each !== undefined && "problem" in each) context.problems.report(node, each.problem, each.fix);
  }
  if ("problem" in found || (error !== undefined && "problem" in error)) return;

  const exact = JSON.stringify(found.value);
  const properties = { className: ["value"], value: exact, title: `${path} = ${exact}` };
  if (typeof found.value === "string" && format === undefined && error === undefined) {
    become(node, "data", { ...properties, value: found.value }, [{ type: "text", value: found.value }]);
    return;
  }
  if (typeof found.value !== "number" || (error !== undefined && typeof error.value !== "number")) {
    const [name, wrong] = typeof found.value === "number" ? [se, error?.value] : [path, found.value];
    context.problems.report(node, `“${name}” is ${describe(wrong)}, not a number`, inside(wrong));
    return;
  }
  try {
    const number = typesetNumber(found.value, format || undefined, error?.value as number | undefined);
    become(node, "data", properties, typesetNodes(number));
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    context.problems.report(
      node,
      cause.message,
      "Write a d3-format specifier such as `.3f` or `.1%`, or `×10`.",
    );
  }
}

export function typesetNodes(number: Typeset): ElementContent[] {
  if (number.kind === "plain") return [{ type: "text", value: number.text }];
  return [
    { type: "text", value: `${number.mantissa}\u202f×\u202f10` },
    element("sup", {}, [number.exponent]),
  ];
}

type Lookup = { readonly value: unknown } | { readonly problem: string; readonly fix: string };

function lookUp(path: string, context: PaperContext, source: "artifact" | "params"): Lookup {
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
