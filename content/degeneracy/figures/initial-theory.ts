import { defineFigure } from "reprise";
import { type Artifact, artifact } from "../../../experiments/init-panel/artifact.ts";
import { type Condition, listed, styles } from "../lib/conditions.ts";
import { counted, layerAxis, spoken } from "../lib/curves.ts";
import { labels, type Panel, panel, points, row, spread, theory } from "../lib/panels.ts";

const names = ["fold-0", "fold-1", "orthogonal"] as const satisfies readonly Condition[];

const layers = (shown: Artifact) => counted(shown.theory["fold-0"].length);

export default defineFigure({
  artifacts: { "init-panel": artifact },
  span: "wide",
  title: () => `Initial gradient norms against exact theory: ${listed(names)}`,
  description: ({ "init-panel": shown }) =>
    `Root mean square gradient norm against layer before training, in one panel for each initialization. ${names
      .map((name) => {
        const { norm, rms } = shown.conditions[name];
        return `${styles[name].label}: at the input ${spoken(rms.mean[0] as number)} measured, ${spoken(
          shown.theory[name][0] as number,
        )} in theory, with a tenth of the networks below ${spoken(norm.p10[0] as number)} and a tenth above ${spoken(
          norm.p90[0] as number,
        )}`;
      })
      .join(". ")}.`,
  spec({ "init-panel": shown }, layout) {
    const x = layers(shown);
    const top = Math.max(
      ...names.flatMap((name) => [...shown.theory[name], ...shown.conditions[name].norm.p90]),
    );
    const panels = names.map((condition) => {
      const { norm, rms } = shown.conditions[condition];
      const view: Panel = {
        heading: `${styles[condition].label}: ${shown.runs[condition]} networks`,
        height: layout.size === "wide" ? 240 : 170,
        x: layerAxis(x.length - 1),
        y: { title: "Gradient norm", type: "linear", domain: [0, Math.ceil(top / 20) * 20] },
      };
      const at = Math.round(x.length / 10);
      return panel(view, [
        ...spread([{ condition, x, low: norm.p10, high: norm.p90 }]),
        theory([{ condition, x, mean: shown.theory[condition] }]),
        ...points([{ condition, x, ...rms }]),
        ...(condition === "fold-0"
          ? [
              labels(
                [{ condition, x: at, y: norm.p90[at] as number, text: "nine tenths of networks are below" }],
                layout,
                { align: "left", dy: -12 },
              ),
              labels([{ condition, x: at, y: norm.p10[at] as number, text: "one tenth is below" }], layout, {
                align: "left",
                dy: 14,
              }),
            ]
          : []),
      ]);
    });
    return row(layout, panels);
  },
  table: ({ "init-panel": shown }) => ({
    columns: [
      { key: "layer", label: "Layer" },
      ...names.flatMap((name) => [
        { key: `${name}-theory`, label: `${styles[name].label}, theory` },
        { key: `${name}-rms`, label: "measured" },
        { key: `${name}-se`, label: "s.e." },
        { key: `${name}-p10`, label: "10%" },
        { key: `${name}-p90`, label: "90%" },
      ]),
    ],
    rows: layers(shown).map((layer) => ({
      layer,
      ...Object.assign(
        {},
        ...names.map((name) => {
          const { norm, rms } = shown.conditions[name];
          return {
            [`${name}-theory`]: shown.theory[name][layer] as number,
            [`${name}-rms`]: rms.mean[layer] as number,
            [`${name}-se`]: rms.se[layer] as number,
            [`${name}-p10`]: norm.p10[layer] as number,
            [`${name}-p90`]: norm.p90[layer] as number,
          };
        }),
      ),
    })),
  }),
});
