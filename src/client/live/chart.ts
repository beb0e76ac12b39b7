import type { LivePlot } from "../../live/define.ts";
import { spoken, spokenTogether } from "../numbers.ts";
import { svg } from "../svg.ts";
import type { Tip } from "../tip.ts";
import { type ChartCurve, type Drawn, drawInto, keyOf } from "./chart-drawing.ts";

export interface Chart {
  readonly element: HTMLElement;
  /** Draws these curves, at the next frame; `when` is the time they are of. */
  show(curves: readonly ChartCurve[], width: number, when?: string): void;
}

/** A chart of curves that grow: axes, labels at their ends, and values at the pointer or under the arrow keys. */
export function chart(plot: LivePlot, tip: Tip): Chart {
  const element = document.createElement("div");
  element.className = "live-chart";
  const heading = document.createElement("p");
  const title = document.createElement("strong");
  title.textContent = plot.title;
  const quantity = document.createElement("span");
  heading.append(title, " ", quantity);
  const drawing = svg("svg", { role: "img", tabindex: 0 });
  const key = document.createElement("p");
  key.className = "live-key";
  element.append(heading, drawing, key);

  let shown: readonly ChartCurve[] = [];
  let size = 0;
  let time: string | undefined;
  let frame = 0;
  let drawn: Drawn | undefined;
  let at: number | undefined;

  const draw = () => {
    frame = 0;
    quantity.textContent = time === undefined ? plot.y.label : `${plot.y.label}, ${time}`;
    drawn = drawInto(drawing, plot, shown, size);
    key.replaceChildren(...keyOf(shown, size));
    drawing.setAttribute("aria-label", summary(plot, shown));
    if (at !== undefined) point(at);
  };

  /** Shows the values of all curves at the pixel `x`, or nothing. */
  const point = (x: number | undefined) => {
    at = x;
    if (x === undefined || drawn === undefined) {
      drawn?.cursor.replaceChildren();
      tip.hide();
      return;
    }
    const { cursor, inset, height } = drawn;
    const wanted = drawn.valueAt(x);
    const found = shown
      .filter(({ x: xs }) => xs.length > 0)
      .map((curve) => ({ curve, i: nearest(curve.x, wanted) }))
      .toSorted((a, b) => (b.curve.y[b.i] as number) - (a.curve.y[a.i] as number));
    const live = found.find(({ curve }) => curve.rank === "live") ?? found[0];
    if (live === undefined) return;
    const value = live.curve.x[live.i] as number;
    const left = drawn.x.place(value);
    cursor.replaceChildren(
      svg("path", { d: `M${left} ${inset.top}v${height}`, stroke: "var(--muted)", "stroke-width": 1 }),
      ...found
        .filter(({ curve }) => curve.rank !== "other")
        .map(({ curve, i }) =>
          svg("circle", {
            cx: drawn?.x.place(curve.x[i] as number) ?? 0,
            cy: drawn?.y.place(curve.y[i] as number) ?? 0,
            r: 4,
            fill: `var(--${curve.colour})`,
            stroke: "var(--paper)",
          }),
        ),
    );
    const box = drawing.getBoundingClientRect();
    const values = spokenTogether(found.map(({ curve, i }) => curve.y[i] as number));
    tip.show(
      { left: box.left + left, top: box.top + inset.top },
      `${plot.x.label} ${spoken(value)}`,
      found.map(({ curve }, i) => ({
        label: curve.label,
        value: values[i] ?? "",
        colour: curve.colour,
        strong: curve.rank === "live",
      })),
    );
  };
  drawing.addEventListener("pointermove", (event) =>
    point(event.clientX - drawing.getBoundingClientRect().left),
  );
  drawing.addEventListener("pointerdown", (event) =>
    point(event.clientX - drawing.getBoundingClientRect().left),
  );
  drawing.addEventListener("pointerleave", () => point(undefined));
  drawing.addEventListener("blur", () => point(undefined));
  drawing.addEventListener("keydown", (event) => {
    if (drawn === undefined) return;
    const { left } = drawn.inset;
    const step = drawn.width / 40;
    const moved = { ArrowLeft: -step, ArrowRight: step }[event.key];
    if (event.key === "Escape") point(undefined);
    else if (event.key === "Home") point(left);
    else if (event.key === "End") point(left + drawn.width);
    else if (moved !== undefined) point(Math.min(left + drawn.width, Math.max(left, (at ?? left) + moved)));
    else return;
    event.preventDefault();
  });

  return {
    element,
    show(curves, width, when) {
      shown = curves;
      time = when;
      size = width;
      if (frame === 0) frame = requestAnimationFrame(draw);
    },
  };
}

/** Index of the value nearest to `wanted` in an ascending list. */
function nearest(values: readonly number[], wanted: number): number {
  let [low, high] = [0, values.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((values[middle] as number) < wanted) low = middle;
    else high = middle;
  }
  const near = (i: number) => Math.abs((values[i] ?? Number.POSITIVE_INFINITY) - wanted);
  return near(low) <= near(high) ? low : high;
}

/** What a screen reader says of the chart: its quantities, and where the curves that matter end. */
function summary(plot: LivePlot, curves: readonly ChartCurve[]): string {
  const ends = curves
    .filter(({ rank, x }) => rank !== "other" && x.length > 0)
    .map(({ label, x, y }) => `${label}: ${spoken(y.at(-1) as number)} at ${spoken(x.at(-1) as number)}`);
  return [`${plot.title}. ${plot.y.label} against ${plot.x.label}.`, ...ends].join(" ");
}
