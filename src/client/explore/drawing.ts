import type { View } from "vega";
import type { YScale } from "../../figures/define.ts";
import type { ExplorableDrawing } from "../../figures/interactive-files.ts";
import { spoken, spokenTogether } from "../numbers.ts";
import { richText, svg } from "../svg.ts";
import { type TipRow, tip } from "../tip.ts";
import {
  type Item,
  isAlike,
  nameOf,
  nearestPlace,
  type Place,
  readScene,
  type Scene,
  type Series,
  seriesOf,
} from "./scene.ts";
import { tools } from "./tools.ts";
import { type Zoom, zoomOf } from "./zoom.ts";

export interface Explored {
  /** Answers an event that came before the drawing was ready. */
  answer(event: Event): void;
}

interface Given {
  /** What takes the focus and the pointer. */
  readonly plot: HTMLElement;
  /** The layout that is on screen, with the drawing that came with the page. */
  readonly layout: HTMLElement;
  readonly drawing: ExplorableDrawing;
  readonly draw: (drawing: ExplorableDrawing, host: HTMLElement) => Promise<View>;
  readonly load: (scale?: YScale) => Promise<ExplorableDrawing>;
}

/** Where arrow keys lead: across, down. */
const arrows: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** How near the pointer is to a value that it means, in pixels of the drawing. */
const reach = 56;
/** Values at other curves that are named beside the one pointed at. */
const mostBeside = 8;

const values = tip();

/** Draws anew what came with the page, in its place and at its size, and lets it answer. */
export async function exploreDrawing({ plot, layout, drawing, draw, load }: Given): Promise<Explored> {
  const original = layout.firstElementChild as HTMLElement | SVGElement | null;
  const host = document.createElement("div");
  // Drawn out of sight first, so that one frame shows the old drawing and the next the new
  host.hidden = true;
  layout.append(host);
  const shared = { plot, layout, host, original };
  let current = await answering({ ...shared, view: await draw(drawing, host), drawing });
  host.hidden = false;
  original?.classList.add("explore-original");
  if (original instanceof HTMLElement) original.hidden = true;
  else if (original !== null) original.style.display = "none";
  plot.classList.add("explored");

  let chosen = drawing.scales[0];
  const bar = tools({
    scales: drawing.scales,
    zoom: current.zoom,
    chosen: () => chosen,
    async choose(scale) {
      if (scale === chosen) return;
      const next = await load(scale === drawing.scales[0] ? undefined : scale);
      const { host: old } = current;
      const fresh = document.createElement("div");
      fresh.hidden = true;
      layout.append(fresh);
      const replaced = await answering({
        ...shared,
        host: fresh,
        view: await draw(next, fresh),
        drawing: next,
      });
      current.end();
      fresh.hidden = false;
      old.remove();
      current = replaced;
      chosen = scale;
    },
  });
  if (bar !== undefined) plot.append(bar);
  plot.addEventListener("keydown", (event) => {
    if (event.target === plot && current.key(event.key)) event.preventDefault();
  });
  plot.addEventListener("blur", () => current.leave());
  document.addEventListener("pointerdown", ({ target }) => {
    if (target instanceof Node && !plot.contains(target)) current.leave();
  });
  return { answer: (event) => current.answer(event) };
}

interface Parts {
  readonly plot: HTMLElement;
  readonly layout: HTMLElement;
  readonly host: HTMLElement;
  readonly original: Element | null;
  readonly view: View;
  readonly drawing: ExplorableDrawing;
}

interface Answering extends Explored {
  readonly host: HTMLElement;
  readonly zoom: Zoom | undefined;
  /** Whether the key meant something. */
  key(key: string): boolean;
  leave(): void;
  end(): void;
}

async function answering({ plot, host, original, view, drawing }: Parts): Promise<Answering> {
  const root = host.querySelector("svg");
  if (root === null) throw new Error("there is no drawing");
  describe(root, original);
  const layer = svg("g", { class: "explore-layer" });
  let scene: Scene = readScene(view, drawing);
  let at: Place | undefined;
  let isolated: Series | undefined;
  const ended = new AbortController();
  const stretch = stretchOf(original);

  const dress = () => {
    scene = readScene(view, drawing);
    frame(root, original, stretch);
    enrich(root);
    mark(root, drawing, isolated);
    root.append(layer);
  };
  dress();
  const zoom = zoomOf({
    view,
    root,
    drawing,
    plots: () => scene.plots,
    changed: () => {
      leave();
      dress();
      plot.classList.toggle("zoomed-in", zoom?.isZoomed() ?? false);
    },
    signal: ended.signal,
  });

  const leave = () => {
    at = undefined;
    layer.replaceChildren();
    values.hide();
  };
  const show = (place: Place) => {
    at = place;
    const { width, height, left, top } = root.getBoundingClientRect();
    const scale = { x: width / root.width.baseVal.value, y: height / root.height.baseVal.value };
    layer.replaceChildren(
      svg("circle", {
        cx: place.x,
        cy: place.y,
        r: 6,
        fill: "none",
        stroke: "var(--paper)",
        "stroke-width": 4,
      }),
      svg("circle", {
        cx: place.x,
        cy: place.y,
        r: 6,
        fill: "none",
        stroke: "var(--ink)",
        "stroke-width": 1.5,
      }),
    );
    const { heading, rows } = told(place, scene, drawing);
    values.show({ left: left + place.x * scale.x, top: top + place.y * scale.y - 12 }, heading, rows);
  };
  const isolate = (series: Series | undefined) => {
    const isSame = isolated !== undefined && series !== undefined && isAlike(isolated, series);
    isolated = isSame ? undefined : series;
    mark(root, drawing, isolated);
  };
  /** Places of what is not dimmed. */
  const lit = () =>
    isolated === undefined
      ? scene.places
      : scene.places.filter(({ series }) => isAlike(series, isolated as Series));
  const placeAt = (event: MouseEvent): Place | undefined => {
    const box = root.getBoundingClientRect();
    const scale = root.width.baseVal.value / box.width;
    return nearestPlace(lit(), (event.clientX - box.left) * scale, (event.clientY - box.top) * scale, reach);
  };
  const move = (event: MouseEvent) => {
    const place = placeAt(event);
    if (place === undefined) leave();
    else if (place !== at) show(place);
  };
  const press = (event: MouseEvent) => {
    const item = event.target instanceof Element ? itemOf(event.target) : undefined;
    if (item !== undefined && event.target instanceof Element && event.target.closest(".named")) {
      isolate(seriesIn(item, event.target, drawing.marks));
    } else if (isolated !== undefined && placeAt(event) === undefined) isolate(undefined);
    else move(event);
  };
  const listen = { signal: ended.signal };
  root.addEventListener("pointermove", (event) => event.pointerType === "mouse" && move(event), listen);
  root.addEventListener("pointerleave", leave, listen);
  root.addEventListener("click", press, listen);

  const key = (name: string): boolean => {
    const direction = arrows[name];
    if (direction !== undefined) {
      const next = at === undefined ? first(lit()) : beside(at, lit(), ...direction);
      if (next !== undefined) show(next);
      return true;
    }
    if (name === "Enter" && at !== undefined) {
      isolate(at.series);
      return true;
    }
    if (name === "Escape" && (at !== undefined || isolated !== undefined)) {
      leave();
      isolate(undefined);
      return true;
    }
    return zoom?.key(name, at) ?? false;
  };
  return {
    host,
    zoom,
    key,
    leave,
    answer(event) {
      if (event.type === "focus") {
        const start = first(lit());
        if (start !== undefined && plot.matches(":focus-visible")) show(start);
      } else if (event instanceof MouseEvent) move(event);
    },
    end() {
      leave();
      ended.abort();
      view.finalize();
    },
  };
}

/** Gives the drawing the frame that the other had, which is as wide as its layout, rather than as its marks are. */
function frame(root: SVGSVGElement, original: Element | null, stretch: ReturnType<typeof stretchOf>): void {
  const sized = original?.matches("svg") ? original : original?.querySelector("img");
  const [width = 0, height = 0] = ["width", "height"].map((name) => Number(sized?.getAttribute(name)));
  if (!width || !height) return;
  root.setAttribute("width", String(width));
  root.setAttribute("height", String(height));
  root.setAttribute("viewBox", `0 0 ${width / stretch.x} ${height / stretch.y}`);
  root.setAttribute("preserveAspectRatio", "none");
}

/**
 * By how much the browser has stretched an image: it paints images over whole pixels, and drawings in a page to fractions of
 * them, so that dots at the foot of a tall one would move by half a pixel.
 */
function stretchOf(original: Element | null): { readonly x: number; readonly y: number } {
  const box = original?.querySelector("img")?.getBoundingClientRect();
  if (box === undefined || box.width === 0) return { x: 1, y: 1 };
  const whole = (from: number, size: number) =>
    (Math.round((from + size) * devicePixelRatio) - Math.round(from * devicePixelRatio)) / devicePixelRatio;
  return { x: whole(box.left, box.width) / box.width, y: whole(box.top, box.height) / box.height };
}

/** The names that the drawing had: it is still the same picture. */
function describe(root: SVGSVGElement, original: Element | null): void {
  root.setAttribute("role", "img");
  root.removeAttribute("aria-roledescription");
  const title = original?.querySelector("title")?.textContent ?? original?.querySelector("img")?.alt ?? "";
  root.setAttribute("aria-label", title);
}

/** The item of Vega's scenegraph that an element stands for. */
function itemOf(element: Element): Item | undefined {
  const bound: unknown =
    Reflect.get(element, "__data__") ?? Reflect.get(element.closest("text, path") ?? {}, "__data__");
  const item = Array.isArray(bound) ? bound[0] : bound;
  return typeof item === "object" && item !== null ? (item as Item) : undefined;
}

/** Sets raised, lowered and italic letters as the drawings made at build do; what shows nothing is taken out. */
function enrich(root: SVGSVGElement): void {
  root.removeAttribute("class");
  root.setAttribute("class", "marks");
  for (const text of root.querySelectorAll("text")) {
    if (text.childElementCount > 0 && text.querySelector("tspan[dy], tspan[font-style]")) continue;
    const lines = text.querySelectorAll("tspan");
    for (const line of lines.length > 0 ? lines : [text]) {
      const content = line.textContent ?? "";
      const rich = richText(content);
      if (rich.length > 1 || typeof rich[0] === "object") line.replaceChildren(...rich);
    }
  }
}

const legendEntries = ".role-legend-label, .role-legend-symbol";
const marked = [".role-mark", ".role-legend-label", ".role-legend-symbol"]
  .map((role) => `${role} :is(path, circle, text, line, rect)`)
  .join();
/** What is left of the opacity of what is not isolated. */
const dim = 0.13;

/** The series of a mark or of an entry of a legend; undefined for what is neither. */
function seriesIn(item: Item, element: Element, marks: ExplorableDrawing["marks"]): Series | undefined {
  if (element.closest(legendEntries) !== null) {
    const value = item.datum?.value;
    return value === undefined ? undefined : { colour: undefined, value: String(value) };
  }
  const meaning = marks[item.mark?.name ?? ""];
  return meaning && seriesOf(item, meaning.series);
}

/** Tells names of series from other texts, and dims what is not of the isolated series. */
function mark(root: SVGSVGElement, { marks }: ExplorableDrawing, isolated: Series | undefined): void {
  for (const element of root.querySelectorAll<SVGElement>(marked)) {
    const item = itemOf(element);
    const series = item && seriesIn(item, element, marks);
    if (item === undefined || series === undefined || item.opacity === 0) continue;
    const isSeries = series.colour !== undefined || series.value !== undefined;
    const isName = element instanceof SVGTextElement || element.closest(legendEntries) !== null;
    element.classList.toggle("named", isSeries && isName);
    const isDimmed = isolated !== undefined && isSeries && !isAlike(series, isolated);
    element.classList.toggle("dimmed", isDimmed);
    // A band is pale already
    element.style.opacity = isDimmed ? String((item.opacity ?? 1) * dim) : "";
  }
}

/** The first place in reading order: of the first plot, the leftmost. */
function first(places: readonly Place[]): Place | undefined {
  const [start] = places;
  return places
    .filter(({ plot }) => plot === start?.plot)
    .reduce<Place | undefined>(
      (best, place) => (best === undefined || place.x < best.x ? place : best),
      undefined,
    );
}

/** The next place along the series, the one above or below of another series, or of the plot beside. */
function beside(at: Place, places: readonly Place[], across: number, down: number): Place | undefined {
  const nearest = (candidates: readonly Place[]) =>
    candidates.toSorted((a, b) => distance(a, at) - distance(b, at))[0];
  const others = places.filter((place) => place !== at);
  const own = others.filter(({ plot }) => plot === at.plot);
  if (across !== 0) {
    const ahead = (place: Place) => (place.x - at.x) * across > 0.01;
    const along = own.filter((place) => isAlike(place.series, at.series) && ahead(place));
    const nextPlot = others.filter(({ plot }) => plot !== at.plot && (plot.left - at.plot.left) * across > 1);
    return along.toSorted((a, b) => Math.abs(a.x - at.x) - Math.abs(b.x - at.x))[0] ?? nearest(nextPlot);
  }
  const beyond = own.filter((place) => (place.y - at.y) * down > 0.01 && !isAlike(place.series, at.series));
  const nextPlot = others.filter(({ plot }) => plot !== at.plot && (plot.top - at.plot.top) * down > 1);
  const level = beyond.filter((place) => Math.abs(place.x - at.x) < 0.5);
  return nearest(level) ?? nearest(beyond) ?? nearest(nextPlot);
}

const distance = (a: Place, b: Place): number => (a.x - b.x) ** 2 + (a.y - b.y) ** 2;

/** What is said of a place: its position, its value, and the values of other series at the same position. */
function told(
  place: Place,
  scene: Scene,
  { marks }: ExplorableDrawing,
): { readonly heading: string; readonly rows: readonly TipRow[] } {
  const { x, y, more = [] } = marks[place.mark] ?? {};
  const shown = (value: unknown) => (typeof value === "number" ? spoken(value) : String(value ?? ""));
  const labelOf = (other: Place): string => {
    const meaning = marks[other.mark];
    return nameOf(other.series, scene, other.plot) ?? (meaning?.y?.title || meaning?.y?.field) ?? "";
  };
  const valueAt = (other: Place): unknown => other.datum[marks[other.mark]?.y?.field ?? ""];
  const level = scene.places.filter(
    (other) =>
      other !== place &&
      other.plot === place.plot &&
      Math.abs(other.x - place.x) < 0.25 &&
      !isAlike(other.series, place.series),
  );
  const others = [...new Map(level.map((other) => [labelOf(other), other])).values()];
  const beside = others.length <= mostBeside ? [...others, place].toSorted((a, b) => a.y - b.y) : [place];
  const numbers = [...new Set(beside.map(valueAt).filter((value) => typeof value === "number"))];
  const texts = new Map<unknown, string>(spokenTogether(numbers).map((text, i) => [numbers[i], text]));
  const quantity = x && (x.title || x.field);
  const position = x && `${quantity}${quantity?.endsWith(")") ? ":" : ""} ${shown(place.datum[x.field])}`;
  return {
    heading: [position, y?.title ?? ""].filter(Boolean).join(" · "),
    rows: [
      ...beside.map((other) => ({
        label: labelOf(other),
        value: texts.get(valueAt(other)) ?? shown(valueAt(other)),
        colour: other.series.colour,
        strong: other === place && beside.length > 1,
      })),
      ...more.map(({ field, title }) => ({ label: title, value: shown(place.datum[field]) })),
    ],
  };
}
