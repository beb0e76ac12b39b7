import isometryTraining from "../../experiments/isometry-training/experiment.ts";
import jacobianSpectra from "../../experiments/jacobian-spectra/experiment.ts";
import { runHere } from "./run-here.ts";

/** Parameters under which the experiments on dynamical isometry take a few seconds. */
export const smallIsometry = {
  jacobianSpectra: {
    ...jacobianSpectra.presets.paper,
    width: 80,
    depths: [1, 4, 16],
    histogramDepths: [16],
    networks: 12,
  },
  isometryTraining: {
    ...isometryTraining.presets.paper,
    depths: [12],
    width: 32,
    batch: 32,
    rates: [0.003, 0.02, 0.1],
    search: { steps: 40, networks: 1 },
    steps: 100,
    networks: 2,
    window: 20,
  },
};

export async function smallIsometryArtifacts() {
  return {
    "jacobian-spectra": await runHere(jacobianSpectra, smallIsometry.jacobianSpectra),
    "isometry-training": await runHere(isometryTraining, smallIsometry.isometryTraining),
  };
}
