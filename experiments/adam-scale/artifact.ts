import { z } from "zod";

const numbers = z.array(z.number());
/** A curve over runs; `replicates` is `[runs][points]`. */
const curve = z.strictObject({ mean: numbers, se: numbers, replicates: z.array(numbers) });
/** As `curve`; null where a run has diverged, and in the mean from where the first has. */
const gapped = z.array(z.number().nullable());
const divergingCurve = z.strictObject({ mean: gapped, se: gapped, replicates: z.array(gapped) });

const perCondition = <T extends z.ZodType>(value: T) => z.record(z.enum(["fold-0", "orthogonal"]), value);
/** By the factor that multiplies all gradients. */
const perScale = <T extends z.ZodType>(value: T) => z.record(z.enum(["1e-3", "1", "1e3"]), value);

export const artifact = z.strictObject({
  /** Steps after which the loss was measured, 0 being the initial network. */
  steps: numbers,
  /** Expected loss per output, `E‖e‖²/n`, at each of `steps`. */
  conditions: perCondition(
    z.strictObject({
      /** Adam with ε far below all gradients. */
      adam: perScale(curve),
      /** Adam with the ε that libraries preset, beside which the smallest gradients are not large. */
      presetEpsilon: perScale(curve),
      sgd: perScale(divergingCurve),
    }),
  ),
  /** How far the curves of scaled gradients are from those of unscaled ones: the largest over steps, factors and runs. */
  moved: perCondition(
    z.strictObject({
      adam: z.number(),
      presetEpsilon: z.number(),
      /** Of the curves that did not diverge. */
      sgd: z.number(),
    }),
  ),
  /** How many runs of gradient descent diverged at each factor. */
  diverged: perCondition(perScale(z.number())),
  /** Loss after the last step, gradients unscaled. */
  final: perCondition(
    z.strictObject({
      adam: z.strictObject({ mean: z.number(), se: z.number() }),
      sgd: z.strictObject({ mean: z.number().nullable(), se: z.number().nullable() }),
    }),
  ),
});

export type Artifact = z.infer<typeof artifact>;
