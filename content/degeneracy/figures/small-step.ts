import { defineFigure } from "reprise";
import { type Artifact, artifact } from "../../../experiments/small-step-sgd/artifact.ts";
import { type Condition, conditionNames, styles } from "../lib/conditions.ts";
import { layerAxis, spoken, trainedNorms } from "../lib/curves.ts";
import { type Curve, endLabels, lines, type Panel, panel, row, scales, valueAxis } from "../lib/panels.ts";

/** The epoch, of 100 steps, after which gradient norms are shown: as late as the figures of Adam's training. */
const epoch = 4;
const folded = ["fold-0", "fold-1"] as const satisfies readonly Condition[];

const loss = ({ steps, conditions }: Artifact, condition: Condition): Curve => ({
  condition,
  x: steps,
  ...conditions[condition].mse,
});

export default defineFigure({
  artifacts: { "small-step-sgd": artifact },
  span: "wide",
  scales,
  title: () => "Gradient descent with a small step",
  description: ({ "small-step-sgd": shown }) =>
    `Left: mean squared error against steps, logarithmic. At the end ${conditionNames
      .map((name) => `${styles[name].label} has ${spoken(shown.final[name].mean)}`)
      .join(", ")}. Right: gradient norm against layer after ${epoch} epochs, from input to output. ${folded
      .map((name) => {
        const { mean } = trainedNorms(shown, name, epoch);
        return `${styles[name].label}: ${spoken(mean[0] as number)} to ${spoken(mean.at(-1) as number)}`;
      })
      .join("; ")}.`,
  spec({ "small-step-sgd": shown }, layout) {
    const height = layout.size === "wide" ? 270 : 220;
    const losses = conditionNames.map((name) => loss(shown, name));
    const norms = folded.map((name) => trainedNorms(shown, name, epoch));
    const left: Panel = {
      heading: "Learning with small steps",
      height,
      x: { title: "Step", type: "linear", domain: [0, shown.steps.at(-1) as number] },
      y: valueAxis(
        layout,
        "Mean squared error",
        losses.flatMap(({ mean }) => mean),
      ),
    };
    const high = Math.max(
      ...norms.flatMap(({ mean, se }) => mean.map((value, l) => value + (se[l] as number))),
    );
    const right: Panel = {
      heading: `After ${epoch} epochs of 100 steps`,
      height,
      x: layerAxis((norms[0]?.mean.length ?? 1) - 1),
      y: { title: "Gradient norm", type: "linear", domain: [0, Math.ceil(high)] },
    };
    return row(layout, [
      panel(left, [...lines(losses), endLabels(losses, left, layout)]),
      panel(right, [...lines(norms), endLabels(norms, right, layout)]),
    ]);
  },
  table: ({ "small-step-sgd": shown }) => ({
    columns: [
      { key: "panel", label: "Quantity" },
      { key: "at", label: "Step or layer" },
      ...conditionNames.flatMap((name) => [
        { key: name, label: styles[name].label },
        { key: `${name}-se`, label: "s.e." },
      ]),
    ],
    rows: [
      ...shown.steps.map((step, i) => ({
        panel: "Mean squared error",
        at: step,
        ...Object.assign({}, ...conditionNames.map((name) => cells(loss(shown, name), i))),
      })),
      ...trainedNorms(shown, "fold-0", epoch).x.map((l) => ({
        panel: `Gradient norm after ${epoch} epochs`,
        at: l,
        ...Object.assign({}, ...conditionNames.map((name) => cells(trainedNorms(shown, name, epoch), l))),
      })),
    ],
  }),
});

function cells({ condition, mean, se }: Curve, i: number) {
  return { [condition]: mean[i] as number, [`${condition}-se`]: se[i] as number };
}
