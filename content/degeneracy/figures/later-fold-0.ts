import { defineFigure } from "reprise";
import { type Artifact, artifact } from "../../../experiments/deep-linear/artifact.ts";
import { layerAxis, spoken, trainedNorms } from "../lib/curves.ts";
import { laterEpochs } from "../lib/later-figure.ts";
import { endLabels, lines, logDomain, type Panel, panel } from "../lib/panels.ts";

const epochs = [0, ...laterEpochs];

const name = (epoch: number) =>
  epoch === 0 ? "Before training" : epoch === 1 ? "After 1 epoch" : `After ${epoch} epochs`;

const curvesOf = (shown: Artifact) =>
  epochs.map((epoch) => ({ ...trainedNorms(shown, "fold-0", epoch), name: name(epoch) }));

export default defineFigure({
  artifacts: { "deep-linear": artifact },
  title: () => "Gradient norms of Fold 0 before and during training",
  description: (shown) =>
    `Gradient norm against layer, logarithmic. ${curvesOf(shown["deep-linear"])
      .map(
        ({ name, mean }) =>
          `${name}, it is ${spoken(mean[0] as number)} at the input and ${spoken(mean.at(-1) as number)} at the output`,
      )
      .join(". ")}.`,
  spec(shown, layout) {
    const curves = curvesOf(shown["deep-linear"]);
    const view: Panel = {
      heading: "Fold 0",
      height: layout.size === "wide" ? 250 : 220,
      x: layerAxis((curves[0]?.mean.length ?? 1) - 1),
      y: { title: "Gradient norm", type: "log", domain: logDomain(curves.flatMap(({ mean }) => mean)) },
    };
    return panel(view, [...lines(curves), endLabels(curves, view, layout)]);
  },
  table: (shown) => ({
    columns: [
      { key: "layer", label: "Layer" },
      ...epochs.flatMap((epoch) => [
        { key: String(epoch), label: name(epoch) },
        { key: `${epoch}-se`, label: "s.e." },
      ]),
    ],
    rows: trainedNorms(shown["deep-linear"], "fold-0", 0).x.map((layer) => ({
      layer,
      ...Object.assign(
        {},
        ...epochs.map((epoch) => {
          const { mean, se } = trainedNorms(shown["deep-linear"], "fold-0", epoch);
          return { [epoch]: mean[layer] as number, [`${epoch}-se`]: se[layer] as number };
        }),
      ),
    })),
  }),
});
