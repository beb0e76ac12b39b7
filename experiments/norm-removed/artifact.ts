import { z } from "zod";

const numbers = z.array(z.number());
/** Mean and standard error over runs. */
const estimate = z.strictObject({ mean: z.number(), se: z.number() });
/** A curve over runs; `replicates` is `[runs][points]`. */
const curve = z.strictObject({ mean: numbers, se: numbers, replicates: z.array(numbers) });

const perCondition = <T extends z.ZodType>(value: T) =>
  z.record(z.enum(["fold-0", "fold-1", "orthogonal"]), value);

export const artifact = z.strictObject({
  /** Steps after which the loss was measured, 0 being the initial network. */
  steps: numbers,
  /** One entry for each norm that updates were given, ascending. */
  norms: z.array(
    z.strictObject({
      /** Frobenius norm of every layer's every update. */
      norm: z.number(),
      /** Expected loss per output, `E‖e‖²/n`, at each of `steps`. */
      mse: perCondition(curve),
      /** After the last step. */
      final: perCondition(estimate),
    }),
  ),
  /** At how many of the measured steps after the first the mean losses stand as Fold 1 > Fold 0 > orthogonal, over all norms. */
  order: z.strictObject({ held: z.number(), of: z.number() }),
  /** Index into `norms` of the one at which the mean of the final losses of the three conditions is smallest. */
  best: z.number(),
});

export type Artifact = z.infer<typeof artifact>;
