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
  /** Epochs at which the loss was measured, 0 being the initial network. */
  epochs: numbers,
  conditions: perCondition(
    z.strictObject({
      /** Expected loss per output, `E‖e‖²/n`, at each of `epochs`. */
      mse: curve,
      /** Mean norm of the gradient with respect to activations, at layers 0 … L. */
      gradients: perEpoch(curve),
    }),
  ),
  /** The loss after the last epoch. */
  final: perCondition(estimate),
  /** In how many of the L + 1 layers the mean gradient norms stand in this order. */
  order: z.strictObject({
    fold1LargerThanFold0: perEpoch(z.number()),
    orthogonalSmallerThanFold0: perEpoch(z.number()),
  }),
  plateau: z.strictObject({
    /** Loss of the best approximation of the target of rank 0 … n (Eckart and Young 1936), mean over runs. */
    residual: numbers,
    /** The rank, interpolated, whose best approximation leaves the final loss. */
    rank: perCondition(estimate),
    /** `u_kᵀ P v_k / s_k` for the target's k-th singular triple: how much of it the trained map `P` has, mean over runs. */
    learned: perCondition(numbers),
  }),
});

export type Artifact = z.infer<typeof artifact>;
