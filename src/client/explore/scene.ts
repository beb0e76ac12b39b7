import type { View } from "vega";
import type { ExplorableDrawing } from "../../figures/interactive-files.ts";

/** What is used of an item of Vega's scenegraph. */
export interface Item {
  readonly x?: number;
  readonly y?: number;
  readonly width?: number;
  readonly height?: number;
  readonly x2?: number;
  readonly y2?: number;
  readonly opacity?: number;
  readonly fill?: unknown;
  readonly stroke?: unknown;
  readonly fillOpacity?: number;
  readonly size?: number;
  readonly shape?: string;
  readonly angle?: number;
  readonly zindex?: number;
  readonly defined?: boolean;
  readonly text?: unknown;
  readonly datum?: Readonly<Record<string, unknown>>;
  readonly mark?: SceneMark;
  readonly items?: readonly SceneMark[];
}

export interface SceneMark {
  readonly marktype: string;
  readonly role?: string;
  readonly name?: string;
  items: readonly Item[];
}

/** A plot: the rectangle that its axes span, in pixels of the drawing. */
export interface Plot {
  readonly name: string | undefined;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A value that is drawn, at its place in pixels of the drawing. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly plot: Plot;
  readonly datum: Readonly<Record<string, unknown>>;
  readonly mark: string;
  readonly series: Series;
}

/** What belongs together: by the value of a field, and where there is none by colour. */
export interface Series {
  readonly colour: string | undefined;
  readonly value: string | undefined;
}

export interface Scene {
  readonly places: readonly Place[];
  readonly plots: readonly Plot[];
  /** What texts beside the marks call the series that look like them. */
  readonly names: readonly { readonly text: string; readonly series: Series; readonly plot: Plot }[];
}

/** Marks whose items stand for single values. */
const pointed = new Set(["symbol", "line", "trail", "rect", "arc"]);

/** Everything drawn that a reader can point at. */
export function readScene(view: View, { marks }: ExplorableDrawing): Scene {
  const places: Place[] = [];
  const plots: Plot[] = [];
  const names: Scene["names"][number][] = [];
  const [left = 0, top = 0] = (view as unknown as { origin(): readonly number[] }).origin();

  const visit = (mark: SceneMark, x: number, y: number, around: Plot | undefined) => {
    if (mark.marktype === "group") {
      for (const item of mark.items) {
        const at = { x: x + (item.x ?? 0), y: y + (item.y ?? 0) };
        const isPlot = mark.role !== "axis" && !/legend|title|pathgroup/.test(`${mark.role} ${mark.name}`);
        const plot: Plot | undefined =
          isPlot && (item.width ?? 0) > 0
            ? { name: mark.name, left: at.x, top: at.y, width: item.width ?? 0, height: item.height ?? 0 }
            : around;
        if (plot !== undefined && plot !== around) plots.push(plot);
        if (/axis|legend|title/.test(mark.role ?? "")) continue;
        for (const child of item.items ?? []) visit(child, at.x, at.y, plot);
      }
      return;
    }
    const meaning = marks[mark.name ?? ""];
    if (around === undefined || meaning === undefined) return;
    for (const item of mark.items) {
      const series = seriesOf(item, meaning.series);
      if (mark.marktype === "text") {
        if (typeof item.text === "string") names.push({ text: item.text, series, plot: around });
      } else if (pointed.has(mark.marktype) && item.defined !== false && item.opacity !== 0) {
        const [px, py] = [x + middle(item.x, item.width), y + middle(item.y, item.height)];
        const { datum } = item;
        if (datum === undefined || !Number.isFinite(px) || !Number.isFinite(py) || !isInside(px, py, around))
          continue;
        places.push({ x: px, y: py, plot: around, datum, mark: mark.name ?? "", series });
      }
    }
  };
  visit((view.scenegraph() as unknown as { root: SceneMark }).root, left, top, undefined);
  return { places, plots: plots.filter((plot) => places.some((place) => place.plot === plot)), names };
}

const middle = (from = 0, size = 0): number => from + size / 2;

const isInside = (x: number, y: number, { left, top, width, height }: Plot): boolean =>
  x >= left - 1 && x <= left + width + 1 && y >= top - 1 && y <= top + height + 1;

const quiet = new Set(["muted", "grid", "paper"]);

/** The series of an item; a colour that stands for no series is none. */
export function seriesOf(item: Item, field: string | undefined): Series {
  const painted = [item.stroke, item.fill].flatMap((paint) =>
    typeof paint === "string" ? (/^var\(--([a-z]+)\)$/.exec(paint)?.[1] ?? []) : [],
  );
  const value = field === undefined ? undefined : item.datum?.[field];
  return {
    colour: painted.find((colour) => !quiet.has(colour)),
    value: value === undefined || value === null ? undefined : String(value),
  };
}

/** Whether an item looks like one of a series: the field decides where both have it, else the colour. */
export function isAlike(a: Series, b: Series): boolean {
  return a.value !== undefined && b.value !== undefined ? a.value === b.value : a.colour === b.colour;
}

/** What a series is called, if anything says so. */
export function nameOf(series: Series, { names }: Scene, plot?: Plot): string | undefined {
  const alike = (own: boolean) => [
    ...new Set(
      names
        .filter((name) => (own ? name.plot === plot : true) && isAlike(name.series, series))
        .map(({ text }) => text),
    ),
  ];
  for (const found of [alike(true), alike(false)]) if (found.length === 1) return found[0];
  return series.value;
}

/** The place nearest to a point, within so many pixels. */
export function nearestPlace(
  places: readonly Place[],
  x: number,
  y: number,
  reach: number,
): Place | undefined {
  let found: Place | undefined;
  let least = reach * reach;
  for (const place of places) {
    const distance = (place.x - x) ** 2 + (place.y - y) ** 2;
    if (distance < least) [found, least] = [place, distance];
  }
  return found;
}
