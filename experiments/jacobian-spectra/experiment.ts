import { defineExperiment } from "reprise";
import { z } from "zod";
import { criticalNames, criticalPoints } from "../lib/criticality.ts";
import { replicateStreams } from "../lib/draws.ts";
import { followJacobians } from "../lib/jacobian.ts";
import { artifact } from "./artifact.ts";
import { assemble } from "./assemble.ts";
import { measure, type Spectrum, starts } from "./spectrum.ts";

const params = z.strictObject({
  width: z.int().positive(),
  /** Depths at which singular values are computed. */
  depths: z.array(z.int().positive()),
  /** Depths whose densities are kept. */
  histogramDepths: z.array(z.int().positive()),
  /** Independent networks of each kind, each with one input. */
  networks: z.int().positive(),
  /** Bins of the decimal logarithm of singular values, relative to their root mean square. */
  bins: z.strictObject({ from: z.number(), to: z.number(), count: z.int().positive() }),
});

const paper: z.infer<typeof params> = {
  width: 400,
  depths: [1, 3, 10, 32, 100],
  histogramDepths: [32, 100],
  networks: 16,
  // Below a thousandth nothing is resolved in float32 at depth 100: rounding errors are 1e-6 of the largest value
  bins: { from: -3, to: 1.5, count: 30 },
};

export default defineExperiment({
  id: "jacobian-spectra",
  title: "Singular values of the Jacobians of critical networks",
  params,
  presets: {
    paper,
    draft: { ...paper, width: 100, depths: [1, 3, 10, 32, 100], histogramDepths: [32], networks: 2 },
  },
  runs: ({ networks, ...settings }) =>
    Object.entries(starts).flatMap(([weights, initialization]) =>
      Array.from({ length: networks }, (_, network) => ({
        key: { weights, network },
        input: { initialization, network, ...settings },
        cost: weights === "orthogonal" ? 1.5 : 1,
      })),
    ),
  run({ tf, random, input, progress }) {
    const { initialization, network, width, depths, histogramDepths, bins } = input;
    const streams = (name: string) => replicateStreams(random, name, [network]);
    const spectra: Record<string, Record<string, Spectrum>> = Object.fromEntries(
      criticalNames.map((name) => [name, {}]),
    );
    followJacobians(
      tf,
      initialization,
      criticalNames.map((name) => criticalPoints[name]),
      { width, depths },
      { weights: streams("weights"), biases: streams("biases"), inputs: streams("inputs") },
      (point, depth, s) => {
        const kept = histogramDepths.includes(depth) ? bins : undefined;
        const spectrum = measure(s.dataSync<"float32">(), kept);
        Object.assign(spectra[criticalNames[point] as string] ?? {}, { [String(depth)]: spectrum });
        progress(depth, Math.max(...depths));
      },
    );
    return spectra;
  },
  assemble,
  artifact,
});
