import { defineFigure } from "reprise";
import { type Artifact, artifact } from "../../../experiments/adam-scale/artifact.ts";
import { styles } from "../lib/conditions.ts";
import { spoken } from "../lib/curves.ts";
import { type EndText, endTexts } from "../lib/end-texts.ts";
import { logDomain, type Mark, type Panel, panel, row } from "../lib/panels.ts";
import { band, dots, line, type Series, text } from "../lib/series.ts";

const names = ["fold-0", "orthogonal"] as const;
const optimizers = ["adam", "sgd"] as const;
/** Factors other than 1, with their marker and the measured points at which it stands. */
const factors = [
  { scale: "1e-3", label: "× 10⁻³", marker: "circle", phase: 0 },
  { scale: "1e3", label: "× 10³", marker: "triangle-up", phase: 2 },
] as const;
type Scale = "1e-3" | "1" | "1e3";
type Curve = Pick<Series, "mean" | "se">;

const curveOf = (shown: Artifact, name: (typeof names)[number], optimizer: "adam" | "sgd", scale: Scale) =>
  shown.conditions[name][optimizer][scale] as Curve;

export default defineFigure({
  artifacts: { "adam-scale": artifact },
  span: "wide",
  title: () => "Gradients multiplied by a constant",
  description: ({ "adam-scale": shown }) =>
    `Left: mean squared error against step under Adam, logarithmic. Curves of gradients × 10⁻³, × 1 and × 10³ coincide: they are at most ${spoken(
      Math.max(shown.moved["fold-0"].adam, shown.moved.orthogonal.adam),
    )} apart. ${names
      .map((name) => `${styles[name].label} ends at ${spoken(shown.final[name].adam.mean)}`)
      .join(", ")}. Right: plain gradient descent. With gradients × 10⁻³ the error hardly moves; ${names
      .map((name) => {
        const { mean } = shown.final[name].sgd;
        return mean === null
          ? `× 1, ${styles[name].label} diverges`
          : `× 1, ${styles[name].label} ends at ${spoken(mean)}`;
      })
      .join(", ")}; × 10³, ${names
      .map((name) => `${shown.diverged[name]["1e3"]} runs of ${styles[name].label} diverge`)
      .join(" and ")}.`,
  spec({ "adam-scale": shown }, layout) {
    const height = layout.size === "wide" ? 270 : 220;
    const within = names.flatMap((name) => [
      ...curveOf(shown, name, "adam", "1").mean,
      ...curveOf(shown, name, "sgd", "1").mean,
    ]);
    const domain = logDomain([...within.filter((value) => value !== null), 5]);
    const high = domain[1];
    const last = shown.steps.at(-1) as number;
    const view = (heading: string): Panel => ({
      heading,
      height,
      x: { title: "Step", type: "linear", domain: [0, last] },
      y: { title: "Mean squared error", type: "log", domain },
    });
    const marks = (optimizer: (typeof optimizers)[number]): Mark[] =>
      names.flatMap((name) => {
        const { colour } = styles[name];
        const series = { colour, x: shown.steps, ...curveOf(shown, name, optimizer, "1") };
        return [
          band(series),
          line(series),
          ...factors.flatMap(({ scale, marker, phase }) => {
            const points = sparse(shown.steps, curveOf(shown, name, optimizer, scale), colour, phase, high);
            return points.x.length > 0 ? dots(points, marker, 44, true) : [];
          }),
        ];
      });
    const [small, large] = factors;
    const named = (optimizer: (typeof optimizers)[number], more: readonly EndText[]): Mark[] =>
      endTexts(
        [
          ...names.map((name) => ({
            words: styles[name].label,
            colour: styles[name].colour,
            x: last,
            mean: curveOf(shown, name, optimizer, "1").mean.at(-1) ?? high,
          })),
          ...more,
        ],
        view(""),
      );
    const still = curveOf(shown, "orthogonal", "sgd", "1e-3").mean.at(-1) ?? 2;
    return row(layout, [
      panel(view("Adam"), [
        ...marks("adam"),
        ...named("adam", []),
        ...key(last, domain, [
          [0, "gradients as they are"],
          [1, small.label],
          [2, large.label],
        ]),
      ]),
      panel(view("Gradient descent"), [
        ...marks("sgd"),
        ...named("sgd", [{ words: "both, × 10⁻³", colour: "var(--muted)", x: last, mean: still }]),
        text("× 10³: diverges in the first steps", 0.03 * last, domain[1], { dy: 10 }),
      ]),
    ]);
  },
  table: ({ "adam-scale": shown }) => ({
    columns: [
      { key: "optimizer", label: "Optimizer" },
      { key: "step", label: "Step" },
      ...names.flatMap((name) =>
        (["1e-3", "1", "1e3"] as const).map((scale) => ({
          key: `${name}-${scale}`,
          label: `${styles[name].label}, gradients × ${scale}`,
        })),
      ),
    ],
    rows: optimizers.flatMap((optimizer) =>
      shown.steps.map((step, i) => ({
        optimizer: optimizer === "adam" ? "Adam" : "gradient descent",
        step,
        ...Object.fromEntries(
          names.flatMap((name) =>
            (["1e-3", "1", "1e3"] as const).map((scale) => {
              const value = curveOf(shown, name, optimizer, scale).mean[i] ?? null;
              // Beyond this a run is on its way to infinity
              return [`${name}-${scale}`, value !== null && value < 1e6 ? value : null];
            }),
          ),
        ),
      })),
    ),
  }),
});

/** Every fourth point of a curve, as far as it stays in the plot. */
function sparse(
  x: readonly number[],
  { mean, se }: Curve,
  colour: string,
  phase: number,
  highest: number,
): Series {
  const chosen = x.map((_, i) => i).filter((i) => i % 4 === phase && (mean[i] ?? Infinity) <= highest);
  return {
    colour,
    x: chosen.map((i) => x[i] as number),
    mean: chosen.map((i) => mean[i] as number),
    se: chosen.map((i) => se?.[i] ?? 0),
  };
}

/** What line and markers mean, in the empty corner of the plot. */
function key(
  last: number,
  [low, high]: readonly [number, number],
  entries: readonly (readonly [number, string])[],
): Mark[] {
  const heightOf = (place: number) => high * (low / high) ** (0.03 + 0.075 * place);
  return entries.flatMap(([place, words]) => {
    const [x, mean] = [0.56 * last, heightOf(place)];
    const sample: Series = { colour: "var(--muted)", x: [x], mean: [mean] };
    const symbol =
      place === 0
        ? [line({ ...sample, x: [x - 0.02 * last, x + 0.02 * last], mean: [mean, mean] })]
        : dots(sample, factors[place - 1]?.marker, 44, true);
    return [...symbol, text(words, x, mean, { colour: "var(--muted)", dx: 14 })];
  });
}
