import type * as tfjs from "@tensorflow/tfjs-node";
import { defineExperiment } from "reprise";
import { z } from "zod";
import { activationNames } from "../lib/activations.ts";
import { participationRatio } from "../lib/activity.ts";
import { normals, replicateStreams } from "../lib/draws.ts";
import { forwardMlp, initialMlp } from "../lib/mlp.ts";
import { blocksOfReplicates } from "../lib/replicates.ts";
import { estimateCurve } from "../lib/statistics.ts";
import { initKinds, treated, treatmentNames } from "../lib/treatments.ts";
import { artifact } from "./artifact.ts";

const params = z.strictObject({
  depth: z.int().positive(),
  width: z.int().positive(),
  /** Examples over which activity is measured. */
  examples: z.int().positive(),
  /** Independent networks of each arm. */
  networks: z.int().positive(),
  /** Networks computed together, a matter of memory. */
  batched: z.int().positive(),
  /** Layers at which activity is measured, ascending; 0 is the input. */
  layers: z.array(z.int().nonnegative()),
});

const layers = [0, 1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60, 70, 80, 90, 100];

export default defineExperiment({
  id: "collapse",
  title: "Dimensionality of activity in deep networks at initialization",
  params,
  presets: {
    paper: { depth: 100, width: 128, examples: 128, networks: 16, batched: 4, layers },
    draft: { depth: 100, width: 64, examples: 64, networks: 4, batched: 4, layers },
  },
  runs: (settings) =>
    activationNames.flatMap((activation) =>
      initKinds.map((init) => ({
        key: { activation, init },
        input: { activation, init, ...settings },
        cost: activation === "linear" ? 1 : 1.5,
      })),
    ),
  async run({ tf, random, input, progress }) {
    const { activation, init, depth, width, examples, networks, batched, layers: measured } = input;
    const ratios = treatmentNames.map((): number[][] => []);
    const blocks = blocksOfReplicates(networks, Math.ceil(networks / batched));
    for (const [block, replicates] of blocks.entries()) {
      const streams = (name: string) => replicateStreams(random, name, replicates);
      const shape = { inputs: width, width, depth, outputs: 1 };
      const parameters = initialMlp(tf, { activation }, shape, { kind: init }, streams("weights"));
      const x = normals(tf, streams("inputs"), [examples, width]);
      treatmentNames.forEach((treatment, t) => {
        tf.tidy(() => {
          const { hidden } = forwardMlp(tf, treated(activation, treatment, depth), parameters, x);
          const activity = measured.map((layer) =>
            participationRatio(tf, layer === 0 ? x : (hidden[layer - 1] as tfjs.Tensor)),
          );
          replicates.forEach((_, run) => {
            ratios[t]?.push(activity.map((values) => values[run] as number));
          });
        });
      });
      tf.dispose([...parameters, x]);
      progress(block + 1, blocks.length);
      // Lets messages through, so that an abort is heard
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
    /** `[treatments][networks][layers]` */
    return { ratios };
  },
  assemble({ params: { width, examples, layers: measured }, results }) {
    const entries = <K extends string, V>(keys: readonly K[], make: (key: K, index: number) => V) =>
      Object.fromEntries(keys.map((key, index) => [key, make(key, index)])) as Record<K, V>;
    return {
      layers: [...measured],
      arms: entries(activationNames, (activation) =>
        entries(initKinds, (init) => {
          const { ratios } = results.get({ activation, init });
          return entries(treatmentNames, (_, t) => estimateCurve(ratios[t] as number[][]));
        }),
      ),
      inputTheory: width / (1 + width / examples),
    };
  },
  artifact,
});
