import adamScale from "../../experiments/adam-scale/experiment.ts";
import doseResponse from "../../experiments/dose-response/experiment.ts";
import normRemoved from "../../experiments/norm-removed/experiment.ts";
import { runHere } from "./run-here.ts";

/** Parameters under which the experiments on the size of gradients take a second each. */
const network = { depth: 8, width: 16, batch: 16 };

export const smallNorm = {
  adamScale: {
    ...adamScale.presets.paper,
    ...network,
    learningRate: 2e-3,
    // As for the paper's depth, gradient descent survives its own rate and not a thousand times that
    sgdRate: 2e-3,
    steps: 200,
    every: 20,
    replicates: 2,
  },
  normRemoved: {
    ...normRemoved.presets.paper,
    ...network,
    norms: [0.02, 0.05],
    steps: 200,
    every: 40,
    replicates: 3,
  },
  doseResponse: {
    ...doseResponse.presets.paper,
    ...network,
    learningRate: 2e-3,
    steps: 200,
    every: 50,
    replicates: 3,
    initialNetworks: 30,
  },
};

export async function smallNormArtifacts() {
  return {
    "adam-scale": await runHere(adamScale, smallNorm.adamScale),
    "norm-removed": await runHere(normRemoved, smallNorm.normRemoved),
    "dose-response": await runHere(doseResponse, smallNorm.doseResponse),
  };
}
