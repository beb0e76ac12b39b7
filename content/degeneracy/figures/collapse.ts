import { defineFigure } from "reprise";
import type { TopLevelSpec } from "vega-lite";
import { artifact } from "../../../experiments/collapse/artifact.ts";
import { spoken } from "../lib/curves.ts";
import { grid, legendCurves } from "../lib/legend.ts";
import { type Panel, panel } from "../lib/panels.ts";
import {
  activationNames,
  activations,
  startNames,
  starts,
  treatmentNames,
  treatments,
} from "../lib/treatments.ts";

export default defineFigure({
  artifacts: { collapse: artifact },
  span: "wide",
  title: () => "Dimensionality of activity against depth",
  description: ({ collapse: { layers, arms } }) =>
    `Participation ratio of hidden activity against layer, logarithmic, before training. With nothing done, at layer ${layers.at(-1)}: ${startNames
      .flatMap((start) =>
        activationNames.map(
          (name) =>
            `${activations[name].label} ${starts[start]} ${spoken(arms[name][start].none.mean.at(-1) as number)}`,
        ),
      )
      .join(", ")}. With batch normalization: ${activationNames
      .map(
        (name) =>
          `${activations[name].label} Gaussian ${spoken(arms[name].gaussian["batch-norm"].mean.at(-1) as number)}`,
      )
      .join(", ")}.`,
  spec({ collapse: { layers, arms } }, layout): TopLevelSpec {
    const wide = layout.size === "wide";
    const depth = layers.at(-1) as number;
    const plots = startNames.flatMap((start) =>
      activationNames.map((name) => {
        const view: Panel = {
          heading: `${activations[name].label}, ${wide ? starts[start] : starts[start].replace("orthogonal", "orthog.")}`,
          height: wide ? 170 : 120,
          x: { title: "Layer", type: "linear", domain: [0, depth], values: [0, depth / 2, depth] },
          y: { title: "Participation ratio", type: "log", domain: [1, 100] },
        };
        const curves = treatmentNames.map((treatment) => ({
          label: treatments[treatment].label,
          x: layers,
          ...arms[name][start][treatment],
        }));
        return panel(
          view,
          legendCurves(
            curves,
            treatmentNames.map((treatment) => treatments[treatment]),
            wide ? 5 : 2,
          ),
        );
      }),
    );
    const ordered = wide
      ? plots
      : activationNames.flatMap((_, i) => [plots[i], plots[i + activationNames.length]]);
    return grid(ordered, wide ? 4 : 2) as TopLevelSpec;
  },
  table: ({ collapse: { layers, arms } }) => ({
    columns: [
      { key: "activation", label: "Activation" },
      { key: "start", label: "Initialization" },
      { key: "layer", label: "Layer" },
      ...treatmentNames.flatMap((treatment) => [
        { key: treatment, label: treatments[treatment].label },
        { key: `${treatment}-se`, label: "s.e." },
      ]),
    ],
    rows: activationNames.flatMap((name) =>
      startNames.flatMap((start) =>
        layers.map((layer, i) => ({
          activation: activations[name].label,
          start: starts[start],
          layer,
          ...Object.fromEntries(
            treatmentNames.flatMap((treatment) => {
              const { mean, se } = arms[name][start][treatment];
              return [
                [treatment, mean[i] as number],
                [`${treatment}-se`, se[i] as number],
              ];
            }),
          ),
        })),
      ),
    ),
  }),
});
