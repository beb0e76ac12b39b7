import { defineFigure } from "reprise";
import { artifact as deepLinear } from "../../../experiments/deep-linear/artifact.ts";
import { type Condition, conditionNames, listed, styles } from "./conditions.ts";
import { layerAxis, spoken, trainedNorms } from "./curves.ts";
import { endLabels, labelRoom, lines, type Panel, panel, row, scales, valueAxis } from "./panels.ts";

/** Epochs after which gradient norms are shown. */
export const laterEpochs = [1, 4] as const;

/** Gradient norms after a few epochs, one panel for each. */
export function laterFigure(names: readonly Condition[]) {
  return defineFigure({
    artifacts: { "deep-linear": deepLinear },
    span: "wide",
    scales,
    title: () => `Gradient norms during training: ${listed(names)}`,
    description: (shown) =>
      `Gradient norm against layer, logarithmic. ${laterEpochs
        .map(
          (epoch) =>
            `After epoch ${epoch}, from input to output: ${names
              .map((name) => {
                const { mean } = trainedNorms(shown["deep-linear"], name, epoch);
                return `${styles[name].label} ${spoken(mean[0] as number)} to ${spoken(mean.at(-1) as number)}`;
              })
              .join("; ")}`,
        )
        .join(". ")}.`,
    spec(shown, layout) {
      const all = conditionNames.flatMap((name) =>
        laterEpochs.flatMap((epoch) => trainedNorms(shown["deep-linear"], name, epoch).mean),
      );
      return row(
        layout,
        laterEpochs.map((epoch) => {
          const curves = names.map((name) => trainedNorms(shown["deep-linear"], name, epoch));
          const view: Panel = {
            heading: epoch === 1 ? "After 1 epoch" : `After ${epoch} epochs`,
            height: layout.size === "wide" ? 250 : 200,
            x: layerAxis((curves[0]?.mean.length ?? 1) - 1),
            y: valueAxis(layout, "Gradient norm", all),
          };
          return panel(view, [labelRoom(view, layout), ...lines(curves), endLabels(curves, view, layout)]);
        }),
      );
    },
    table: (shown) => ({
      columns: [
        { key: "epoch", label: "Epoch" },
        { key: "layer", label: "Layer" },
        ...names.flatMap((name) => [
          { key: name, label: styles[name].label },
          { key: `${name}-se`, label: "s.e." },
        ]),
      ],
      rows: laterEpochs.flatMap((epoch) =>
        trainedNorms(shown["deep-linear"], "fold-0", epoch).x.map((l) => ({
          epoch,
          layer: l,
          ...Object.assign(
            {},
            ...names.map((name) => {
              const { mean, se } = trainedNorms(shown["deep-linear"], name, epoch);
              return { [name]: mean[l] as number, [`${name}-se`]: se[l] as number };
            }),
          ),
        })),
      ),
    }),
  });
}
