import type { Mark } from "./panels.ts";

/** A curve that is no condition's, with its own look. */
export interface Series {
  readonly colour: string;
  readonly x: readonly number[];
  readonly mean: readonly (number | null)[];
  readonly se?: readonly (number | null)[];
}

interface Row {
  readonly x: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

const rowsOf = ({ x, mean, se }: Omit<Series, "colour">): Row[] =>
  mean.flatMap((value, i) => {
    if (value === null) return [];
    const error = se?.[i] ?? 0;
    return [{ x: x[i] as number, mean: value, low: value - error, high: value + error }];
  });

export interface LineLook {
  readonly width?: number;
  readonly dash?: readonly number[];
  readonly curve?: "linear" | "monotone";
}

/** The means of a series as a line. */
export function line(series: Series, { width = 2, dash = [], curve = "linear" }: LineLook = {}): Mark {
  return {
    data: { values: rowsOf(series) },
    mark: {
      type: "line",
      color: series.colour,
      strokeWidth: width,
      strokeDash: [...dash],
      strokeCap: "butt",
      interpolate: curve,
    },
  };
}

/** What a theory says: a thin line. */
export const theoryLine = (series: Series): Mark => line(series, { width: 1.2 });

/** Standard errors as a band. */
export function band(series: Series): Mark {
  return {
    data: { values: rowsOf(series) },
    mark: { type: "area", color: series.colour },
    encoding: { y: { field: "low", type: "quantitative" }, y2: { field: "high" } },
  };
}

/** Means as markers with bars of one standard error. */
export function dots(series: Series, shape = "circle", size = 26, hollow = false): Mark[] {
  const values = rowsOf(series);
  return [
    {
      data: { values },
      mark: { type: "rule", strokeWidth: 1, color: series.colour },
      encoding: { y: { field: "low", type: "quantitative" }, y2: { field: "high" } },
    },
    {
      data: { values },
      mark: hollow
        ? { type: "point", shape, size, fill: "var(--paper)", stroke: series.colour, strokeWidth: 1.5 }
        : { type: "point", shape, size, color: series.colour },
    },
  ];
}

export interface TextLook {
  readonly colour?: string;
  readonly align?: "left" | "right" | "center";
  readonly dx?: number;
  readonly dy?: number;
}

/** A text at a place of the plot. */
export function text(
  words: string,
  x: number,
  y: number,
  { colour = "var(--ink)", align = "left", dx = 0, dy = 0 }: TextLook = {},
): Mark {
  return {
    data: { values: [{ x, mean: y, words }] },
    mark: { type: "text", baseline: "middle", align, dx, dy, color: colour },
    encoding: { text: { field: "words", type: "nominal" } },
  };
}

/** A level that runs through the whole plot. */
export function level(mean: number, from: number, to: number, colour = "var(--muted)"): Mark {
  return line({ colour, x: [from, to], mean: [mean, mean] }, { width: 1, dash: [3, 3] });
}
