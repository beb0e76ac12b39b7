import { SVGHandler, SVGRenderer } from "vega-scenegraph";
import { cloud, cloudLook, fewestJoined } from "../../figures/dots.ts";
import type { MarkMeaning } from "../../figures/interactive.ts";
import { svg } from "../svg.ts";
import { type Item, isAlike, type SceneMark, type Series, seriesOf } from "./scene.ts";

interface Disc {
  readonly item: Item;
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly fill: string;
  readonly series: Series;
}

/**
 * Vega's module for SVG, but with one path for each long run of discs of one look, as the drawings made at build have it:
 * thousands of elements fewer, and where dots touch, their edges look as they did.
 *
 * @param marks tells the series of discs; those of different ones stay apart, to be isolated
 */
export function cloudModule(marks: Readonly<Record<string, MarkMeaning>>): object {
  class CloudRenderer extends SVGRenderer {
    override mark(parent: Element, scene: SceneMark, previous?: Element, types?: readonly string[]) {
      const discs = this.isDirty(scene) ? discsOf(scene, marks[scene.name ?? ""]?.series) : undefined;
      const runs = discs && runsOf(discs);
      if (!runs?.some(isLong)) return super.mark(parent, scene, previous, types);
      const { items } = scene;
      scene.items = [];
      const group = super.mark(parent, scene, previous, types);
      scene.items = items;
      group.replaceChildren(...runs.flatMap((run) => (isLong(run) ? joined(run) : run.map(single))));
      return group;
    }
  }
  return { renderer: CloudRenderer, handler: SVGHandler };
}

/** The discs of a mark that is nothing but opaque discs without outlines; where others overlap they darken. */
function discsOf({ marktype, items }: SceneMark, field: string | undefined): readonly Disc[] | undefined {
  if (marktype !== "symbol" || items.length < fewestJoined) return undefined;
  const discs: Disc[] = [];
  for (const item of items) {
    const {
      x = 0,
      y = 0,
      size = 64,
      fill,
      stroke,
      opacity = 1,
      fillOpacity = 1,
      shape,
      zindex,
      angle,
    } = item;
    const isOpaque = opacity === 1 && fillOpacity === 1 && !stroke && typeof fill === "string";
    if (!isOpaque || fill === "transparent" || (shape ?? "circle") !== "circle" || zindex || angle)
      return undefined;
    discs.push({ item, x, y, radius: Math.sqrt(size) / 2, fill, series: seriesOf(item, field) });
  }
  return discs;
}

/** Runs of discs of one look and one series, in the order in which they are drawn. */
function runsOf(discs: readonly Disc[]): readonly (readonly Disc[])[] {
  const runs: Disc[][] = [];
  for (const disc of discs) {
    const last = runs.at(-1)?.[0];
    const isSame =
      last && last.fill === disc.fill && last.radius === disc.radius && isAlike(last.series, disc.series);
    if (isSame) runs.at(-1)?.push(disc);
    else runs.push([disc]);
  }
  return runs;
}

const isLong = (run: readonly Disc[]): boolean => run.length >= fewestJoined;

function joined(run: readonly Disc[]): SVGElement {
  const { item, fill, radius } = run[0] as Disc;
  return standingFor(item, svg("path", { ...cloudLook(fill, 2 * radius), d: cloud(run) }));
}

/** To hundredths of a pixel, as at build. */
const rounded = (value: number): number => Number(value.toFixed(2));

const single = ({ item, x, y, radius, fill }: Disc): SVGElement =>
  standingFor(item, svg("circle", { cx: rounded(x), cy: rounded(y), r: rounded(radius), fill }));

/** The element bound to its item, where Vega looks for it. */
function standingFor(item: Item, element: SVGElement): SVGElement {
  return Object.assign(element, { __data__: item });
}
