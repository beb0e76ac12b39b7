import { defineFigure } from "reprise";
import { type Artifact, artifact } from "../../../experiments/learning-dynamics/artifact.ts";
import { spoken } from "../lib/curves.ts";
import { type Panel, panel, row } from "../lib/panels.ts";
import { line, text } from "../lib/series.ts";

/** From strong to weak. */
const looks = ["var(--vermilion)", "var(--orange)", "var(--sky)"] as const;

const panelsOf = ({ trajectories }: Artifact) =>
  trajectories.depths.map((depth) => {
    const mode = trajectories.modes[String(depth)];
    if (mode === undefined) throw new RangeError(`there are no trajectories of depth ${depth}`);
    return { depth, ...mode };
  });

/** Time at which a curve has come half the way. */
function halfTime(times: readonly number[], values: readonly number[], strength: number): number | undefined {
  return times[values.findIndex((value) => value >= strength / 2)];
}

export default defineFigure({
  artifacts: { "learning-dynamics": artifact },
  span: "wide",
  title: () => "Singular values during learning, exact and by gradient descent",
  description: ({ "learning-dynamics": shown }) =>
    `Singular values of the map of a linear network against time times depth, started at ${spoken(shown.trajectories.start)}. ${panelsOf(
      shown,
    )
      .map(
        ({ depth, times, curves, largestError }) =>
          `${depth} layers: ${curves
            .map(({ strength, theory }) => {
              const half = halfTime(times, theory, strength);
              return half === undefined
                ? `strength ${strength} has not come half the way`
                : `strength ${strength} is half learned at ${spoken(half * depth)}`;
            })
            .join(", ")}; gradient descent is within ${spoken(100 * largestError)}% of the strength`,
      )
      .join(". ")}.`,
  spec({ "learning-dynamics": shown }, layout) {
    const wide = layout.size === "wide";
    return row(
      layout,
      panelsOf(shown).map(({ depth, times, curves }) => {
        const scaled = times.map((time) => time * depth);
        const view: Panel = {
          heading: `${depth} layers`,
          height: wide ? 220 : 150,
          x: { title: "Time × layers", type: "linear", domain: [0, scaled.at(-1) as number] },
          y: { title: "Singular value 𝑢", type: "linear", domain: [0, 3.2] },
        };
        return panel(view, [
          ...curves.map(({ theory }, i) =>
            line(
              { colour: looks[i] ?? "var(--ink)", x: scaled, mean: theory },
              { width: 1.5, curve: "monotone" },
            ),
          ),
          ...curves.map(({ descent }, i) => ({
            data: { values: descent.map((mean, k) => ({ x: scaled[k] as number, mean })) },
            mark: { type: "point" as const, size: 16, color: looks[i] ?? "var(--ink)" },
          })),
          ...(depth === 2
            ? curves.map(({ strength }, i) =>
                text(`𝑠 = ${strength}`, scaled.at(-1) as number, strength, {
                  colour: looks[i] ?? "var(--ink)",
                  align: "right",
                  dy: -10,
                }),
              )
            : []),
        ]);
      }),
    );
  },
  table: ({ "learning-dynamics": shown }) => ({
    columns: [
      { key: "depth", label: "Layers" },
      { key: "time", label: "Time" },
      { key: "strength", label: "Strength s" },
      { key: "theory", label: "Exact u" },
      { key: "descent", label: "Gradient descent" },
    ],
    rows: panelsOf(shown).flatMap(({ depth, times, curves }) =>
      curves.flatMap(({ strength, theory, descent }) =>
        times.map((time, i) => ({
          depth,
          time,
          strength,
          theory: theory[i] as number,
          descent: descent[i] as number,
        })),
      ),
    ),
  }),
});
