import filaments from "../../experiments/filaments/experiment.ts";
import learningDynamics from "../../experiments/learning-dynamics/experiment.ts";
import productSpectra from "../../experiments/product-spectra/experiment.ts";
import tangentKernel from "../../experiments/tangent-kernel/experiment.ts";
import { runHere } from "./run-here.ts";

const filamentInducing = { count: 80, spread: 1, jitter: 1e-6 };

/** Parameters under which the experiments on spectra, learning dynamics and filaments take a few seconds together. */
export const small = {
  tangentKernel: {
    width: 32,
    depths: [1, 2, 5, 10, 30],
    networks: 8,
    spectrum: { width: 16, depth: 10, networks: 3 },
  },
  productSpectra: { width: 64, depths: [1, 10, 30, 100], products: 3, rootBin: 0.2 },
  learningDynamics: {
    ...learningDynamics.presets.draft,
    trajectories: { ...learningDynamics.presets.draft.trajectories, points: 10 },
    aligned: { width: 2, depths: [2, 8, 40], rate: 0.05, cap: 100 },
    random: { width: 8, depths: [2, 8, 16], networks: 2, grid: [0.2, 0.4], cap: 80 },
  },
  filaments: {
    ...filaments.presets.draft,
    inducing: { plain: filamentInducing, "input-connected": filamentInducing },
    cloud: { points: 400, layers: { plain: [0, 1, 4, 6], "input-connected": [4, 6] } },
    layers: 6,
    drawn: { draws: 4, blocks: 2, points: 20 },
    drawnFive: { draws: 2, points: 10, inducing: filamentInducing },
    prior: { plane: 4000, five: 1000 },
  },
};

export async function smallSpectra() {
  return {
    "tangent-kernel": await runHere(tangentKernel, small.tangentKernel),
    "product-spectra": await runHere(productSpectra, small.productSpectra),
    "learning-dynamics": await runHere(learningDynamics, small.learningDynamics),
    filaments: await runHere(filaments, small.filaments),
  };
}
