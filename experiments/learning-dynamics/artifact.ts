import { z } from "zod";

const numbers = z.array(z.number());
/** Mean and standard error over networks. */
const estimate = z.strictObject({ mean: z.number(), se: z.number() });

const starts = ["half", "weights-80"] as const;
const initializations = ["fold-0", "orthogonal", "scaled-90"] as const;

export const artifact = z.strictObject({
  /** Singular values of aligned networks during gradient descent, keyed by depth, written in decimal. */
  trajectories: z.strictObject({
    start: z.number(),
    depths: numbers,
    modes: z.record(
      z.string().regex(/^\d+$/),
      z.strictObject({
        learningRate: z.number(),
        /** Times, steps × learning rate. */
        times: numbers,
        curves: z.array(z.strictObject({ strength: z.number(), descent: numbers, theory: numbers })),
        /** Largest difference between descent and theory over all times, relative to the strength. */
        largestError: z.number(),
      }),
    ),
  }),
  /** The strength of one mode of a two-layer network at one time: theory, descent at two rates, and its limit for small rates. */
  check: z.strictObject({
    strength: z.number(),
    start: z.number(),
    time: z.number(),
    learningRate: z.number(),
    theory: z.number(),
    learningRates: numbers,
    descent: numbers,
    extrapolated: z.number(),
  }),
  /** Loss per output at which a network counts as having learned; the zero map has 1. */
  threshold: z.number(),
  /**
   * Learning time times depth, in the time of gradient flow, of networks aligned with an orthogonal target: from u₀ = ½ (`half`), and
   * from weights of singular value 0.8 (`weights-80`). `descent` is `null` where descent was not carried out.
   */
  aligned: z.strictObject({
    depths: numbers,
    starts: z.record(
      z.enum(starts),
      z.strictObject({ theory: numbers, descent: z.array(z.number().nullable()) }),
    ),
    /** Where the time from u₀ = ½ tends as L → ∞. */
    limit: z.number(),
  }),
  /** Steps to the threshold from random weights toward a Gaussian target, at the best learning rate of the same grid, rate × depth. */
  random: z.strictObject({
    width: z.number(),
    networks: z.number(),
    depths: numbers,
    grid: numbers,
    /** Most steps taken. */
    cap: z.number(),
    initializations: z.record(
      z.enum(initializations),
      z.array(
        z.strictObject({
          depth: z.number(),
          /** How many of the networks learned within `cap` steps at the best rate. */
          learned: z.number(),
          /** Steps, `null` unless all have learned. */
          steps: estimate.nullable(),
          /** The best of `grid`, at which all networks have learned first (or most have); `null` when none has. */
          rate: z.number().nullable(),
        }),
      ),
    ),
  }),
});

export type Artifact = z.infer<typeof artifact>;
