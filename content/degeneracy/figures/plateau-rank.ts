import { defineFigure } from "reprise";
import { artifact } from "../../../experiments/deep-linear/artifact.ts";
import { type Condition, styles } from "../lib/conditions.ts";
import { counted, spoken } from "../lib/curves.ts";
import { drops, labels, lines, type Panel, panel, row } from "../lib/panels.ts";

/** Conditions whose loss ends on a plateau. */
const stuck = ["fold-0", "fold-1"] as const satisfies readonly Condition[];
const learners = ["fold-0", "fold-1", "orthogonal"] as const satisfies readonly Condition[];

const zeros = (values: readonly number[]) => values.map(() => 0);

export default defineFigure({
  artifacts: { "deep-linear": artifact },
  span: "wide",
  title: () => "The plateaus of Fold 0 and Fold 1 as ranks",
  description: ({ "deep-linear": { plateau, final } }) =>
    `Left: mean squared error left by the best approximation of the target against its rank. ${stuck
      .map(
        (name) =>
          `${styles[name].label} ends at ${spoken(final[name].mean)}, which rank ${Math.round(plateau.rank[name].mean)} would leave`,
      )
      .join("; ")}. Right: share learned of each singular direction of the target, strongest first. ${learners
      .map((name) => {
        const shares = plateau.learned[name];
        const half = shares.findIndex((share) => share < 0.5);
        return half < 0
          ? `${styles[name].label} has learned more than half of every one`
          : `${styles[name].label} has learned more than half of each of the first ${half}`;
      })
      .join("; ")}.`,
  spec({ "deep-linear": { plateau, final } }, layout) {
    const height = layout.size === "wide" ? 260 : 210;
    const n = plateau.residual.length - 1;
    const ticks = counted(5).map((quarter) => (quarter * n) / 4);
    const left: Panel = {
      heading: "Error at each rank",
      height,
      x: { title: "Rank", type: "linear", domain: [0, n], values: ticks },
      y: { title: "Mean squared error", type: "linear", domain: [0, 1] },
    };
    const right: Panel = {
      heading: "What was learned",
      height,
      x: { title: "Singular direction of the target", type: "linear", domain: [0, n], values: ticks },
      y: { title: "Share learned", type: "linear", domain: [0, 1.1], values: [0, 0.5, 1] },
    };
    return row(layout, [
      panel(left, [
        {
          data: { values: plateau.residual.map((mean, x) => ({ x, mean })) },
          mark: { type: "line", color: "var(--muted)" },
        },
        ...drops(
          stuck.map((condition) => ({
            condition,
            x: plateau.rank[condition].mean,
            mean: final[condition].mean,
          })),
        ),
        ...stuck.map((condition) =>
          labels(
            [
              {
                condition,
                x: plateau.rank[condition].mean,
                y: final[condition].mean,
                text: `${styles[condition].label}: rank ${Math.round(plateau.rank[condition].mean)}`,
              },
            ],
            layout,
            { align: "left", dx: 9, dy: -9 },
          ),
        ),
      ]),
      panel(right, [
        ...lines(
          learners.map((condition) => {
            const mean = plateau.learned[condition];
            return { condition, x: counted(mean.length).map((k) => k + 1), mean, se: zeros(mean) };
          }),
        ),
        ...learners.map((condition) => {
          const shares = plateau.learned[condition];
          const half = shares.findIndex((share) => share < 0.5);
          return half < 0
            ? labels([{ condition, x: n / 2, y: 1 }], layout, { dy: -12 })
            : labels([{ condition, x: half, y: 0.5 }], layout, { align: "left", dx: 8 });
        }),
      ]),
    ]);
  },
  table: ({ "deep-linear": { plateau } }) => ({
    columns: [
      { key: "rank", label: "Rank or direction" },
      { key: "residual", label: "Error left at this rank" },
      ...learners.map((name) => ({ key: name, label: `Share learned, ${styles[name].label}` })),
    ],
    rows: plateau.residual.map((residual, rank) => ({
      rank,
      residual,
      ...Object.fromEntries(
        learners.map((name) => [name, rank === 0 ? null : (plateau.learned[name][rank - 1] as number)]),
      ),
    })),
  }),
});
