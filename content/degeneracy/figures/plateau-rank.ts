import { defineFigure } from "reprise";
import { artifact } from "../../../experiments/deep-linear/artifact.ts";
import { type Condition, styles } from "../lib/conditions.ts";
import { counted, spoken } from "../lib/curves.ts";
import { drops, labels, lines, type Panel, panel, row } from "../lib/panels.ts";

/** Conditions whose loss ends on a plateau. */
const stuck = ["fold-0", "fold-1"] as const satisfies readonly Condition[];
const learners = ["fold-0", "fold-1", "orthogonal"] as const satisfies readonly Condition[];

/** How many leading directions are each learned by more than half. */
function halfLearned(shares: readonly number[]): number {
  const first = shares.findIndex((share) => share < 0.5);
  return first < 0 ? shares.length : first;
}

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
        const half = halfLearned(plateau.learned[name]);
        return half === plateau.learned[name].length
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
      y: { title: "Share learned", type: "linear", domain: [0, 1] },
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
          const half = halfLearned(plateau.learned[condition]);
          // Beside the fall of its curve, to the side where no other curve is; under a curve that hardly falls
          return half > 0.7 * n
            ? labels([{ condition, x: 0.6 * n, y: 1 }], layout, { dy: 14 })
            : labels(
                [{ condition, x: half, y: 0.5 }],
                layout,
                condition === "fold-1" ? { align: "right", dx: -6 } : { align: "left", dx: 10 },
              );
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
