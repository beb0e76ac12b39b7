import { z } from "zod";

const numbers = z.array(z.number());
const estimate = z.strictObject({ mean: z.number(), se: z.number() });
/** A curve over networks; `replicates` is `[networks][points]`. */
const curve = z.strictObject({ mean: numbers, se: numbers, replicates: z.array(numbers) });

const architectures = ["plain", "bias-regularized", "residual", "hyper-residual"] as const;

const arm = z.strictObject({
  /** Loss at the end for each learning rate of the grid, in its order; null where a network diverged. */
  search: z.array(z.nullable(estimate)),
  /** The learning rate of the least loss, of which all else is told. */
  rate: z.number(),
  /** Cross-entropy and accuracy on training batches before they were trained on, means over the windows that end at `steps`. */
  loss: curve,
  accuracy: curve,
  final: z.strictObject({ loss: estimate, accuracy: estimate }),
  /** Degeneracy of hidden units at each of `measuredAt`, means over layers; each from 0 to 1. */
  units: z.strictObject({ overlap: curve, elimination: curve, dependence: curve }),
  /** Participation ratio of the last hidden layer's activity at each of `measuredAt`. */
  participation: curve,
  /** The Hessian of the loss at each of `measuredAt`. */
  hessian: z.strictObject({
    /** Largest absolute eigenvalue. */
    largest: curve,
    /** Share of eigenvalues smaller, in absolute value, than a hundredth of the largest. */
    nearZero: curve,
    /** Number of the other eigenvalues. */
    curved: curve,
    /** Those of them that are negative, as a share of them. */
    negative: curve,
    /** Participation number of the squared eigenvalues, `(Σλ²)² / Σλ⁴`: directions that carry the curvature. */
    participation: curve,
  }),
});

export const artifact = z.strictObject({
  rates: numbers,
  depths: numbers,
  steps: numbers,
  measuredAt: numbers,
  /** Parameters of a network, by depth in decimal. */
  parameters: z.record(z.string().regex(/^\d+$/), z.number()),
  /** By architecture, then by depth in decimal. */
  arms: z.record(z.enum(architectures), z.record(z.string().regex(/^\d+$/), arm)),
});

export type Artifact = z.infer<typeof artifact>;
