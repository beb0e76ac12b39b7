import type { Controls, LiveAdvice, LivePlot, PublishedCurve, Settings } from "./define.ts";

/** What the page of a live experiment fetches when its reader asks for it: `live/<id>.json`. */
export interface LiveDocument {
  readonly experiment: string;
  /** The root seed of the published results. */
  readonly seed: number;
  readonly controls: Controls;
  readonly plots: Readonly<Record<string, LivePlot>>;
  readonly advice: LiveAdvice;
  /** Where the controls stand at first. */
  readonly settings: Settings;
  readonly published: readonly PublishedCurve[];
}

/** Where the document of an experiment stands, from the root of the site. */
export function liveDocumentAddress(experiment: string): string {
  return `live/${experiment}.json`;
}
