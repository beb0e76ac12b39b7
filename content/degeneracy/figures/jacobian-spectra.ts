import { defineFigure } from "reprise";
import { type Artifact, artifact } from "../../../experiments/jacobian-spectra/artifact.ts";
import { pointNames, points, weightNames, weights } from "../lib/critical.ts";
import { spoken } from "../lib/curves.ts";
import { type Mark, type Panel, panel, row } from "../lib/panels.ts";
import { dots, text, theoryLine } from "../lib/series.ts";

type Histogram =
  Artifact["spectra"][(typeof pointNames)[number]][(typeof weightNames)[number]]["histograms"][string];

/** The least depth whose densities were kept. */
const depthOf = ({ spectra }: Artifact): string =>
  String(Math.min(...Object.keys(spectra.linear.gaussian.histograms).map(Number)));

const histogram = (
  shown: Artifact,
  point: (typeof pointNames)[number],
  weight: (typeof weightNames)[number],
): Histogram => {
  const found = shown.spectra[point][weight].histograms[depthOf(shown)];
  if (found === undefined) throw new RangeError(`no spectrum of ${point} at depth ${depthOf(shown)}`);
  return found;
};

export default defineFigure({
  artifacts: { "jacobian-spectra": artifact },
  span: "wide",
  title: ({ "jacobian-spectra": shown }) => `Singular values of Jacobians at depth ${depthOf(shown)}`,
  description: ({ "jacobian-spectra": shown }) => {
    const index = shown.depths.indexOf(Number(depthOf(shown)));
    return `Density of the singular values of the Jacobian of ${depthOf(shown)} layers, one panel for each activation function, on a logarithmic axis; markers are measured, lines are theory. ${pointNames
      .map(
        (point) =>
          `${points[point].label.replace("𝑞*", "q*")}: ${weightNames
            .map((weight) => {
              const { largest, histograms } = shown.spectra[point][weight];
              const below = histograms[depthOf(shown)]?.below.mean ?? 0;
              return `${weights[weight].label} weights have the largest at ${spoken(largest.mean[index] as number)} times the root mean square and ${spoken(100 * below)}% below a thousandth of it`;
            })
            .join("; ")}`,
      )
      .join(". ")}. Orthogonal linear networks have all at 1.`;
  },
  spec({ "jacobian-spectra": shown }, layout) {
    const left = 10 ** (shown.binEdges[0] as number);
    const domain = [0.01, 5] as const;
    const edge = Math.max(
      ...pointNames.map((point) => shown.spectra[point].gaussian.largest.mean.at(-1) ?? 1),
    );
    return row(
      layout,
      pointNames.map((point) => {
        const view: Panel = {
          heading: points[point].label,
          height: layout.size === "wide" ? 220 : 150,
          x: { title: "Singular value / r.m.s.", type: "log", domain: [left, edge > 20 ? 40 : 25] },
          y: { title: "Fraction per decade", type: "log", domain },
        };
        const marks = weightNames.flatMap((weight): Mark[] =>
          point === "linear" && weight === "orthogonal"
            ? spike(domain, weights[weight].colour)
            : density(shown, histogram(shown, point, weight), weight, domain[0]),
        );
        const names: Mark[] =
          point === "linear"
            ? [
                text(weights.orthogonal.label, 1, domain[1], {
                  colour: weights.orthogonal.colour,
                  align: "right",
                  dx: -7,
                  dy: 10,
                }),
                text(weights.gaussian.label, 0.03, 0.2, { align: "center" }),
              ]
            : [];
        return panel(view, [...marks, ...names]);
      }),
    );
  },
  table: ({ "jacobian-spectra": shown }) => ({
    columns: [
      { key: "network", label: "Network" },
      { key: "weights", label: "Weights" },
      { key: "depth", label: "Depth" },
      { key: "variance", label: "var/mean² of squares" },
      { key: "variance-se", label: "s.e." },
      { key: "variance-theory", label: "theory" },
      { key: "largest", label: "Largest / r.m.s." },
      { key: "largest-se", label: "s.e." },
      { key: "largest-theory", label: "theory" },
    ],
    rows: pointNames.flatMap((point) =>
      weightNames.flatMap((weight) => {
        const spectrum = shown.spectra[point][weight];
        return shown.depths.map((depth, i) => ({
          network: points[point].label.replace("𝑞*", "q*"),
          weights: weights[weight].label,
          depth,
          variance: spectrum.variance.mean[i] as number,
          "variance-se": spectrum.variance.se[i] as number,
          "variance-theory": spectrum.varianceTheory[i] as number,
          largest: spectrum.largest.mean[i] as number,
          "largest-se": spectrum.largest.se[i] as number,
          "largest-theory": spectrum.largestTheory[i] as number,
        }));
      }),
    ),
  }),
});

/** Measured densities as markers at the middles of the bins, theory as a line under them. */
function density(
  { binEdges }: Artifact,
  { perDecade, theory }: Histogram,
  weight: (typeof weightNames)[number],
  lowest: number,
): Mark[] {
  const { colour, marker } = weights[weight];
  const inside = perDecade.mean.map((_, i) => i).filter((i) => (perDecade.mean[i] as number) > lowest);
  const middle = (i: number) => 10 ** (((binEdges[i] as number) + (binEdges[i + 1] as number)) / 2);
  const measured = dots(
    {
      colour,
      x: inside.map(middle),
      mean: inside.map((i) => perDecade.mean[i] as number),
      // An axis without zero has no place for what reaches below it
      se: inside.map((i) =>
        Math.min(perDecade.se[i] as number, (perDecade.mean[i] as number) - 0.999 * lowest),
      ),
    },
    marker,
    15,
  );
  if (theory === null) return measured;
  const seen = theory.s.map((_, i) => i).filter((i) => (theory.perDecade[i] as number) > lowest);
  const curve = {
    colour,
    // At its edge the density falls to zero
    x: [theory.s[0] as number, ...seen.map((i) => theory.s[i] as number)],
    mean: [lowest, ...seen.map((i) => theory.perDecade[i] as number)],
  };
  return [theoryLine(curve), ...measured];
}

/** All singular values at one place. */
function spike([low, high]: readonly [number, number], colour: string): Mark[] {
  return [
    {
      data: { values: [{ x: 1, mean: high, origin: low }] },
      mark: { type: "rule", strokeWidth: 2, color: colour },
      encoding: { y2: { field: "origin" } },
    },
  ];
}
