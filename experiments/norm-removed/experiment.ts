import { defineExperiment } from "reprise";
import { z } from "zod";
import { conditions } from "../lib/conditions.ts";
import { trainLinear } from "../lib/linear-training.ts";
import { artifact } from "./artifact.ts";
import { assemble, names } from "./assemble.ts";

const params = z.strictObject({
  depth: z.int().positive(),
  width: z.int().positive(),
  batch: z.int().positive(),
  /** Frobenius norms given to the update of every layer at every step, ascending. */
  norms: z.array(z.number().positive()),
  steps: z.int().positive(),
  /** Steps between measurements. */
  every: z.int().positive(),
  /** Independent runs of each condition at each norm. */
  replicates: z.int().positive(),
});

const paper = {
  depth: 30,
  width: 128,
  batch: 128,
  norms: [0.01, 0.02, 0.04],
  steps: 400,
  every: 20,
  replicates: 3,
};

export default defineExperiment({
  id: "norm-removed",
  title: "Gradient descent with every layer's update at one fixed norm",
  params,
  presets: { paper, draft: { ...paper, width: 64, batch: 64, steps: 120, every: 20, replicates: 2 } },
  runs: (settings) =>
    names.map((init) => ({ key: { init }, input: { initialization: conditions[init], ...settings } })),
  async run({ tf, random, input, progress }) {
    const { norms, replicates, steps, every, ...network } = input;
    const { map, target, loss } = await trainLinear(
      tf,
      random,
      {
        ...network,
        steps,
        optimizer: {
          kind: "sgd",
          learningRate: 1,
          transform: {
            kind: "norm",
            norms: norms.flatMap((norm) => Array.from({ length: replicates }, () => norm)),
          },
        },
        // Each norm sees the same networks and examples
        replicates: norms.flatMap(() => Array.from({ length: replicates }, (_, run) => run)),
        lossAt: Array.from({ length: Math.floor(steps / every) + 1 }, (_, i) => i * every),
        gradientsAt: [],
      },
      progress,
    );
    tf.dispose([map, target]);
    return { loss };
  },
  assemble,
  artifact,
});
