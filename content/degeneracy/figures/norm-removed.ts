import { defineFigure } from "reprise";
import { artifact } from "../../../experiments/norm-removed/artifact.ts";
import { styles } from "../lib/conditions.ts";
import { spoken } from "../lib/curves.ts";
import { endLabels, labelRoom, lines, logDomain, type Panel, panel, row } from "../lib/panels.ts";

const names = ["fold-0", "fold-1", "orthogonal"] as const;

export default defineFigure({
  artifacts: { "norm-removed": artifact },
  span: "wide",
  title: () => "Learning curves with every update at one norm",
  description: ({ "norm-removed": { norms, order } }) =>
    `Mean squared error against step, logarithmic, one panel for each norm of the updates. ${norms
      .map(
        ({ norm, final }) =>
          `Norm ${norm}: ${names.map((name) => `${styles[name].label} ends at ${spoken(final[name].mean)}`).join(", ")}`,
      )
      .join(
        ". ",
      )}. Fold 1 is above Fold 0, and Fold 0 above Orthogonal, at ${order.held} of ${order.of} measured points.`,
  spec({ "norm-removed": { norms, steps } }, layout) {
    const domain = logDomain(norms.flatMap(({ mse }) => names.flatMap((name) => mse[name].mean)));
    return row(
      layout,
      norms.map(({ norm, mse }) => {
        const curves = names.map((condition) => ({ condition, x: steps, ...mse[condition] }));
        const view: Panel = {
          heading: `Updates of norm ${norm}`,
          height: layout.size === "wide" ? 250 : 190,
          x: { title: "Step", type: "linear", domain: [0, steps.at(-1) as number] },
          y: { title: "Mean squared error", type: "log", domain },
        };
        return panel(view, [
          ...(layout.size === "wide" ? [] : [labelRoom(view, layout)]),
          ...lines(curves),
          endLabels(curves, view, layout),
        ]);
      }),
    );
  },
  table: ({ "norm-removed": { norms, steps } }) => ({
    columns: [
      { key: "norm", label: "Norm of updates" },
      { key: "step", label: "Step" },
      ...names.flatMap((name) => [
        { key: name, label: styles[name].label },
        { key: `${name}-se`, label: "s.e." },
      ]),
    ],
    rows: norms.flatMap(({ norm, mse }) =>
      steps.map((step, i) => ({
        norm,
        step,
        ...Object.fromEntries(
          names.flatMap((name) => [
            [name, mse[name].mean[i] as number],
            [`${name}-se`, mse[name].se[i] as number],
          ]),
        ),
      })),
    ),
  }),
});
