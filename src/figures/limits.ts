import * as vega from "vega";
import { UserError } from "../engine/errors.ts";
import { isNode, type SpecOrigin } from "./spec-tree.ts";

/** A figure with more ticks, bins or generated rows than this cannot be read, and much more than this cannot be drawn. */
const most = 100_000;

/** Properties whose value is a number of things to make. */
const counts = new Set([
  "tickCount",
  "maxbins",
  "steps",
  "minsteps",
  "maxsteps",
  "count",
  "symbolLimit",
  "ticks",
]);
/** Properties whose value divides a range into steps. */
const steps = new Set(["step", "tickMinStep", "minstep"]);

/**
 * Throws a `UserError` for what would keep Vega busy until memory runs out: sequences and counts of more than 100 000, and
 * steps that divide a range into more.
 */
export function checkLimits(value: unknown, origin: SpecOrigin, path = "spec"): void {
  if (Array.isArray(value))
    for (const [index, item] of value.entries()) checkLimits(item, origin, `${path}[${index}]`);
  if (!isNode(value)) return;
  if (isRange(value)) requireFew(rangeLength(value), `${path} has`, origin);
  for (const [key, member] of Object.entries(value)) {
    // Rows are data: what they are called means nothing
    if (key === "values" || key === "datasets") continue;
    const place = `${path}.${key}`;
    if (typeof member === "number") {
      if (counts.has(key)) requireFew(Math.abs(member), `${place} asks for`, origin);
      if (steps.has(key) && !isRange(value)) requireFew(1 / Math.abs(member), `${place} may make`, origin);
    } else checkLimits(member, origin, place);
  }
}

type Range = { readonly start?: number; readonly stop: number; readonly step?: number };

function isRange(value: object): value is Range {
  return "stop" in value && typeof value.stop === "number";
}

function rangeLength({ start = 0, stop, step = 1 }: Range): number {
  return Math.max(0, Math.ceil((stop - start) / step));
}

function requireFew(number: number, says: string, origin: SpecOrigin): void {
  if (number <= most) return;
  throw new UserError({
    what: `${says} ${Number.isFinite(number) ? number.toPrecision(3) : "endlessly many"} parts in the ${origin.layout} layout, and ${most} is the most`,
    where: origin.file,
    fix: "Draw fewer: readers cannot tell them apart.",
  });
}

/** Expressions can ask for sequences too. */
export function limitExpressions(): void {
  const define = vega.expressionFunction as (name: string, call: (...range: number[]) => number[]) => unknown;
  define("sequence", (...range) => {
    const [start = 0, stop = 0, step = 1] = range.length === 1 ? [0, ...range] : range;
    const length = rangeLength({ start, stop, step });
    if (!(length <= most)) throw new Error(`a sequence of ${length} numbers, and ${most} is the most`);
    return Array.from({ length }, (_, index) => start + index * step);
  });
}
