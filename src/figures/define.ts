import type { TopLevelSpec } from "vega-lite";
import type { z } from "zod";

/** Which of the two renderings is asked for: beside text on a wide screen and in print, or on a phone. */
export interface Layout {
  readonly size: "wide" | "narrow";
  /** Width available to the whole figure, axes and labels included, in CSS pixels. */
  readonly width: number;
  /** The scale of its y axis that a reader has chosen, or sees at first, for a figure that offers a choice. */
  readonly scale?: YScale;
}

/** How values of a y axis are placed. */
export type YScale = "linear" | "log";

/** A table of the plotted values, shown on demand and offered as CSV. */
export interface FigureTable {
  readonly columns: readonly { readonly key: string; readonly label: string }[];
  readonly rows: readonly Readonly<Record<string, string | number | null>>[];
}

type Schemas = Readonly<Record<string, z.ZodType>>;

/** The artifacts a figure asked for, by experiment id. */
export type Artifacts<S extends Schemas> = { readonly [Id in keyof S]: z.infer<S[Id]> };

/** What `content/<paper>/figures/<id>.ts` exports as its default. */
export interface Figure<S extends Schemas> {
  /** The artifacts the figure reads: experiment id → schema, from that experiment's `artifact.ts`. */
  readonly artifacts: S;
  /** How wide the figure stands: in the text column, or breaking out of it. */
  readonly span?: "column" | "wide";
  /** Scales of the y axis between which readers may switch, where both have something to show; the page shows the first. */
  readonly scales?: readonly YScale[];
  /** The short name a screen reader speaks first. */
  title(artifacts: Artifacts<S>): string;
  /** What the figure shows, in sentences made from the data, for readers who do not see it. */
  description(artifacts: Artifacts<S>): string;
  /**
   * The Vega-Lite specification of one layout; a pure function. The theme styles it, so that most need data, marks and
   * encodings only. Numeric widths of plots are proportions, since the figure always fills `layout.width`; heights are
   * pixels of the plots themselves. Titles of left y axes are set above their plots, logarithmic axes get their ticks
   * and labels, and colours are names of the palette such as `var(--blue)`.
   */
  spec(artifacts: Artifacts<S>, layout: Layout): TopLevelSpec;
  table(artifacts: Artifacts<S>): FigureTable;
}

export type AnyFigure = Figure<Schemas>;

/** Declares a figure; returns it unchanged. */
export function defineFigure<const S extends Schemas>(figure: Figure<S>): Figure<S> {
  return figure;
}
