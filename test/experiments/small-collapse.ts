import collapse from "../../experiments/collapse/experiment.ts";
import collapseTraining from "../../experiments/collapse-training/experiment.ts";
import skipConnections from "../../experiments/skip-connections/experiment.ts";
import { runHere } from "./run-here.ts";

/** Parameters under which the experiments on collapse and skip connections take a few seconds. */
export const smallCollapse = {
  collapse: { ...collapse.presets.paper, depth: 30, networks: 4, layers: [0, 10, 30] },
  collapseTraining: {
    ...collapseTraining.presets.paper,
    depth: 6,
    width: 24,
    batch: 16,
    steps: 20,
    window: 5,
    rates: [1e-3, 1e-2],
    networks: 2,
    examples: 64,
  },
  skipConnections: {
    ...skipConnections.presets.paper,
    depths: [3, 6],
    width: 24,
    batch: 16,
    steps: 20,
    window: 5,
    rates: [1e-3, 1e-2],
    networks: 2,
    measuredAt: [0, 10, 20],
    activityExamples: 128,
    hessianExamples: 32,
    lanczosSteps: 12,
  },
};

export async function smallCollapseArtifacts() {
  return {
    collapse: await runHere(collapse, smallCollapse.collapse),
    "collapse-training": await runHere(collapseTraining, smallCollapse.collapseTraining),
    "skip-connections": await runHere(skipConnections, smallCollapse.skipConnections),
  };
}
