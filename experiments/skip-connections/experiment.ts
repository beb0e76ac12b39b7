import { defineExperiment } from "reprise";
import { z } from "zod";
import { mnistTrainFiles } from "../lib/mnist.ts";
import { architectureNames } from "./architectures.ts";
import { artifact } from "./artifact.ts";
import { assemble } from "./assemble.ts";
import { run } from "./run.ts";

const params = z.strictObject({
  /** Hidden layers. */
  depths: z.array(z.int().positive()),
  width: z.int().positive(),
  batch: z.int().positive(),
  steps: z.int().positive(),
  /** Steps over which loss and accuracy are averaged. */
  window: z.int().positive(),
  /** Adam's learning rates, all of which every arm tries. */
  rates: z.array(z.number().positive()),
  /** Independent networks of each arm and rate. */
  networks: z.int().positive(),
  /** Bias regularization, ½ strength ‖b − b*‖², with `b* ~ N(0, sd²)` for each unit. */
  bias: z.strictObject({ sd: z.number().positive(), strength: z.number().positive() }),
  /** Steps at which units and the Hessian are measured. */
  measuredAt: z.array(z.int().nonnegative()),
  activityExamples: z.int().positive(),
  /** Training examples of the loss whose Hessian is measured. */
  hessianExamples: z.int().positive(),
  lanczosSteps: z.int().positive(),
  /** Random starts of the Lanczos iteration for each network. */
  probes: z.int().positive(),
});

const paper = {
  depths: [10, 20, 30],
  width: 128,
  batch: 64,
  steps: 400,
  window: 20,
  rates: [3e-4, 1e-3, 3e-3],
  networks: 3,
  bias: { sd: 0.25, strength: 0.01 },
  measuredAt: [0, 40, 120, 400],
  activityExamples: 1024,
  hessianExamples: 256,
  lanczosSteps: 60,
  probes: 1,
};

export default defineExperiment({
  id: "skip-connections",
  title: "Degeneracy and training of networks with and without skip connections",
  params,
  presets: {
    paper,
    draft: {
      ...paper,
      width: 32,
      batch: 32,
      steps: 60,
      window: 10,
      rates: [1e-3, 3e-3],
      networks: 2,
      measuredAt: [0, 20, 60],
      activityExamples: 256,
      hessianExamples: 64,
      lanczosSteps: 20,
    },
  },
  data: mnistTrainFiles,
  runs: ({ depths, ...settings }) =>
    architectureNames.flatMap((architecture) =>
      depths.map((depth) => ({
        key: { architecture, depth },
        input: { architecture, depth, ...settings },
        cost: (depth / 10) * (architecture === "hyper-residual" ? 1.5 : 1),
      })),
    ),
  run,
  assemble,
  artifact,
});
