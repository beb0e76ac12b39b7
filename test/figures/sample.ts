import { z } from "zod";
import { defineFigure, type Figure, type FigureTable } from "../../src/figures/define.ts";

/** A small artifact with the shapes that figures meet: series with errors over several decades, and a distribution. */
export const artifact = {
  series: ["slow", "fast"].map((name, i) => ({
    name,
    mean: Array.from({ length: 11 }, (_, step) => 2 * Math.exp(-step * (i + 0.2))),
    error: Array.from({ length: 11 }, () => 0.05),
  })),
};

export const schema = z.strictObject({
  series: z.array(
    z.strictObject({ name: z.string(), mean: z.array(z.number()), error: z.array(z.number()) }),
  ),
});

type Schemas = { readonly decay: typeof schema };
export type SampleFigure = Figure<Schemas>;

const title = () => "Decay";
const description = () => "Two quantities decay; the fast one is < 1 & falls sooner.";
const table = (): FigureTable => ({ columns: [{ key: "step", label: "Step" }], rows: [{ step: 1 }] });

/** A figure of the sample artifact with this specification. */
export const figureOf = (spec: SampleFigure["spec"], rest: Partial<SampleFigure> = {}): SampleFigure =>
  defineFigure({ artifacts: { decay: schema }, title, description, table, spec, ...rest });

const rows = (shown: { readonly decay: z.infer<typeof schema> }) =>
  shown.decay.series.flatMap(({ name, mean, error }) =>
    mean.map((value, step) => ({
      name,
      step,
      value,
      low: value * (1 - (error[step] ?? 0)),
      high: value * (1 + (error[step] ?? 0)),
    })),
  );

const colour = {
  field: "name",
  type: "nominal" as const,
  scale: { domain: ["slow", "fast"], range: ["var(--ink)", "var(--blue)"] },
  legend: null,
};

/** Lines with error bands on a logarithmic axis, clipped, with names at their ends. */
export const curves = figureOf((shown, layout) => ({
  data: { values: rows(shown) },
  height: layout.size === "wide" ? 260 : 200,
  encoding: { x: { field: "step", type: "quantitative", title: "Step" }, color: colour },
  layer: [
    {
      mark: { type: "area", clip: true },
      encoding: {
        y: {
          field: "low",
          type: "quantitative",
          title: "Loss 𝐸",
          scale: { type: "log", domain: [1e-4, 10] },
        },
        y2: { field: "high" },
      },
    },
    { mark: { type: "line", clip: true }, encoding: { y: { field: "value", type: "quantitative" } } },
    {
      transform: [{ filter: "datum.step == 3" }],
      mark: { type: "text", align: "left", dx: 8 },
      encoding: { y: { field: "value", type: "quantitative" }, text: { field: "name" } },
    },
  ],
}));

/** Small multiples: a facet on wide screens in a row, on narrow ones in a column. */
export const panels = figureOf(
  (shown, layout) => ({
    data: { values: rows(shown) },
    facet: { field: "name", type: "nominal", title: null },
    columns: layout.size === "wide" ? 2 : 1,
    spec: {
      height: 120,
      mark: "bar",
      encoding: {
        x: { field: "step", type: "ordinal", title: "Step" },
        y: { field: "value", type: "quantitative", title: "Loss" },
      },
    },
  }),
  { span: "wide" },
);

/** Views side by side, below each other on narrow screens. */
export const row = figureOf((shown, layout) => {
  const view = (name: string) => ({
    title: name,
    height: 140,
    data: { values: rows(shown).filter((item) => item.name === name) },
    mark: "point" as const,
    encoding: {
      x: { field: "step", type: "quantitative" as const, title: "Step" },
      y: {
        field: "value",
        type: "quantitative" as const,
        title: name === "slow" ? "Loss" : null,
        // The first plot ends at a tick, whose label sticks out above; the second does not.
        scale: { domain: [0, name === "slow" ? 2 : 2.3], nice: false },
      },
    },
  });
  const views = [view("slow"), view("fast")];
  return layout.size === "wide" ? { hconcat: views } : { vconcat: views };
});
