import * as vega from "vega";
import { UserError } from "../engine/errors.ts";
import { isNode, type SpecOrigin } from "./spec-tree.ts";

/** A figure with more generated rows, or with more ticks, bins or columns, cannot be read, and much larger ones not be drawn. */
const mostRows = 100_000;
const mostParts = 10_000;

/** Properties whose value is a number of things to make, or a length that as many ticks are made for. */
const counts = new Set([
  "tickCount",
  "maxbins",
  "steps",
  "minsteps",
  "maxsteps",
  "count",
  "symbolLimit",
  "ticks",
  "columns",
  "height",
  "width",
  "step",
]);
/** Properties whose value divides a range into steps. */
const steps = new Set(["step", "tickMinStep", "minstep"]);

/** Properties whose text is an expression of Vega's. */
const expressions = new Set(["expr", "signal", "calculate", "filter", "test", "labelExpr"]);
/** Functions that match text, whose time can grow without bound with the text's length. */
const matching = new Set(["regexp", "test", "match", "search"]);

/**
 * Throws a `UserError` for what would keep Vega busy until memory runs out: long
 * sequences, large counts, steps that divide a range into too many, and regular expressions.
 */
export function checkLimits(value: unknown, origin: SpecOrigin, path = "spec"): void {
  if (Array.isArray(value))
    for (const [index, item] of value.entries()) checkLimits(item, origin, `${path}[${index}]`);
  if (!isNode(value)) return;
  if (isRange(value)) requireFew(rangeLength(value), mostRows, `${path} has`, origin);
  for (const [key, member] of Object.entries(value)) {
    // Rows are data: what their fields are called means nothing
    if (Array.isArray(member) && (key === "values" || path.endsWith(".datasets"))) continue;
    const place = `${path}.${key}`;
    if (typeof member === "number") {
      if (counts.has(key) && !isRange(value))
        requireFew(Math.abs(member), mostParts, `${place} asks for`, origin);
      if (steps.has(key) && !isRange(value))
        requireFew(1 / Math.abs(member), mostRows, `${place} may make`, origin);
    } else if (typeof member === "string") {
      if (expressions.has(key)) requireNoPattern(member, place, origin);
    } else checkLimits(member, origin, place);
  }
}

interface ExpressionNode {
  readonly type: string;
  readonly callee?: { readonly name?: string };
  readonly regex?: object;
  visit(visitor: (node: ExpressionNode) => void): void;
}

const { parseExpression } = vega as unknown as { parseExpression(text: string): ExpressionNode };

function requireNoPattern(text: string, place: string, origin: SpecOrigin): void {
  let tree: ExpressionNode;
  try {
    tree = parseExpression(text);
  } catch {
    // Vega tells what is wrong with it
    return;
  }
  tree.visit(({ regex, callee }) => {
    if (regex === undefined && !matching.has(callee?.name ?? "")) return;
    throw new UserError({
      what: `${place} of the ${origin.layout} layout has a regular expression`,
      where: origin.file,
      fix: "Match text in the figure's TypeScript, and pass what comes of it as data.",
    });
  });
}

type Range = { readonly start?: number; readonly stop: number; readonly step?: number };

function isRange(value: object): value is Range {
  return "stop" in value && typeof value.stop === "number";
}

function rangeLength({ start = 0, stop, step = 1 }: Range): number {
  return Math.max(0, Math.ceil((stop - start) / step));
}

function requireFew(number: number, most: number, says: string, origin: SpecOrigin): void {
  if (number <= most) return;
  throw new UserError({
    what: `${says} ${Number.isFinite(number) ? number.toPrecision(3) : "endlessly many"} parts in the ${origin.layout} layout, and ${most} is the most`,
    where: origin.file,
    fix: "Draw fewer: readers cannot tell them apart.",
  });
}

/** Expressions can ask for sequences too, and for texts of any length. */
export function limitExpressions(): void {
  const define = vega.expressionFunction as unknown as (name: string, call: unknown) => void;
  define("sequence", (...range: number[]) => {
    const [start = 0, stop = 0, step = 1] = range.length === 1 ? [0, ...range] : range;
    const length = rangeLength({ start, stop, step });
    if (!(length <= mostRows))
      throw new Error(`a sequence of ${length} numbers, and ${mostRows} is the most`);
    return Array.from({ length }, (_, index) => start + index * step);
  });
  define("pad", (text: unknown, length: number, character?: string, align?: "left" | "center" | "right") => {
    if (!(length <= mostParts))
      throw new Error(`a text of ${length} characters, and ${mostParts} is the most`);
    return vega.pad(String(text), length, character, align);
  });
}
