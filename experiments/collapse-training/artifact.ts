import { z } from "zod";

const numbers = z.array(z.number());
const estimate = z.strictObject({ mean: z.number(), se: z.number() });

const activations = ["linear", "relu", "tanh", "hard-tanh"] as const;
const inits = ["gaussian", "orthogonal"] as const;
const treatments = ["none", "batch-norm", "layer-norm", "divisive-norm", "skip"] as const;

const arm = z.strictObject({
  /** Loss at the end for each learning rate of the grid, in its order; null where a run diverged. */
  search: z.array(z.nullable(estimate)),
  /** The learning rate of the least loss. */
  rate: z.number(),
  /** Cross-entropy at that rate, a mean over each window of steps before they were taken: `replicates` is `[runs][windows]`. */
  loss: z.strictObject({ mean: numbers, se: numbers, replicates: z.array(numbers) }),
  /** The last of these losses. */
  final: estimate,
  /** Accuracy on the batches of the last window. */
  accuracy: estimate,
  /** Participation ratio of the last hidden layer's activity before training. */
  participation: estimate,
  /** How much a small random change of the input has grown at the last hidden layer before training, by root mean squares. */
  sensitivity: estimate,
});

/** Spearman's rank correlation of initial participation ratio and final loss over arms. */
const rankCorrelation = z.strictObject({
  all: z.number(),
  /** Over the arms with nothing done, or with skip connections. */
  withoutNormalization: z.number(),
  withNormalization: z.number(),
  /** The same with sensitivity in the place of the participation ratio. */
  sensitivityWithNormalization: z.number(),
  withinActivation: z.record(z.enum(activations), z.number()),
});

export const artifact = z.strictObject({
  rates: numbers,
  /** Steps taken at the end of each window. */
  steps: numbers,
  arms: z.record(z.enum(activations), z.record(z.enum(inits), z.record(z.enum(treatments), arm))),
  rankCorrelation,
});

export type Artifact = z.infer<typeof artifact>;
