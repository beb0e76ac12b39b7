import { z } from "zod";

const numbers = z.array(z.number());
/** Mean and standard error over runs, and the runs' own values. */
const estimate = z.strictObject({ mean: z.number(), se: z.number(), replicates: numbers });
/** A curve over runs; `replicates` is `[runs][points]`. */
const curve = z.strictObject({ mean: numbers, se: numbers, replicates: z.array(numbers) });

export const artifact = z.strictObject({
  /** Steps after which loss and gradient norms were measured, 0 being the initial network. */
  steps: numbers,
  /** In the order of growing degeneracy. */
  doses: z.array(
    z.strictObject({
      /** Singular values of the initial weights were raised to this power, … */
      exponent: z.number(),
      /** … and rows repeated so often. */
      folds: z.number(),
      /** Participation ratio of the squared singular values of one initial weight matrix, as a fraction of n. */
      participation: z.number(),
      /** Expected loss per output, `E‖e‖²/n`, at each of `steps`. */
      mse: curve,
      /** Gradient norm averaged over layers 0 … L, at each of `steps`. */
      gradient: curve,
      /** Loss after the last step. */
      final: estimate,
      /** Gradient norm averaged over layers before training, over more networks than were trained. */
      initialGradient: estimate,
      /** Gradient norm averaged over layers and over the measured steps, the initial one left out. */
      trainingGradient: estimate,
    }),
  ),
  /** Whether loss, initial and training gradient norm rise from each dose to the next, by their means. */
  monotone: z.strictObject({
    loss: z.boolean(),
    initialGradient: z.boolean(),
    trainingGradient: z.boolean(),
  }),
});

export type Artifact = z.infer<typeof artifact>;
