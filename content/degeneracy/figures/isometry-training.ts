import { defineFigure } from "reprise";
import { type Artifact, artifact } from "../../../experiments/isometry-training/artifact.ts";
import { armNames, arms } from "../lib/critical.ts";
import { spoken } from "../lib/curves.ts";
import { endTexts } from "../lib/end-texts.ts";
import { logDomain, type Panel, panel, row } from "../lib/panels.ts";
import { band, line } from "../lib/series.ts";

const depthsOf = ({ depths }: Artifact) =>
  Object.entries(depths)
    .map(([depth, value]) => ({ depth: Number(depth), ...value }))
    .sort((a, b) => a.depth - b.depth);

export default defineFigure({
  artifacts: { "isometry-training": artifact },
  span: "wide",
  title: () => "Training of critical networks",
  description: ({ "isometry-training": shown }) =>
    `Cross-entropy on MNIST against step, logarithmic, each network at its best learning rate. ${depthsOf(
      shown,
    )
      .map(
        ({ depth, arms: trained }) =>
          `${depth} layers, after ${shown.steps.at(-1)} steps: ${armNames
            .map((name) => {
              const { final, rate } = trained[name];
              return `${arms[name].label} ${final.mean === null ? "diverged" : spoken(final.mean)} at rate ${rate}`;
            })
            .join("; ")}`,
      )
      .join(". ")}.`,
  spec({ "isometry-training": shown }, layout) {
    const wide = layout.size === "wide";
    const depths = depthsOf(shown);
    const domain = logDomain(
      depths
        .flatMap(({ arms: trained }) => armNames.flatMap((name) => trained[name].loss.mean))
        .filter((loss) => loss !== null),
    );
    return row(
      layout,
      depths.map(({ depth, arms: trained }) => {
        const view: Panel = {
          heading: `${depth} layers`,
          height: wide ? 280 : 230,
          x: { title: "Step", type: "linear", domain: [0, shown.steps.at(-1) as number] },
          y: { title: "Cross-entropy", type: "log", domain },
        };
        const curves = armNames.map((name) => ({
          colour: arms[name].colour,
          x: shown.steps,
          mean: trained[name].loss.mean,
          se: trained[name].loss.se,
          dash: arms[name].dash,
          words: arms[name][wide ? "label" : "short"],
          end: trained[name].final.mean,
        }));
        return panel(view, [
          ...curves.flatMap((curve) => [band(curve), line(curve, { dash: curve.dash })]),
          ...endTexts(
            curves.flatMap(({ words, colour, end }) =>
              end === null ? [] : [{ words, colour, x: shown.steps.at(-1) as number, mean: end }],
            ),
            view,
          ),
        ]);
      }),
    );
  },
  table: ({ "isometry-training": shown }) => ({
    columns: [
      { key: "depth", label: "Layers" },
      { key: "step", label: "Step" },
      ...armNames.flatMap((name) => [
        { key: name, label: arms[name].label },
        { key: `${name}-se`, label: "s.e." },
      ]),
    ],
    rows: depthsOf(shown).flatMap(({ depth, arms: trained }) =>
      shown.steps.map((step, i) => ({
        depth,
        step,
        ...Object.fromEntries(
          armNames.flatMap((name) => [
            [name, trained[name].loss.mean[i] ?? null],
            [`${name}-se`, trained[name].loss.se[i] ?? null],
          ]),
        ),
      })),
    ),
  }),
});
