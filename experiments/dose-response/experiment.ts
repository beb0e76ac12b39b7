import { defineExperiment } from "reprise";
import { z } from "zod";
import { trainLinear } from "../lib/linear-training.ts";
import { blocksOfReplicates } from "../lib/replicates.ts";
import { artifact } from "./artifact.ts";
import { assemble } from "./assemble.ts";
import { beforeTraining } from "./before-training.ts";

const dose = z.strictObject({
  /** Power to which the singular values of the initial Gaussian weights are raised. */
  exponent: z.number().min(0),
  folds: z.int().nonnegative(),
});

const params = z.strictObject({
  depth: z.int().positive(),
  width: z.int().positive(),
  batch: z.int().positive(),
  learningRate: z.number().positive(),
  steps: z.int().positive(),
  /** Steps between measurements. */
  every: z.int().positive(),
  /** In the order of growing degeneracy. */
  doses: z.array(dose),
  /** Independent runs of each dose. */
  replicates: z.int().positive(),
  /** Networks whose gradient norms are measured before training, the trained ones among them: the norms have heavy tails. */
  initialNetworks: z.int().positive(),
});

const paper: z.infer<typeof params> = {
  depth: 30,
  width: 64,
  batch: 64,
  learningRate: 5e-4,
  steps: 1000,
  every: 100,
  doses: [
    ...[0, 0.25, 0.5, 0.75, 1].map((exponent) => ({ exponent, folds: 0 })),
    ...[1, 2].map((folds) => ({ exponent: 1, folds })),
  ],
  replicates: 5,
  initialNetworks: 200,
};

export default defineExperiment({
  id: "dose-response",
  title: "Loss and gradient norm against the degeneracy of the initial weights",
  params,
  presets: {
    paper,
    draft: { ...paper, width: 32, batch: 32, steps: 200, every: 50, replicates: 2, initialNetworks: 10 },
  },
  runs: ({ doses, ...settings }) => doses.map((dose) => ({ key: { ...dose }, input: { dose, ...settings } })),
  async run({ tf, random, input, progress }) {
    const { dose, every, learningRate, replicates, initialNetworks, ...network } = input;
    const initialization = { kind: "graded", ...dose } as const;
    const points = Array.from({ length: Math.floor(input.steps / every) + 1 }, (_, i) => i * every);
    const initial = blocksOfReplicates(initialNetworks, Math.ceil(initialNetworks / 10)).flatMap((members) =>
      beforeTraining(tf, random, { ...network, initialization, replicates: members }),
    );
    const { map, target, loss, gradients } = await trainLinear(
      tf,
      random,
      {
        ...network,
        initialization,
        replicates: Array.from({ length: replicates }, (_, run) => run),
        optimizer: { kind: "adam", learningRate },
        lossAt: points,
        gradientsAt: points,
      },
      progress,
    );
    tf.dispose([map, target]);
    return { loss, gradients, initial };
  },
  assemble,
  artifact,
});
