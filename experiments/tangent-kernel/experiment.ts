import { defineExperiment, type Run } from "reprise";
import { z } from "zod";
import { conditions } from "../lib/conditions.ts";
import { replicateStreams } from "../lib/draws.ts";
import { type Initialization, initialWeights } from "../lib/initialization.ts";
import { blocksOfReplicates } from "../lib/replicates.ts";
import { eigenvalues, kernelMatrix, kernelMoments } from "../lib/tangent-kernel.ts";
import { artifact } from "./artifact.ts";
import { assemble, initializations, type Result } from "./assemble.ts";

const params = z.strictObject({
  width: z.int().positive(),
  /** Depths at which the participation ratio is measured; `spectrum.depth` is one of them. */
  depths: z.array(z.int().positive()),
  /** Independent networks of each initialization and depth. */
  networks: z.int().positive(),
  /** The networks whose kernel is diagonalized, a matrix of width² × width². */
  spectrum: z.strictObject({
    width: z.int().positive(),
    depth: z.int().positive(),
    networks: z.int().positive(),
  }),
});

const depths = [1, 2, 3, 4, 6, 8, 11, 15, 21, 30, 45, 70, 100];

interface Network {
  readonly initialization: Initialization;
  readonly width: number;
  readonly depth: number;
}

type Input =
  | (Network & { readonly measure: "moments"; readonly networks: number })
  | (Network & { readonly measure: "spectrum"; readonly network: number });

/** Networks measured together, so that the factors of deep ones fit into memory. */
const together = 5;

export default defineExperiment({
  id: "tangent-kernel",
  title: "Effective degrees of freedom of deep linear networks",
  params,
  presets: {
    paper: { width: 128, depths, networks: 20, spectrum: { width: 48, depth: 30, networks: 8 } },
    draft: { width: 64, depths, networks: 6, spectrum: { width: 32, depth: 30, networks: 3 } },
  },
  runs: ({ width, depths, networks, spectrum }): readonly Run<Input>[] =>
    initializations.flatMap((init) => {
      const initialization = conditions[init];
      return [
        ...depths.map((depth) => ({
          key: { init, measure: "moments", depth },
          input: { measure: "moments" as const, initialization, width, depth, networks },
          cost: depth / 50,
        })),
        ...Array.from({ length: spectrum.networks }, (_, network) => ({
          key: { init, measure: "spectrum", network },
          input: {
            measure: "spectrum" as const,
            initialization,
            width: spectrum.width,
            depth: spectrum.depth,
            network,
          },
          cost: 2,
        })),
      ];
    }),
  run({ tf, random, input }): Result {
    const { initialization, depth, width } = input;
    if (input.measure === "spectrum") {
      const streams = replicateStreams(random, "spectrum", [input.network]);
      const values = tf.tidy(() =>
        eigenvalues(tf, kernelMatrix(tf, initialWeights(tf, initialization, streams, depth, width))),
      );
      return { measure: "spectrum", eigenvalues: values };
    }
    // networks of different depths are independent of each other
    const independent = (...path: readonly (string | number)[]) => random(`depth-${depth}`, ...path);
    const moments = blocksOfReplicates(input.networks, Math.ceil(input.networks / together)).map(
      (networks) => {
        const streams = replicateStreams(independent, "weights", networks);
        const weights = initialWeights(tf, initialization, streams, depth, width);
        const block = kernelMoments(tf, weights);
        tf.dispose(weights);
        return block;
      },
    );
    return {
      measure: "moments",
      mean: moments.flatMap((block) => Array.from(block.mean)),
      fraction: moments.flatMap((block) => Array.from(block.fraction)),
    };
  },
  assemble,
  artifact,
});
