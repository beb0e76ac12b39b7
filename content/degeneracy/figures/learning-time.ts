import { defineFigure } from "reprise";
import { type Artifact, artifact } from "../../../experiments/learning-dynamics/artifact.ts";
import { styles } from "../lib/conditions.ts";
import { spoken } from "../lib/curves.ts";
import { type Mark, type Panel, panel, row } from "../lib/panels.ts";
import { dots, level, line, text } from "../lib/series.ts";

const starts = {
  half: { label: "from 𝑢₀ = ½", colour: "var(--muted)", marker: "circle" },
  "weights-80": { label: "each layer shrinks to 0.8", colour: "var(--muted)", marker: "triangle-down" },
} as const;
const startNames = ["half", "weights-80"] as const;
const arms = ["fold-0", "orthogonal", "scaled-90"] as const;

/** Where the axes end: exact times grow without bound. */
const longest = 1000;

const stepsOf = (points: Artifact["random"]["initializations"][(typeof arms)[number]]) => ({
  x: points.map(({ depth }) => depth),
  mean: points.map(({ steps }) => steps?.mean ?? null),
  se: points.map(({ steps }) => steps?.se ?? null),
});

export default defineFigure({
  artifacts: { "learning-dynamics": artifact },
  span: "wide",
  title: () => "Learning time against depth",
  description: ({ "learning-dynamics": { aligned, random } }) =>
    `Left: depth times learning time of aligned networks against depth, both logarithmic. From one half it tends to ${spoken(aligned.limit)}; from layers of singular value 0.8 it goes from ${spoken(aligned.starts["weights-80"].theory[0] as number)} at ${aligned.depths[0] as number} layers to beyond the axis. Right: steps of gradient descent from random weights at the best rate of one grid. ${arms
      .map((name) => {
        const points = random.initializations[name];
        const learned = points.filter(({ steps }) => steps !== null);
        const last = learned.at(-1);
        return last?.steps == null
          ? `${styles[name].label} does not learn within ${random.cap} steps`
          : `${styles[name].label} takes ${spoken(last.steps.mean)} steps at ${last.depth} layers${learned.length < points.length ? ` and does not learn within ${random.cap} beyond` : ""}`;
      })
      .join("; ")}.`,
  spec({ "learning-dynamics": { aligned, random } }, layout) {
    const wide = layout.size === "wide";
    const height = wide ? 270 : 220;
    const left: Panel = {
      heading: "Aligned start, exact solution",
      height,
      x: { title: "Layers", type: "log", domain: [2, 100] },
      y: { title: "Learning time × layers", type: "log", domain: [0.5, longest] },
    };
    const right: Panel = {
      heading: "Random start, gradient descent",
      height,
      x: { title: "Layers", type: "log", domain: [2, 100] },
      y: { title: "Steps, at rates proportional to 1/layers", type: "log", domain: [3, longest] },
    };
    return row(layout, [
      panel(left, [
        ...startNames.map((name) => {
          const inside = clipped(aligned.depths, aligned.starts[name].theory);
          return line({ colour: starts[name].colour, ...inside }, { width: 1.2, curve: "monotone" });
        }),
        ...startNames.flatMap((name) =>
          dots(
            { colour: starts[name].colour, x: aligned.depths, mean: aligned.starts[name].descent },
            starts[name].marker,
          ),
        ),
        text(starts.half.label, 10, aligned.limit, { colour: starts.half.colour, dy: -13 }),
        text(wide ? starts["weights-80"].label : "layers shrink to 0.8", 20, 65, {
          colour: starts["weights-80"].colour,
          align: "right",
          dx: -12,
        }),
      ]),
      panel(right, [
        level(random.cap, 2, 100),
        text(`not learned in ${random.cap} steps`, 2, random.cap, { colour: "var(--muted)", dx: 2, dy: -10 }),
        ...arms.flatMap((name) => {
          const series = { colour: styles[name].colour, ...stepsOf(random.initializations[name]) };
          return [line(series, { width: 1.5 }), ...dots(series, styles[name].marker, 34)];
        }),
        ...arms.flatMap((name) => notLearned(random.initializations[name], random.cap, name)),
        text(styles["fold-0"].label, 6, 68, { colour: styles["fold-0"].colour, align: "right", dx: -26 }),
        text(styles.orthogonal.label, 66, 30, { colour: styles.orthogonal.colour, align: "right", dy: 16 }),
        text(styles["scaled-90"][wide ? "label" : "short"], 30, 210, {
          colour: styles["scaled-90"].colour,
          dx: 14,
          dy: 14,
        }),
      ]),
    ]);
  },
  table: ({ "learning-dynamics": { aligned, random } }) => ({
    columns: [
      { key: "start", label: "Start" },
      { key: "depth", label: "Layers" },
      { key: "theory", label: "Exact time × layers" },
      { key: "descent", label: "Gradient descent, time × layers" },
      { key: "steps", label: "Steps" },
      { key: "se", label: "s.e." },
      { key: "learned", label: `Learned, of ${random.networks}` },
      { key: "rate", label: "Best rate × layers" },
    ],
    rows: [
      ...startNames.flatMap((name) =>
        aligned.depths.map((depth, i) => ({
          start: `aligned, ${starts[name].label}`,
          depth,
          theory: aligned.starts[name].theory[i] as number,
          descent: aligned.starts[name].descent[i] as number | null,
          steps: null,
          se: null,
          learned: null,
          rate: null,
        })),
      ),
      ...arms.flatMap((name) =>
        random.initializations[name].map(({ depth, steps, learned, rate }) => ({
          start: styles[name].label,
          depth,
          theory: null,
          descent: null,
          steps: steps?.mean ?? null,
          se: steps?.se ?? null,
          learned,
          rate,
        })),
      ),
    ],
  }),
});

/** A curve up to where it leaves the plot, which it does on the edge. */
function clipped(x: readonly number[], y: readonly number[]): { x: number[]; mean: number[] } {
  const end = y.findIndex((value) => value > longest);
  if (end <= 0) return { x: [...x], mean: [...y] };
  const [x0, x1, y0, y1] = [x[end - 1], x[end], y[end - 1], y[end]].map((value) =>
    Math.log(value as number),
  ) as [number, number, number, number];
  const crossing = x0 + ((x1 - x0) * (Math.log(longest) - y0)) / (y1 - y0);
  return { x: [...x.slice(0, end), Math.exp(crossing)], mean: [...y.slice(0, end), longest] };
}

/** Hollow markers on the level of the most steps taken, where not all networks have learned. */
function notLearned(
  points: Artifact["random"]["initializations"][(typeof arms)[number]],
  cap: number,
  name: (typeof arms)[number],
): Mark[] {
  const x = points.filter(({ steps }) => steps === null).map(({ depth }) => depth);
  if (x.length === 0) return [];
  return dots({ colour: styles[name].colour, x, mean: x.map(() => cap) }, styles[name].marker, 40, true);
}
