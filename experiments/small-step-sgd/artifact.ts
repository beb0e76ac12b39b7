import { z } from "zod";

const numbers = z.array(z.number());
/** Mean and standard error over runs. */
const estimate = z.strictObject({ mean: z.number(), se: z.number() });
/** A curve over runs; `replicates` is `[runs][points]`. */
const curve = z.strictObject({ mean: numbers, se: numbers, replicates: z.array(numbers) });

const conditions = ["fold-0", "fold-1", "orthogonal", "scaled-95", "scaled-90"] as const;
const perCondition = <T extends z.ZodType>(value: T) => z.record(z.enum(conditions), value);
/** Keyed by the epoch, written in decimal. */
const perEpoch = <T extends z.ZodType>(value: T) => z.record(z.string().regex(/^\d+$/), value);

export const artifact = z.strictObject({
  /** Steps after which the loss was measured, 0 being the initial network. */
  steps: numbers,
  conditions: perCondition(
    z.strictObject({
      /** Expected loss per output, `E‖e‖²/n`, at each of `steps`. */
      mse: curve,
      /** Mean norm of the gradient with respect to activations, at layers 0 … L. */
      gradients: perEpoch(curve),
    }),
  ),
  /** The loss after the last step. */
  final: perCondition(estimate),
  /** In how many of the L + 1 layers the mean gradient norms stand in this order. */
  order: z.strictObject({ fold1LargerThanFold0: perEpoch(z.number()) }),
});

export type Artifact = z.infer<typeof artifact>;
