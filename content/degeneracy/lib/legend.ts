import type { Mark } from "./panels.ts";

/** An entry of a legend, as marks show it. */
export interface Look {
  readonly label: string;
  readonly colour: string;
  readonly dash: readonly number[];
}

export interface Curve {
  readonly label: string;
  readonly x: readonly number[];
  readonly mean: readonly (number | null)[];
  readonly se: readonly (number | null)[];
}

/**
 * Curves told apart by a legend below the figure, which all its plots share: for plots too small for labels at the curves. Bands are
 * standard errors.
 */
export function legendCurves(curves: readonly Curve[], looks: readonly Look[], columns: number): Mark[] {
  const values = curves.flatMap(({ label, x, mean, se }) =>
    mean.flatMap((value, i) =>
      value === null
        ? []
        : [{ label, x: x[i] as number, mean: value, low: value - (se[i] ?? 0), high: value + (se[i] ?? 0) }],
    ),
  );
  const channel = (range: readonly unknown[]) => ({
    field: "label",
    type: "nominal" as const,
    scale: { domain: looks.map(({ label }) => label), range: [...range] as string[] },
    // Vega-Lite refuses a legend that one layer has and another has not
    legend: { title: null, columns, symbolType: "stroke", symbolSize: 400, symbolFillColor: "transparent" },
  });
  const colour = channel(looks.map((look) => look.colour));
  return [
    {
      data: { values },
      mark: { type: "area", clip: true },
      encoding: {
        y: { field: "low", type: "quantitative" },
        y2: { field: "high" },
        color: colour,
      },
    },
    {
      data: { values },
      mark: { type: "line", strokeCap: "butt", clip: true },
      encoding: {
        color: colour,
        strokeDash: channel(looks.map(({ dash }) => [...dash])),
      },
    },
  ];
}

/** Plots in rows of `columns`. */
export function grid<T>(plots: readonly T[], columns: number) {
  const rows = Array.from({ length: Math.ceil(plots.length / columns) }, (_, row) => ({
    hconcat: plots.slice(row * columns, (row + 1) * columns),
    spacing: 22,
  }));
  return { vconcat: rows, spacing: 26 };
}
