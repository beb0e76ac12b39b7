import { z } from "zod";

const numbers = z.array(z.number());
/** Mean and standard error over products. */
const estimate = z.strictObject({ mean: z.number(), se: z.number() });

/** A probability density: abscissae and density, or the edges of bins, densities in them and their standard errors. */
const curve = z.strictObject({ at: numbers, density: numbers });
const histogram = z.strictObject({ edges: numbers, density: numbers, se: numbers });

const spectrum = z.strictObject({
  depth: z.number(),
  /** Measured on products of `width` × `width` matrices. */
  measured: z.strictObject({
    largest: estimate,
    /** Fraction of singular values below 0.01. */
    belowHundredth: estimate,
    /** The median singular value: its geometric mean over products, and the decimal logarithm with its error. */
    median: z.number(),
    medianLog10: estimate,
    smallestLog10: estimate,
    /** Mean of s⁴, which tends to L + 1. */
    fourthMoment: estimate,
    /** Fraction of singular values below 2⁻²⁴ and 2⁻⁵³ of the largest: lost if the product is formed in float32 or float64. */
    belowFloat32: estimate,
    belowFloat64: estimate,
  }),
  /** Fuss–Catalan law, infinite width. */
  theory: z.strictObject({
    largest: z.number(),
    belowHundredth: z.number(),
    median: z.number(),
    /** Density of s at s > 0. */
    density: curve,
    /** s as a function of the fraction of singular values above it. */
    quantiles: z.strictObject({ above: numbers, log10: numbers }),
  }),
  /** Density of s in bins, mean over products. */
  histogram,
  /** Mean over products of log₁₀ s by rank: `above` is (rank − ½) / width. */
  ranked: z.strictObject({ above: numbers, log10: numbers, se: numbers }),
  /** log₁₀ s of every product, descending, `[products][width]`. */
  log10: z.array(numbers),
});

export const artifact = z.strictObject({
  width: z.number(),
  products: z.number(),
  /** Keyed by depth, written in decimal. */
  spectra: z.record(z.string().regex(/^\d+$/), spectrum),
});

export type Artifact = z.infer<typeof artifact>;
