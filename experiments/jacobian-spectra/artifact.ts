import { z } from "zod";

const numbers = z.array(z.number());
/** Pointwise mean and standard error over networks. */
const estimates = z.strictObject({ mean: numbers, se: numbers });
/** The same with every network's own values, `[networks][points]`. */
const curve = z.strictObject({ mean: numbers, se: numbers, replicates: z.array(numbers) });

const perPoint = <T extends z.ZodType>(value: T) =>
  z.record(z.enum(["linear", "relu", "hard-tanh-50", "hard-tanh-25"]), value);
const perWeights = <T extends z.ZodType>(value: T) => z.record(z.enum(["gaussian", "orthogonal"]), value);

export const artifact = z.strictObject({
  /** Depths at which singular values were computed. */
  depths: numbers,
  /** The critical points, from their formulas. */
  points: perPoint(
    z.strictObject({
      preactivationVariance: z.number(),
      weightVariance: z.number(),
      biasVariance: z.number(),
      /** Fraction of units that are not cut off. */
      p: z.number(),
    }),
  ),
  spectra: perPoint(
    perWeights(
      z.strictObject({
        /** `Var(s²) / (mean s²)²` of each network at each of `depths`, and its limit for wide networks. */
        variance: curve,
        varianceTheory: numbers,
        /** Largest singular value, divided by the root mean square of the network's. */
        largest: curve,
        largestTheory: numbers,
        /** Mean of s², whose limit is 1 at any depth. */
        scale: estimates,
        /** Densities, by depth. */
        histograms: z.record(
          z.string().regex(/^\d+$/),
          z.strictObject({
            /** Fraction of singular values per decade in each bin, over all, zeros included. */
            perDecade: estimates,
            /** Fraction below the first bin. */
            below: z.strictObject({ mean: z.number(), se: z.number() }),
            /** The limit: a curve, the fraction below the first bin, and the fraction at one value above the curve's edge; null where all values are 1. */
            theory: z
              .strictObject({ s: numbers, perDecade: numbers, below: z.number(), atom: z.number() })
              .nullable(),
          }),
        ),
      }),
    ),
  ),
  /** Edges of the bins, decimal logarithms of s over its root mean square. */
  binEdges: numbers,
});

export type Artifact = z.infer<typeof artifact>;
