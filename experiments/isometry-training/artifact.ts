import { z } from "zod";

const numbers = z.array(z.number());
const gapped = z.array(z.number().nullable());
/** Mean and standard error over networks; null where one diverged. */
const estimate = z.strictObject({ mean: z.number().nullable(), se: z.number().nullable() });

const arm = z.strictObject({
  /** Mean loss in the last window of the search at each learning rate, in the order of `rates`; null where a network diverged. */
  search: gapped,
  /** The learning rate of the least loss in the search. */
  rate: z.number(),
  /** Whether that rate is inside the grid, not at an end of it. */
  inside: z.boolean(),
  /** Cross-entropy at that rate on batches before they were learned from, averaged over windows that end at `steps`; other networks than in the search. */
  loss: z.strictObject({ mean: gapped, se: gapped, replicates: z.array(gapped) }),
  /** In the last window. */
  final: estimate,
  accuracy: estimate,
});

const arms = z.strictObject({
  "hard-tanh-orthogonal": arm,
  "hard-tanh-gaussian": arm,
  "relu-orthogonal": arm,
  "relu-gaussian": arm,
});

export const artifact = z.strictObject({
  /** Learning rates that every arm tried at every depth. */
  rates: numbers,
  /** Ends of the windows over which losses were averaged. */
  steps: numbers,
  /** By depth. */
  depths: z.record(
    z.string().regex(/^\d+$/),
    z.strictObject({
      arms,
      /** At how many of the windows the mean losses stand as hard tanh orthogonal < hard tanh Gaussian < the better ReLU arm. */
      order: z.strictObject({ held: z.number(), of: z.number() }),
      /** Steps until hard tanh orthogonal is as good as hard tanh Gaussian and the better ReLU arm at the end, and the factors by which it is faster. */
      speed: z.strictObject({
        gaussian: z.strictObject({ steps: z.number().nullable(), factor: z.number().nullable() }),
        relu: z.strictObject({ steps: z.number().nullable(), factor: z.number().nullable() }),
      }),
    }),
  ),
});

export type Artifact = z.infer<typeof artifact>;
