import { z } from "zod";

const numbers = z.array(z.number());

const activations = ["linear", "relu", "tanh", "hard-tanh"] as const;
const inits = ["gaussian", "orthogonal"] as const;
const treatments = ["none", "batch-norm", "layer-norm", "divisive-norm", "skip"] as const;

export const artifact = z.strictObject({
  /** Layers at which activity was measured; 0 is the input. */
  layers: numbers,
  /** By activation function, initialization and treatment. */
  arms: z.record(
    z.enum(activations),
    z.record(
      z.enum(inits),
      z.record(
        z.enum(treatments),
        /** Participation ratio of centred activity at each of `layers`, over runs; `replicates` is `[runs][layers]`. */
        z.strictObject({ mean: numbers, se: numbers, replicates: z.array(numbers) }),
      ),
    ),
  ),
  /** The input's participation ratio to be expected, `n / (1 + n/N)` for N examples of n independent normals. */
  inputTheory: z.number(),
});

export type Artifact = z.infer<typeof artifact>;
