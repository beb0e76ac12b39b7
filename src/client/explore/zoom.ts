import type { View } from "vega";
import type { ExplorableDrawing } from "../../figures/interactive-files.ts";
import type { Place, Plot } from "./scene.ts";

export interface Zoom {
  /** Multiplies what the plot last pointed at shows, around its middle or the place given. */
  by(factor: number): void;
  reset(): void;
  isZoomed(): boolean;
  /** Whether the key meant something. */
  key(key: string, at: Place | undefined): boolean;
}

interface Given {
  readonly view: View;
  readonly root: SVGSVGElement;
  readonly drawing: ExplorableDrawing;
  readonly plots: () => readonly Plot[];
  readonly changed: () => void;
  readonly signal: AbortSignal;
}

type Domain = readonly [number, number];
interface Point {
  readonly x: number;
  readonly y: number;
}

/** Zooming into crowded plots: by buttons and keys, by a wheel with a modifier, by pinching, and dragging what is zoomed. */
export function zoomOf({ view, root, drawing, plots, changed, signal }: Given): Zoom | undefined {
  const zoomable = () =>
    plots().filter(({ name }) => name !== undefined && Object.hasOwn(drawing.zoom, name));
  if (zoomable().length === 0) return undefined;
  const signals = (plot: Plot) => drawing.zoom[plot.name ?? ""] as readonly [string, string];
  const start = new Map(
    Object.values(drawing.zoom)
      .flat()
      .map((name) => [name, view.signal(name) as Domain]),
  );
  let last: string | undefined;
  const plotAt = ({ x, y }: Point) =>
    zoomable().find(
      ({ left, top, width, height }) => x >= left && x <= left + width && y >= top && y <= top + height,
    );
  const current = () => zoomable().find(({ name }) => name === last) ?? zoomable()[0];

  const isZoomed = () =>
    [...start].some(([name, domain]) => (view.signal(name) as Domain).some((end, i) => end !== domain[i]));
  let drawn: Promise<unknown> = Promise.resolve();
  const apply = (plot: Plot, domains: readonly [Domain, Domain]) => {
    signals(plot).forEach((name, i) => {
      view.signal(name, within(domains[i] as Domain, start.get(name) as Domain));
    });
    view.signal("zoomed", isZoomed());
    drawn = drawn.then(() => view.runAsync()).then(changed);
  };
  const domainsOf = (plot: Plot) =>
    signals(plot).map((name) => view.signal(name) as Domain) as [Domain, Domain];
  const scaleBy = (plot: Plot, factor: number, { x, y }: Point) => {
    const [dx, dy] = domainsOf(plot);
    const share = { x: (x - plot.left) / plot.width, y: 1 - (y - plot.top) / plot.height };
    apply(plot, [scaled(dx, factor, share.x), scaled(dy, factor, share.y)]);
  };
  const middleOf = ({ left, top, width, height }: Plot): Point => ({
    x: left + width / 2,
    y: top + height / 2,
  });
  const pointOf = ({ clientX, clientY }: { clientX: number; clientY: number }): Point => {
    const box = root.getBoundingClientRect();
    const scale = root.width.baseVal.value / box.width;
    return { x: (clientX - box.left) * scale, y: (clientY - box.top) * scale };
  };

  const pointers = new Map<number, Point>();
  const listen = { signal };
  root.addEventListener(
    "wheel",
    (event) => {
      // Without a modifier the wheel scrolls the page, as everywhere
      if (!event.ctrlKey && !event.metaKey) return;
      const plot = plotAt(pointOf(event));
      if (plot === undefined) return;
      event.preventDefault();
      last = plot.name;
      scaleBy(plot, 2 ** (Math.max(-60, Math.min(60, event.deltaY)) / 100), pointOf(event));
    },
    { signal, passive: false },
  );
  root.addEventListener(
    "pointerdown",
    (event) => {
      const plot = plotAt(pointOf(event));
      if (plot === undefined) return;
      last = plot.name;
      pointers.set(event.pointerId, pointOf(event));
      if (isZoomed()) root.setPointerCapture(event.pointerId);
    },
    listen,
  );
  root.addEventListener(
    "pointermove",
    (event) => {
      const from = pointers.get(event.pointerId);
      const plot = current();
      if (from === undefined || plot === undefined) return;
      const to = pointOf(event);
      pointers.set(event.pointerId, to);
      const [other] = [...pointers].flatMap(([id, point]) => (id === event.pointerId ? [] : [point]));
      if (other !== undefined) {
        const stretch =
          Math.hypot(from.x - other.x, from.y - other.y) / Math.hypot(to.x - other.x, to.y - other.y);
        if (Number.isFinite(stretch)) scaleBy(plot, stretch, other);
      } else if (isZoomed()) {
        const [dx, dy] = domainsOf(plot);
        apply(plot, [moved(dx, (from.x - to.x) / plot.width), moved(dy, (to.y - from.y) / plot.height)]);
      }
    },
    listen,
  );
  for (const type of ["pointerup", "pointercancel"] as const) {
    root.addEventListener(type, (event) => pointers.delete(event.pointerId), listen);
  }

  const reset = () => {
    for (const [name, domain] of start) view.signal(name, domain);
    view.signal("zoomed", false);
    drawn = drawn.then(() => view.runAsync()).then(changed);
  };
  const by = (factor: number, at?: Point) => {
    const plot = current();
    if (plot !== undefined) scaleBy(plot, factor, at ?? middleOf(plot));
  };
  return {
    by,
    reset,
    isZoomed,
    key(name, at) {
      if (at !== undefined) last = at.plot.name;
      if (name === "+" || name === "=") by(0.5, at);
      else if (name === "-") by(2, at);
      else if (name === "0") reset();
      else return false;
      return true;
    },
  };
}

function scaled([low, high]: Domain, factor: number, share: number): Domain {
  const fixed = low + share * (high - low);
  return [fixed + (low - fixed) * factor, fixed + (high - fixed) * factor];
}

const moved = ([low, high]: Domain, share: number): Domain => [
  low + share * (high - low),
  high + share * (high - low),
];

/** The domain moved and, where it is too large, cut, so that it stays inside the one that was published. */
function within([low, high]: Domain, [first, last]: Domain): Domain {
  if (high - low >= last - first) return [first, last];
  if (low < first) return [first, first + (high - low)];
  if (high > last) return [last - (high - low), last];
  return [low, high];
}
