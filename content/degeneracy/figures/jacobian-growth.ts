import { defineFigure } from "reprise";
import { artifact } from "../../../experiments/jacobian-spectra/artifact.ts";
import { pointNames, points, weightNames, weights } from "../lib/critical.ts";
import { spoken } from "../lib/curves.ts";
import { endTexts } from "../lib/end-texts.ts";
import { logDomain, type Panel, panel, row } from "../lib/panels.ts";
import { dots, theoryLine } from "../lib/series.ts";

/** The spectrum of an orthogonal linear network has no width. */
const shownPoints = (weight: (typeof weightNames)[number]) =>
  pointNames.filter((point) => weight === "gaussian" || point !== "linear");

export default defineFigure({
  artifacts: { "jacobian-spectra": artifact },
  span: "wide",
  title: () => "Width of Jacobian spectra against depth",
  description: ({ "jacobian-spectra": { depths, spectra } }) =>
    `Variance over squared mean of the squared singular values against depth, both logarithmic. ${weightNames
      .map(
        (weight) =>
          `${weights[weight].label} weights at ${depths.at(-1)} layers: ${shownPoints(weight)
            .map((point) => {
              const { variance, varianceTheory } = spectra[point][weight];
              return `${points[point].label.replace("𝑞*", "q*")} ${spoken(variance.mean.at(-1) as number)}, in theory ${spoken(varianceTheory.at(-1) as number)}`;
            })
            .join("; ")}`,
      )
      .join(". ")}. Orthogonal linear networks have none at any depth.`,
  spec({ "jacobian-spectra": { depths, spectra } }, layout) {
    const last = depths.at(-1) as number;
    const domain = logDomain(
      weightNames.flatMap((weight) =>
        shownPoints(weight).flatMap((point) => {
          const { variance, varianceTheory } = spectra[point][weight];
          // A little above, so that markers are whole
          return [...variance.mean, ...varianceTheory.map((value) => 1.1 * value)];
        }),
      ),
    );
    return row(
      layout,
      weightNames.map((weight) => {
        const view: Panel = {
          heading: `${weights[weight].label} weights`,
          height: layout.size === "wide" ? 270 : 220,
          x: { title: "Layers", type: "log", domain: [0.93, 1.07 * last] },
          y: { title: "Variance / mean² of squared singular values", type: "log", domain },
        };
        const lines = shownPoints(weight).map((point) => ({
          ...points[point],
          ...spectra[point][weight],
        }));
        return panel(view, [
          ...lines.map(({ colour, varianceTheory }) =>
            theoryLine({ colour, x: depths, mean: varianceTheory }),
          ),
          ...lines.flatMap(({ colour, marker, variance }) =>
            dots({ colour, x: depths, mean: variance.mean, se: variance.se }, marker, 34),
          ),
          ...endTexts(
            lines.map(({ label, colour, varianceTheory }) => ({
              words: label,
              colour,
              x: 1.07 * last,
              mean: varianceTheory.at(-1) as number,
            })),
            view,
            // Close together, since three of the lines nearly coincide
            13,
          ),
        ]);
      }),
    );
  },
  table: ({ "jacobian-spectra": { depths, spectra } }) => ({
    columns: [
      { key: "depth", label: "Layers" },
      ...weightNames.flatMap((weight) =>
        shownPoints(weight).flatMap((point) => {
          const name = `${points[point].label.replace("𝑞*", "q*")}, ${weights[weight].label.toLowerCase()}`;
          return [
            { key: `${point}-${weight}`, label: name },
            { key: `${point}-${weight}-se`, label: "s.e." },
            { key: `${point}-${weight}-theory`, label: "theory" },
          ];
        }),
      ),
    ],
    rows: depths.map((depth, i) => ({
      depth,
      ...Object.fromEntries(
        weightNames.flatMap((weight) =>
          shownPoints(weight).flatMap((point) => {
            const { variance, varianceTheory } = spectra[point][weight];
            return [
              [`${point}-${weight}`, variance.mean[i] as number],
              [`${point}-${weight}-se`, variance.se[i] as number],
              [`${point}-${weight}-theory`, varianceTheory[i] as number],
            ];
          }),
        ),
      ),
    })),
  }),
});
