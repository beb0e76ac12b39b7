import { z } from "zod";

/** One value for each layer 0 … L. */
const layers = z.array(z.number());

const conditions = ["fold-0", "fold-1", "orthogonal", "scaled-95", "scaled-90"] as const;
const perCondition = <T extends z.ZodType>(value: T) => z.record(z.enum(conditions), value);

export const artifact = z.strictObject({
  /** Independent runs of each condition. */
  runs: perCondition(z.number()),
  conditions: perCondition(
    z.strictObject({
      /** Over runs: the mean over examples of `‖g_l‖₂`. */
      norm: z.strictObject({ mean: layers, se: layers, sd: layers, p10: layers, p50: layers, p90: layers }),
      /** `√E‖g_l‖²` over runs and examples; its standard error by the delta method. */
      rms: z.strictObject({ mean: layers, se: layers }),
    }),
  ),
  /** `√E‖g_l‖²`, exact at this width. */
  theory: perCondition(layers),
  /** `m₂(k)` of `k` Gaussian factors, by `k`. */
  moments: z.record(z.string().regex(/^\d+$/), z.number()),
  /** How often the mean layer-0 norm of so few runs is smaller for Fold 1 than for Fold 0. */
  flips: z.strictObject({ runs: z.number(), trials: z.number(), fraction: z.number() }),
});

export type Artifact = z.infer<typeof artifact>;
