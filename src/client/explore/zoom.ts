import type { View } from "vega";
import type { ExplorableDrawing } from "../../figures/interactive-files.ts";
import type { ZoomAxis } from "../../figures/interactive-zoom.ts";
import { logPitch, logTicks } from "../../figures/log-ticks.ts";
import { linearTicks, spoken } from "../numbers.ts";
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
type Change = (domain: Domain) => Domain;

interface Ticks {
  readonly values: readonly number[];
  /** Of the labelled ones, by value. */
  readonly labels: Readonly<Record<string, string>>;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Zooming into crowded plots: by buttons and keys, by a wheel with a modifier, by pinching, and dragging what is zoomed. */
export function zoomOf({ view, root, drawing, plots, changed, signal }: Given): Zoom | undefined {
  const zoomable = () =>
    plots().filter(({ name }) => name !== undefined && Object.hasOwn(drawing.zoom, name));
  if (zoomable().length === 0) return undefined;
  const axes = (plot: Plot) => drawing.zoom[plot.name ?? ""] as readonly [ZoomAxis, ZoomAxis];
  const held = (name: string): unknown => view.signal(name);
  const start = new Map(
    Object.values(drawing.zoom)
      .flat()
      .map((axis) => [axis.scale, { axis, domain: domainOf(view, axis), ticks: ticksOf(axis, held) }]),
  );
  let last: string | undefined;
  const plotAt = ({ x, y }: Point) =>
    zoomable().find(
      ({ left, top, width, height }) => x >= left && x <= left + width && y >= top && y <= top + height,
    );
  const current = () => zoomable().find(({ name }) => name === last) ?? zoomable()[0];

  const isZoomed = () => [...start.values()].some(({ axis }) => held(axis.domain) !== null);
  let drawn: Promise<unknown> = Promise.resolve();
  const set = ({ domain: name, ticks: names }: ZoomAxis, domain: Domain | null, ticks: Ticks | undefined) => {
    view.signal(name, domain);
    if (names === undefined || ticks === undefined) return;
    view.signal(names.values, ticks.values);
    view.signal(names.labels, ticks.labels);
  };
  const redraw = () => {
    view.signal("zoomed", isZoomed());
    drawn = drawn.then(() => view.runAsync()).then(changed);
  };
  /** Changes the domains of a plot, each on the scale on which it is seen: of logarithms, where that is one of them. */
  const change = (plot: Plot, changes: readonly [Change, Change]) => {
    for (const [i, axis] of axes(plot).entries()) {
      const first = start.get(axis.scale);
      if (first === undefined) continue;
      const whole = along(axis.type, first.domain);
      // What was asked for, which may not be drawn yet
      const now = (held(axis.domain) as Domain | null) ?? first.domain;
      const next = within((changes[i] as Change)(along(axis.type, now)), whole);
      if (next.every((end, k) => end === whole[k])) set(axis, null, first.ticks);
      else {
        const domain = back(axis.type, next);
        const room = i === 0 ? plot.width / logPitch.x : plot.height / logPitch.y;
        set(axis, domain, zoomedTicks(domain, room));
      }
    }
    redraw();
  };
  const scaleBy = (plot: Plot, factor: number, { x, y }: Point) => {
    const share = { x: (x - plot.left) / plot.width, y: 1 - (y - plot.top) / plot.height };
    change(plot, [(domain) => scaled(domain, factor, share.x), (domain) => scaled(domain, factor, share.y)]);
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
        change(plot, [
          (domain) => moved(domain, (from.x - to.x) / plot.width),
          (domain) => moved(domain, (to.y - from.y) / plot.height),
        ]);
      }
    },
    listen,
  );
  for (const type of ["pointerup", "pointercancel"] as const) {
    root.addEventListener(type, (event) => pointers.delete(event.pointerId), listen);
  }

  const reset = () => {
    for (const { axis, ticks } of start.values()) set(axis, null, ticks);
    redraw();
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

/** What an axis shows. */
function domainOf(view: View, { scale }: ZoomAxis): Domain {
  const [low, high] = (view.scale(scale) as { domain(): readonly number[] }).domain();
  return [low ?? 0, high ?? 1];
}

function ticksOf({ ticks }: ZoomAxis, held: (name: string) => unknown): Ticks | undefined {
  return (
    ticks && { values: held(ticks.values) as Ticks["values"], labels: held(ticks.labels) as Ticks["labels"] }
  );
}

/** Ticks of a logarithmic axis of what is seen; where those of it are too few, in less than a decade, those of a linear one. */
function zoomedTicks([low, high]: Domain, most: number): Ticks {
  const { values, labels } = logTicks(low, high, Math.max(2, Math.floor(most)));
  if (labels.size >= 2 || high > 10 * low) return { values, labels: textsOf(labels) };
  const linear = linearTicks(low, high, most);
  return { values: linear, labels: textsOf(new Map(linear.map((value) => [value, spoken(value, 4)]))) };
}

const textsOf = (labels: ReadonlyMap<number, string>) =>
  Object.fromEntries([...labels].map(([value, text]) => [String(value), text]));

/** A domain in the units in which it is drawn evenly. */
const along = (type: ZoomAxis["type"], domain: Domain): Domain =>
  type === "log" ? [Math.log(domain[0]), Math.log(domain[1])] : domain;

const back = (type: ZoomAxis["type"], domain: Domain): Domain =>
  type === "log" ? [Math.exp(domain[0]), Math.exp(domain[1])] : domain;

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
