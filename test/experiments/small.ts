import deepLinear from "../../experiments/deep-linear/experiment.ts";
import initPanel from "../../experiments/init-panel/experiment.ts";
import smallStep from "../../experiments/small-step-sgd/experiment.ts";
import { runHere } from "./run-here.ts";

/** Parameters under which the experiments on deep linear networks take a second together. */
const network = { depth: 6, width: 16, batch: 16 };

export const small = {
  deepLinear: {
    ...deepLinear.presets.paper,
    ...network,
    learningRate: 5e-3,
    epochs: 5,
    stepsPerEpoch: 20,
    replicates: 4,
    gradientEpochs: [0, 1, 4],
  },
  initPanel: { ...network, gaussianRuns: 60, orthogonalRuns: 20, batched: 20 },
  smallStep: {
    ...smallStep.presets.paper,
    ...network,
    learningRate: 5e-3,
    epochs: 4,
    stepsPerEpoch: 20,
    replicates: 2,
    gradientEpochs: [0, 1, 4],
  },
};

export async function smallArtifacts() {
  return {
    "deep-linear": await runHere(deepLinear, small.deepLinear),
    "init-panel": await runHere(initPanel, small.initPanel),
    "small-step-sgd": await runHere(smallStep, small.smallStep),
  };
}
