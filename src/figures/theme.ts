import type { Config } from "vega-lite";

/** What SVG text asks for; the page and the downloads bring the first, the rest are for who has neither. */
export const fontStack = "IBM Plex Sans, Helvetica Neue, Arial, sans-serif";

/** Pixel widths of the two layouts; a figure that breaks out of the text column gets `breakout` instead of `column`. */
export const widths = { column: 680, breakout: 1000, narrow: 328 } as const;

/** Sizes in CSS pixels, the same in all layouts, because figures are shown at 1:1. */
export const textSizes = { tick: 12, label: 13, heading: 13 } as const;

/** A line that takes its height and shows nothing; Vega drops lines of white space. */
export const blankLine = "\u200b";

/** Pixels between a plot's title and what it stands above. */
export const titleOffset = 8;

/** Height in pixels of a plot whose specification gives none. */
export const plotHeight = 260;

/** A label of an axis or a legend with its number as the text has it: thousands are set apart from five digits on. */
export const numberLabel =
  "isNumber(datum.value) && abs(datum.value) < 10000 ? replace(datum.label, ',', '') : datum.label";

/**
 * The look all figures share. Quiet by default: no frame, horizontal grid lines only, marks
 * thick enough for print.
 */
export const theme: Config = {
  autosize: { type: "pad", contains: "padding" },
  background: "transparent",
  font: fontStack,
  // Screen readers get the figure's title and description; a label per mark would drown them.
  aria: false,
  padding: { left: 2, right: 2, top: 3, bottom: 2 },
  view: { stroke: null, continuousHeight: plotHeight, continuousWidth: 400 },
  axis: {
    labelColor: "var(--muted)",
    labelFontSize: textSizes.tick,
    labelFontWeight: 400,
    labelLimit: 0,
    labelPadding: 6,
    titleColor: "var(--ink)",
    titleFontSize: textSizes.label,
    titleFontWeight: 400,
    titleLimit: 0,
    domainColor: "var(--muted)",
    domainWidth: 1,
    tickColor: "var(--muted)",
    tickWidth: 1,
    tickSize: 5,
    gridColor: "var(--grid)",
    gridWidth: 1,
  },
  axisQuantitative: { labelExpr: numberLabel },
  axisX: { grid: false, titlePadding: 8, labelFlush: false },
  axisY: { grid: true, domain: false, ticks: false },
  legend: {
    labelColor: "var(--ink)",
    labelFontSize: textSizes.label,
    labelLimit: 0,
    titleColor: "var(--muted)",
    titleFontSize: textSizes.tick,
    titleFontWeight: 400,
    titleLimit: 0,
    orient: "bottom",
    direction: "horizontal",
    columnPadding: 18,
    offset: 12,
    symbolSize: 60,
    symbolStrokeWidth: 2,
  },
  header: {
    labelColor: "var(--ink)",
    labelFontSize: textSizes.heading,
    labelFontWeight: 600,
    labelLimit: 0,
    labelAnchor: "start",
    labelPadding: 8,
    titleColor: "var(--muted)",
    titleFontSize: textSizes.tick,
    titleFontWeight: 400,
    titleLimit: 0,
  },
  title: {
    color: "var(--ink)",
    fontSize: textSizes.heading,
    fontWeight: 600,
    anchor: "start",
    frame: "bounds",
    offset: titleOffset,
    limit: 0,
    subtitleColor: "var(--ink)",
    subtitleFontSize: textSizes.label,
    subtitlePadding: 5,
  },
  line: { strokeWidth: 2, strokeJoin: "round", strokeCap: "round", color: "var(--ink)" },
  area: { opacity: 0.16, line: false, color: "var(--ink)" },
  rule: { strokeWidth: 1.5, color: "var(--ink)" },
  point: { size: 36, filled: true, opacity: 1, color: "var(--ink)" },
  circle: { size: 28, opacity: 1, color: "var(--ink)" },
  square: { size: 28, opacity: 1, color: "var(--ink)" },
  tick: { color: "var(--ink)" },
  trail: { color: "var(--ink)" },
  bar: { color: "var(--ink)" },
  rect: { color: "var(--ink)" },
  errorbar: { ticks: false, rule: { strokeWidth: 1.5 } },
  errorband: { band: { opacity: 0.16 }, borders: false },
  text: { color: "var(--ink)", fontSize: textSizes.label },
  range: {
    category: [
      "var(--ink)",
      "var(--blue)",
      "var(--green)",
      "var(--magenta)",
      "var(--orange)",
      "var(--sky)",
      "var(--vermilion)",
      "var(--purple)",
      "var(--yellow)",
    ],
  },
  concat: { spacing: 28 },
  facet: { spacing: 30 },
};
