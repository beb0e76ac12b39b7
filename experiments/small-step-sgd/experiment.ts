import { defineExperiment } from "reprise";
import { z } from "zod";
import { conditionNames, conditions, forEachCondition } from "../lib/conditions.ts";
import { trainLinear } from "../lib/linear-training.ts";
import { finalLoss, layersWhereLarger, summarizeTraining } from "../lib/training-summary.ts";
import { artifact } from "./artifact.ts";

const params = z.strictObject({
  depth: z.int().positive(),
  width: z.int().positive(),
  batch: z.int().positive(),
  learningRate: z.number().positive(),
  epochs: z.int().positive(),
  stepsPerEpoch: z.int().positive(),
  /** Independent runs of each condition. */
  replicates: z.int().positive(),
  /** Epochs at which gradient norms are measured. */
  gradientEpochs: z.array(z.int().nonnegative()),
});

const paper = {
  depth: 30,
  width: 128,
  batch: 128,
  learningRate: 3e-4,
  epochs: 15,
  stepsPerEpoch: 100,
  replicates: 5,
  gradientEpochs: [0, 1, 3, 4, 5, 15],
};

export default defineExperiment({
  id: "small-step-sgd",
  title: "Deep linear networks trained by gradient descent with a small step",
  params,
  presets: {
    paper,
    draft: { ...paper, width: 64, batch: 64, epochs: 5, replicates: 2, gradientEpochs: [0, 1, 3, 4, 5] },
  },
  runs: ({ replicates, ...training }) =>
    conditionNames.map((init) => ({
      key: { init },
      input: {
        initialization: conditions[init],
        replicates: Array.from({ length: replicates }, (_, i) => i),
        ...training,
      },
      cost: replicates,
    })),
  async run({ tf, random, input, progress }) {
    const { epochs, stepsPerEpoch, gradientEpochs, learningRate, ...network } = input;
    const { loss, gradients, map, target } = await trainLinear(
      tf,
      random,
      {
        ...network,
        optimizer: { kind: "sgd", learningRate },
        steps: epochs * stepsPerEpoch,
        lossAt: Array.from({ length: epochs + 1 }, (_, epoch) => epoch * stepsPerEpoch),
        gradientsAt: gradientEpochs.map((epoch) => epoch * stepsPerEpoch),
      },
      progress,
    );
    tf.dispose([map, target]);
    return { loss, gradients };
  },
  assemble({ params: { epochs, stepsPerEpoch, gradientEpochs }, results }) {
    const conditions = forEachCondition((init) => summarizeTraining([results.get({ init })], gradientEpochs));
    return {
      steps: Array.from({ length: epochs + 1 }, (_, epoch) => epoch * stepsPerEpoch),
      conditions,
      final: forEachCondition((init) => finalLoss(conditions[init])),
      order: {
        fold1LargerThanFold0: layersWhereLarger(conditions["fold-1"], conditions["fold-0"]),
      },
    };
  },
  artifact,
});
