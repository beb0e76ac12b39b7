import { defineFigure } from "reprise";
import type { TopLevelSpec } from "vega-lite";
import { type Artifact, artifact } from "../../../experiments/skip-connections/artifact.ts";
import { architectureNames, architectures } from "../lib/architectures.ts";
import { spoken } from "../lib/curves.ts";
import { grid, legendCurves } from "../lib/legend.ts";
import { logDomain, type Panel, panel, withLabelRoom } from "../lib/panels.ts";

type Arm = NonNullable<Artifact["arms"]["plain"]>[string];
interface Estimates {
  readonly mean: readonly number[];
  readonly se: readonly number[];
}

const armOf = (shown: Artifact, name: (typeof architectureNames)[number], depth: number): Arm => {
  const arm = shown.arms[name][String(depth)];
  if (arm === undefined) throw new RangeError(`no ${name} network of ${depth} layers`);
  return arm;
};

/** What is measured of the deepest networks during training. */
const measures: readonly {
  readonly heading: string;
  readonly unit: string;
  readonly scale: "linear" | "log";
  readonly domain?: readonly [number, number];
  readonly of: (arm: Arm) => Estimates;
}[] = [
  {
    heading: "Elimination",
    unit: "Share of units",
    scale: "linear",
    domain: [0, 0.4],
    of: ({ units }) => units.elimination,
  },
  {
    heading: "Overlap",
    unit: "Mean correlation of units",
    scale: "linear",
    domain: [0, 0.6],
    of: ({ units }) => units.overlap,
  },
  {
    heading: "Linear dependence",
    unit: "Variance explained",
    scale: "linear",
    domain: [0.8, 1],
    of: ({ units }) => units.dependence,
  },
  {
    heading: "Last layer",
    unit: "Participation ratio",
    scale: "log",
    of: ({ participation }) => participation,
  },
  {
    heading: "Hessian: directions",
    unit: "Participation ratio",
    scale: "log",
    of: ({ hessian }) => hessian.participation,
  },
  {
    heading: "Hessian: above 1%",
    unit: "Number of eigenvalues",
    scale: "log",
    of: ({ hessian }) => hessian.curved,
  },
];

const deepest = ({ depths }: Artifact) => Math.max(...depths);

export default defineFigure({
  artifacts: { "skip-connections": artifact },
  span: "wide",
  title: () => "Training and degeneracy with and without skip connections",
  description: ({ "skip-connections": shown }) =>
    `First row: accuracy on training batches of MNIST against step. At the end: ${shown.depths
      .map(
        (depth) =>
          `${depth} layers, ${architectureNames
            .map(
              (name) =>
                `${architectures[name].label} ${spoken(armOf(shown, name, depth).final.accuracy.mean)}`,
            )
            .join(", ")}`,
      )
      .join(
        "; ",
      )}. Other rows: degeneracy of the networks of ${deepest(shown)} layers over training. ${measures
      .map(
        ({ heading, unit, of }) =>
          `${heading} (${unit.toLowerCase()}), first and last: ${architectureNames
            .map((name) => {
              const { mean } = of(armOf(shown, name, deepest(shown)));
              return `${architectures[name].label} ${spoken(mean[0] as number)}, ${spoken(mean.at(-1) as number)}`;
            })
            .join("; ")}`,
      )
      .join(". ")}.`,
  spec({ "skip-connections": shown }, layout): TopLevelSpec {
    const wide = layout.size === "wide";
    const last = shown.steps.at(-1) as number;
    const step = {
      title: "Step",
      type: "linear" as const,
      domain: [0, last] as const,
      values: [0, last / 2, last],
    };
    const looks = architectureNames.map((name) => architectures[name]);
    const curves = (depth: number, x: readonly number[], of: (arm: Arm) => Estimates) =>
      architectureNames.map((name) => {
        const { mean, se } = of(armOf(shown, name, depth));
        return { label: architectures[name].label, x, mean, se };
      });
    const draw = (view: Panel, shownCurves: ReturnType<typeof curves>) =>
      panel(view, legendCurves(shownCurves, looks, wide ? 4 : 2));
    const height = wide ? 150 : 110;
    const accuracy = shown.depths.map((depth) =>
      draw(
        {
          heading: `${depth} layers`,
          height,
          x: step,
          y: { title: "Training accuracy", type: "linear", domain: [0, 1] },
        },
        curves(depth, shown.steps, (arm) => arm.accuracy),
      ),
    );
    const degeneracy = measures.map(({ heading, unit, scale, domain, of }) => {
      const measured = curves(deepest(shown), shown.measuredAt, of);
      const bounds = measured.flatMap(({ mean, se }) =>
        mean.flatMap((value, i) => [
          Math.max(value - (se[i] as number), value / 2),
          value + (se[i] as number),
        ]),
      );
      const y = { title: unit, type: scale, domain: domain ?? logDomain(bounds) };
      return draw(
        { heading: wide ? `${heading}, ${deepest(shown)} layers` : heading, height, x: step, y },
        measured,
      );
    });
    return grid(
      [...accuracy, ...degeneracy].map((view) => withLabelRoom(view)),
      wide ? 3 : 2,
    ) as TopLevelSpec;
  },
  table: ({ "skip-connections": shown }) => ({
    columns: [
      { key: "architecture", label: "Network" },
      { key: "depth", label: "Layers" },
      { key: "rate", label: "Learning rate" },
      { key: "step", label: "Step" },
      { key: "accuracy", label: "Accuracy before" },
      ...measures.map(({ heading, unit }, i) => ({
        key: `m${i}`,
        label: `${heading}: ${unit.toLowerCase()}`,
      })),
      ...measures.map(({ heading }, i) => ({ key: `m${i}-se`, label: `${heading}, s.e.` })),
    ],
    rows: architectureNames.flatMap((name) =>
      shown.depths.flatMap((depth) => {
        const arm = armOf(shown, name, depth);
        return shown.measuredAt.map((step, i) => ({
          architecture: architectures[name].label,
          depth,
          rate: arm.rate,
          step,
          accuracy: step === 0 ? null : (arm.accuracy.mean[shown.steps.indexOf(step)] as number),
          ...Object.fromEntries(
            measures.flatMap(({ of }, k) => [
              [`m${k}`, of(arm).mean[i] as number],
              [`m${k}-se`, of(arm).se[i] as number],
            ]),
          ),
        }));
      }),
    ),
  }),
});
