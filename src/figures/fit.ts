import { UserError } from "../engine/errors.ts";
import { styleAxes } from "./axes.ts";
import { drawSpec } from "./compile.ts";
import { isNode, mapChildViews, type Node, type SpecOrigin } from "./spec-tree.ts";

/** A drawn specification whose plots have been given widths such that the whole is as wide as asked. */
export interface Fitted {
  readonly spec: Node;
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

const isComposite = (view: Node): boolean =>
  ["hconcat", "vconcat", "concat", "spec"].some((key) => view[key] !== undefined);

/** A plot's width as given: a number is a proportion of its row; anything else (steps) stays as it is. */
const givenWidth = (view: Node): number | undefined =>
  view.width === undefined ? 100 : typeof view.width === "number" ? view.width : undefined;

/** Sum of the given widths in the widest row of plots. */
function rowWidth(view: Node): number {
  const widths = (key: string) => (Array.isArray(view[key]) ? view[key].filter(isNode).map(rowWidth) : []);
  const columns = typeof view.columns === "number" ? view.columns : undefined;
  if (isNode(view.spec)) return rowWidth(view.spec) * (columns ?? 1);
  if (view.hconcat) return widths("hconcat").reduce((sum, width) => sum + width, 0);
  if (view.vconcat) return Math.max(...widths("vconcat"));
  if (view.concat) {
    const all = widths("concat");
    const size = columns ?? all.length;
    let widest = 0;
    for (let start = 0; start < all.length; start += size) {
      widest = Math.max(
        widest,
        all.slice(start, start + size).reduce((sum, width) => sum + width, 0),
      );
    }
    return widest;
  }
  return givenWidth(view) ?? 0;
}

const smallest = 24;

function resize(view: Node, factor: number): Node {
  if (isComposite(view)) return mapChildViews(view, (child) => resize(child, factor));
  const given = givenWidth(view);
  return given === undefined ? view : { ...view, width: Math.max(smallest, Math.floor(given * factor)) };
}

function sizeOf(svg: string): { width: number; height: number } {
  const match = /<svg[^>]*? width="([\d.]+)" height="([\d.]+)"/.exec(svg);
  return { width: Number(match?.[1]), height: Number(match?.[2]) };
}

/**
 * Draws `spec` so that axes, labels and marks outside the plot included it is at most `target` pixels wide, and less
 * only by what whole pixels per plot leave over. Numeric widths in `spec` are proportions; heights are pixels of the
 * plot itself. Total width is nearly linear in the factor applied to all widths, so a secant finds it in two or three
 * drawings.
 */
export async function fitWidth(spec: Node, target: number, origin: SpecOrigin): Promise<Fitted> {
  const draw = async (factor: number) => {
    const sized = styleAxes(resize(spec, factor));
    const svg = await drawSpec(sized, origin);
    return { factor, fitted: { spec: sized, svg, ...sizeOf(svg) } };
  };
  const row = rowWidth(spec);
  if (row === 0) return overflowChecked((await draw(1)).fitted, target, origin);

  let previous = await draw((target * 0.85) / row);
  let slope = row;
  let best: Fitted | undefined;
  for (let attempt = 0; attempt < 6; attempt++) {
    const { factor, fitted } = previous;
    if (fitted.width <= target && (!best || fitted.width > best.width)) best = fitted;
    if (best && target - best.width <= 1) break;
    const next = await draw(Math.max(1e-3, factor + (target - fitted.width) / slope));
    const rise = (next.fitted.width - fitted.width) / (next.factor - factor);
    if (Number.isFinite(rise) && rise > 0) slope = rise;
    if (next.fitted.width === fitted.width) {
      if (next.fitted.width <= target) {
        best = next.fitted;
        break;
      }
      // Sizes are whole pixels, and one pixel less of plot may not be one less of figure
      previous = await draw(next.factor - 1 / row);
      continue;
    }
    previous = next;
  }
  return best ?? overflowChecked(previous.fitted, target, origin);
}

function overflowChecked(fitted: Fitted, target: number, origin: SpecOrigin): Fitted {
  if (fitted.width <= target) return fitted;
  throw new UserError({
    what: `the ${origin.layout} layout is ${fitted.width} pixels wide, and ${target} are available`,
    where: origin.file,
    fix: "For this layout, use fewer columns, shorter labels, or a title split into an array of lines.",
  });
}
