import { UserError } from "../engine/errors.ts";
import { styleAxes } from "./axes.ts";
import { drawSpec } from "./compile.ts";
import { childViews, isNode, mapChildViews, type Node, type SpecOrigin } from "./spec-tree.ts";
import { titleOffset } from "./theme.ts";

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
  const columns = typeof view.columns === "number" ? Math.max(1, Math.floor(view.columns)) : undefined;
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

const mostDrawings = 12;

/**
 * Draws `spec` so that, with axes, labels and marks outside the plots, it is as wide as `target` pixels, or less by
 * what whole pixels per plot leave over. Numeric widths in `spec` are proportions; heights are pixels of the plot
 * itself. Total width rises with that of the plots, nearly linearly, so a bracketed secant finds it in two or three
 * drawings.
 */
export async function fitWidth(spec: Node, target: number, origin: SpecOrigin): Promise<Fitted> {
  const row = rowWidth(spec);
  /** Draws with so many pixels for the plots of the widest row. */
  const draw = async (plots: number): Promise<Fitted> => {
    const sized = styleAxes(resize(spec, plots / row));
    const svg = await drawSpec(sized, origin);
    const size = sizeOf(svg);
    requireDrawn(svg, size, origin);
    return { spec: sized, svg, ...size };
  };

  let fits: { readonly plots: number; readonly fitted: Fitted } | undefined;
  let tooWide = Number.POSITIVE_INFINITY;
  let plots = row === 0 ? 1 : target * 0.85;
  let slope = 1;
  let last: { readonly plots: number; readonly width: number } | undefined;
  for (let drawing = 0; drawing < mostDrawings; drawing++) {
    const fitted = await draw(plots);
    if (fitted.width > target) tooWide = plots;
    else fits = { plots, fitted };
    if (row === 0 || (fits && (target - fits.fitted.width <= 1 || tooWide - fits.plots <= 1))) break;
    const rise = last ? (fitted.width - last.width) / (plots - last.plots) : slope;
    if (rise > 0.2 && rise < 5) slope = rise;
    last = { plots, width: fitted.width };
    const wanted = plots + (target - fitted.width) / slope;
    const nearest = fits ? (fits.plots + Math.min(tooWide, target)) / 2 : plots - 1;
    const inside = wanted > (fits?.plots ?? 0) && wanted < tooWide;
    if (!inside && plots < smallest) return overflow(fitted, target, origin);
    plots = inside ? wanted : Math.max(nearest, 1);
  }
  if (fits) return alignTitles(fits.fitted, origin);
  return overflow(await draw(plots), target, origin);
}

/** Pixels; taller than a dozen screens is a mistake. */
const tallest = 10_000;

/** Vega does not mind sizes and places that are no numbers, or that no screen has. */
function requireDrawn(
  svg: string,
  { width, height }: { readonly width: number; readonly height: number },
  origin: SpecOrigin,
): void {
  const isSize = (pixels: number) => pixels > 0 && pixels <= tallest;
  const stray = /="[^"<]*\b(?:M|L)?(NaN|-?Infinity)/.exec(svg)?.[1];
  if (isSize(width) && isSize(height) && stray === undefined) return;
  throw new UserError({
    what:
      stray === undefined
        ? `the ${origin.layout} layout is ${width} × ${height} pixels large`
        : `the ${origin.layout} layout has marks at ${stray}`,
    where: origin.file,
    fix: "Look at its heights, its scales and the values that it draws.",
  });
}

function overflow(fitted: Fitted, target: number, origin: SpecOrigin): never {
  throw new UserError({
    what: `the ${origin.layout} layout is ${fitted.width} pixels wide, and ${target} are available`,
    where: origin.file,
    fix: "For this layout, use fewer columns, shorter labels, or a title split into an array of lines.",
  });
}

/** The plots of `view` whose titles Vega draws, in the order in which it draws them. */
function titled(view: Node): readonly Node[] {
  const children = ["hconcat", "vconcat", "concat"].flatMap((key) =>
    Array.isArray(view[key]) ? view[key].filter(isNode).flatMap(titled) : [],
  );
  return view.title === undefined || view.title === null ? children : [...children, view];
}

/** `view` with the titles of some plots moved up by so many pixels. */
function moveTitles(view: Node, up: ReadonlyMap<Node, number>): Node {
  const moved = mapChildViews(view, (child) => moveTitles(child, up));
  const pixels = up.get(view) ?? 0;
  if (pixels === 0) return moved;
  const title = isNode(view.title) ? view.title : { text: view.title };
  const offset = typeof title.offset === "number" ? title.offset : titleOffset;
  return { ...moved, title: { ...title, offset: offset + pixels } };
}

/**
 * Draws again with the titles of plots in a row at one height. Vega sets a title above whatever sticks out of its plot,
 * such as half a tick label, and that differs from plot to plot.
 */
async function alignTitles(fitted: Fitted, origin: SpecOrigin): Promise<Fitted> {
  const { spec, svg } = fitted;
  const views = titled(spec);
  const heights = [...svg.matchAll(/ role-title"><g transform="translate\([-\d.e]+,([-\d.e]+)\)"/g)].map(
    (match) => Number(match[1]),
  );
  if (views.length < 2 || heights.length !== views.length) return fitted;
  const up = new Map<Node, number>();
  const align = (view: Node): void => {
    const row = Array.isArray(view.hconcat)
      ? view.hconcat.filter(isNode).filter((child) => views.includes(child))
      : [];
    const own = row.map((child) => heights[views.indexOf(child)] ?? 0);
    row.forEach((child, i) => {
      up.set(child, (own[i] ?? 0) - Math.min(...own));
    });
    childViews(view).forEach(align);
  };
  align(spec);
  if ([...up.values()].every((pixels) => pixels === 0)) return fitted;
  const moved = moveTitles(spec, up);
  const again = await drawSpec(moved, origin);
  return { spec: moved, svg: again, ...sizeOf(again) };
}
