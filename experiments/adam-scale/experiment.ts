import { defineExperiment } from "reprise";
import { z } from "zod";
import { conditions } from "../lib/conditions.ts";
import { trainLinear } from "../lib/linear-training.ts";
import { names, optimizers } from "./arms.ts";
import { artifact } from "./artifact.ts";
import { assemble } from "./assemble.ts";

const params = z.strictObject({
  depth: z.int().positive(),
  width: z.int().positive(),
  batch: z.int().positive(),
  /** Adam's. */
  learningRate: z.number().positive(),
  /** Adam's ε, small beside all gradients. */
  epsilon: z.number().positive(),
  /** The ε that TensorFlow.js and Keras preset. */
  presetEpsilon: z.number().positive(),
  /** Of plain gradient descent. */
  sgdRate: z.number().positive(),
  steps: z.int().positive(),
  /** Steps between measurements. */
  every: z.int().positive(),
  /** Factors that multiply all gradients: 1e-3, 1, 1e3. */
  factors: z.tuple([z.number(), z.literal(1), z.number()]),
  /** Independent runs of each condition. */
  replicates: z.int().positive(),
});

const paper: z.infer<typeof params> = {
  depth: 30,
  width: 128,
  batch: 128,
  learningRate: 5e-4,
  epsilon: 1e-12,
  presetEpsilon: 1e-7,
  sgdRate: 3e-4,
  steps: 400,
  every: 20,
  factors: [1e-3, 1, 1e3],
  replicates: 3,
};

export default defineExperiment({
  id: "adam-scale",
  title: "Gradients multiplied by a constant, under Adam and gradient descent",
  params,
  presets: { paper, draft: { ...paper, width: 64, batch: 64, steps: 100, every: 10, replicates: 2 } },
  runs: (settings) =>
    names.flatMap((init) =>
      optimizers.map((optimizer) => ({
        key: { init, optimizer },
        input: { initialization: conditions[init], optimizer, ...settings },
      })),
    ),
  async run({ tf, random, input, progress }) {
    const { depth, width, batch, steps, every, factors } = input;
    const { map, target, loss } = await trainLinear(
      tf,
      random,
      {
        ...{ initialization: input.initialization, depth, width, batch, steps },
        optimizer: {
          kind: input.optimizer === "sgd" ? "sgd" : "adam",
          learningRate: input.optimizer === "sgd" ? input.sgdRate : input.learningRate,
          epsilon: input.optimizer === "presetEpsilon" ? input.presetEpsilon : input.epsilon,
          transform: {
            kind: "scale",
            factors: factors.flatMap((factor) => Array.from({ length: input.replicates }, () => factor)),
          },
        },
        // Each factor sees the same networks and examples
        replicates: factors.flatMap(() => Array.from({ length: input.replicates }, (_, run) => run)),
        lossAt: Array.from({ length: Math.floor(steps / every) + 1 }, (_, i) => i * every),
        gradientsAt: [],
      },
      progress,
    );
    tf.dispose([map, target]);
    return {
      loss: loss.map((curve) => Array.from(curve, (value) => (Number.isFinite(value) ? value : null))),
    };
  },
  assemble,
  artifact,
});
