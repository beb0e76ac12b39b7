/** What experiments and content import as `reprise`. */
export { exactly, fractionOf, withinTolerance } from "./engine/agreement.ts";
export { type Claims, defineClaims, type Finding } from "./engine/claims.ts";
export {
  type AssembleContext,
  type DataSource,
  defineExperiment,
  type Experiment,
  type FinishedRun,
  localFile,
  packageFile,
  type Run,
  type RunContext,
  type RunKey,
  type RunResults,
  type TensorFlow,
} from "./engine/define.ts";
export { monotone, orderedMeans } from "./engine/ordered-means.ts";
export { defineQuantities } from "./engine/quantities.ts";
export type { RandomStream } from "./engine/random.ts";
export { defineFigure, type Figure, type FigureTable, type Layout } from "./figures/define.ts";
export { dodgeValues } from "./figures/ends.ts";
export { defineLive } from "./live/define.ts";
