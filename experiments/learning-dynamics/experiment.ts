import { defineExperiment, type Run } from "reprise";
import { z } from "zod";
import { conditions } from "../lib/conditions.ts";
import type { Initialization } from "../lib/initialization.ts";
import { artifact } from "./artifact.ts";
import { assemble, initializations, type Result, starts } from "./assemble.ts";
import { alignedTime, check, randomTime, trajectory } from "./runs.ts";

const params = z.strictObject({
  /** Loss per output at which a network counts as having learned. */
  threshold: z.number().positive(),
  trajectories: z.strictObject({
    depths: z.array(z.int().positive()),
    strengths: z.array(z.number().positive()),
    /** How many singular values of the target have each strength. */
    multiplicity: z.int().positive(),
    /** u₀ of every mode. */
    start: z.number().positive(),
    /** Learning rate as a part of the largest stable one. */
    rate: z.number().positive(),
    /** Time at which the trajectories end, times the depth. */
    until: z.number().positive(),
    points: z.int().positive(),
  }),
  /** One mode of a network of two layers, followed to one time. */
  check: z.strictObject({
    strength: z.number().positive(),
    start: z.number().positive(),
    time: z.number().positive(),
    learningRate: z.number().positive(),
  }),
  aligned: z.strictObject({
    width: z.int().positive(),
    depths: z.array(z.int().positive()),
    /** Learning rate times depth. */
    rate: z.number().positive(),
    /** Descent is carried out where theory expects at most this many steps. */
    cap: z.int().positive(),
  }),
  random: z.strictObject({
    width: z.int().positive(),
    depths: z.array(z.int().positive()),
    networks: z.int().positive(),
    /** Learning rates times depth, the same for every initialization. */
    grid: z.array(z.number().positive()),
    cap: z.int().positive(),
  }),
});

export type Params = z.infer<typeof params>;

type Input =
  | { readonly measure: "check"; readonly settings: Params["check"] }
  | { readonly measure: "trajectory"; readonly depth: number; readonly settings: Params["trajectories"] }
  | {
      readonly measure: "aligned";
      readonly start: (typeof starts)[number];
      readonly depth: number;
      readonly threshold: number;
      readonly settings: Omit<Params["aligned"], "depths">;
    }
  | {
      readonly measure: "random";
      readonly initialization: Initialization;
      readonly depth: number;
      readonly threshold: number;
      readonly settings: Omit<Params["random"], "depths">;
    };

const paper: Params = {
  threshold: 0.05,
  trajectories: {
    depths: [2, 4, 8],
    strengths: [3, 2, 1],
    multiplicity: 4,
    start: 0.05,
    rate: 0.01,
    until: 18,
    points: 37,
  },
  check: { strength: 2, start: 0.01, time: 1, learningRate: 0.002 },
  aligned: { width: 16, depths: [2, 3, 4, 6, 8, 12, 16, 20, 28, 40, 63, 100], rate: 0.02, cap: 2500 },
  random: { width: 32, depths: [2, 4, 8, 16, 32, 64], networks: 5, grid: [0.1, 0.2, 0.4, 0.8], cap: 600 },
};

export default defineExperiment({
  id: "learning-dynamics",
  title: "Learning dynamics of deep linear networks and their exact solution",
  params,
  presets: {
    paper,
    draft: {
      ...paper,
      trajectories: { ...paper.trajectories, rate: 0.05, multiplicity: 1 },
      aligned: { ...paper.aligned, width: 4, rate: 0.05, cap: 500 },
      random: { ...paper.random, width: 16, depths: [2, 4, 8, 16], networks: 3, cap: 300 },
    },
  },
  runs: ({ threshold, trajectories, check, aligned, random }): readonly Run<Input>[] => {
    const { depths: alignedDepths, ...alignedSettings } = aligned;
    const { depths: randomDepths, ...randomSettings } = random;
    return [
      { key: { measure: "check" }, input: { measure: "check", settings: check } },
      ...trajectories.depths.map((depth) => ({
        key: { measure: "trajectory", depth },
        input: { measure: "trajectory" as const, depth, settings: trajectories },
        cost: depth,
      })),
      ...starts.flatMap((start) =>
        alignedDepths.map((depth) => ({
          key: { measure: "aligned", start, depth },
          input: { measure: "aligned" as const, start, depth, threshold, settings: alignedSettings },
          cost: depth / 10,
        })),
      ),
      ...initializations.flatMap((init) =>
        randomDepths.map((depth) => ({
          key: { measure: "random", init, depth },
          input: {
            measure: "random" as const,
            initialization: conditions[init],
            depth,
            threshold,
            settings: randomSettings,
          },
          cost: depth / 5,
        })),
      ),
    ];
  },
  run({ tf, random, input }): Result {
    switch (input.measure) {
      case "trajectory":
        return trajectory(tf, random, input.depth, input.settings);
      case "check":
        return check(tf, random, input.settings);
      case "aligned":
        return alignedTime(tf, random, input.depth, input.start, input.threshold, input.settings);
      case "random":
        return randomTime(tf, random, input.depth, input.initialization, input.threshold, input.settings);
    }
  },
  assemble,
  artifact,
});
