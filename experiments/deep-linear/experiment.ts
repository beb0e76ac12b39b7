import { defineExperiment } from "reprise";
import { z } from "zod";
import { conditionNames, conditions } from "../lib/conditions.ts";
import { singularDirections } from "../lib/learned-directions.ts";
import { trainLinear } from "../lib/linear-training.ts";
import { blocksOfReplicates } from "../lib/replicates.ts";
import { artifact } from "./artifact.ts";
import { assemble } from "./assemble.ts";

const params = z.strictObject({
  depth: z.int().positive(),
  width: z.int().positive(),
  batch: z.int().positive(),
  learningRate: z.number().positive(),
  epochs: z.int().positive(),
  stepsPerEpoch: z.int().positive(),
  /** Independent runs of each condition. */
  replicates: z.int().positive(),
  /** Into how many units of work the runs of a condition are divided. */
  blocks: z.int().positive(),
  /** Epochs at which gradient norms are measured. */
  gradientEpochs: z.array(z.int().nonnegative()),
});

const paper = {
  depth: 30,
  width: 128,
  batch: 128,
  learningRate: 5e-4,
  epochs: 20,
  stepsPerEpoch: 100,
  replicates: 10,
  blocks: 2,
  gradientEpochs: [0, 1, 2, 3, 4, 5, 10, 20],
};

export default defineExperiment({
  id: "deep-linear",
  title: "Deep linear networks trained by Adam from five initializations",
  params,
  presets: {
    paper,
    draft: {
      ...paper,
      width: 64,
      batch: 64,
      epochs: 10,
      replicates: 4,
      blocks: 1,
      gradientEpochs: [0, 1, 3, 4, 5, 10],
    },
  },
  runs: ({ blocks, replicates, ...training }) =>
    conditionNames.flatMap((init) =>
      blocksOfReplicates(replicates, blocks).map((members, block) => ({
        key: { init, block },
        input: { initialization: conditions[init], replicates: members, ...training },
        cost: members.length,
      })),
    ),
  async run({ tf, random, input, progress }) {
    const { epochs, stepsPerEpoch, gradientEpochs, learningRate, ...network } = input;
    const trained = await trainLinear(
      tf,
      random,
      {
        ...network,
        optimizer: { kind: "adam", learningRate },
        steps: epochs * stepsPerEpoch,
        lossAt: Array.from({ length: epochs + 1 }, (_, epoch) => epoch * stepsPerEpoch),
        gradientsAt: gradientEpochs.map((epoch) => epoch * stepsPerEpoch),
      },
      progress,
    );
    const { loss, gradients, map, target } = trained;
    const directions = singularDirections(tf, map, target);
    tf.dispose([map, target]);
    return { loss, gradients, ...directions };
  },
  assemble,
  artifact,
});
