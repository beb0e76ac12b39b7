import type * as tfjs from "@tensorflow/tfjs-node";
import { defineExperiment } from "reprise";
import { z } from "zod";
import { activationNames } from "../lib/activations.ts";
import { participationRatio } from "../lib/activity.ts";
import { classificationStep } from "../lib/classification.ts";
import { normals, replicateStreams } from "../lib/draws.ts";
import { forwardMlp, initialMlp } from "../lib/mlp.ts";
import { classes, mnistTrainFiles, readMnist } from "../lib/mnist.ts";
import { drawBatch } from "../lib/mnist-batches.ts";
import { adam } from "../lib/optimizers.ts";
import { sensitivity } from "../lib/sensitivity.ts";
import { type InitKind, initKinds, treated, treatmentNames } from "../lib/treatments.ts";
import { artifact } from "./artifact.ts";
import { assemble, type Result } from "./assemble.ts";

const params = z.strictObject({
  /** Hidden layers. */
  depth: z.int().positive(),
  width: z.int().positive(),
  batch: z.int().positive(),
  steps: z.int().positive(),
  /** Steps over which losses are averaged. */
  window: z.int().positive(),
  /** Adam's learning rates, all of which every arm tries. */
  rates: z.array(z.number().positive()),
  /** Independent networks of each arm and rate. */
  networks: z.int().positive(),
  /** Examples over which initial activity is measured. */
  examples: z.int().positive(),
});

const paper = {
  depth: 30,
  width: 64,
  batch: 64,
  steps: 150,
  window: 10,
  rates: [1e-4, 3e-4, 1e-3, 3e-3],
  networks: 3,
  examples: 1024,
};

export default defineExperiment({
  id: "collapse-training",
  title: "Training deep networks whose activity collapses, and others",
  params,
  presets: {
    paper,
    draft: {
      ...paper,
      width: 48,
      batch: 32,
      steps: 60,
      rates: [3e-4, 1e-3],
      networks: 2,
      examples: 256,
    },
  },
  data: mnistTrainFiles,
  runs: (settings) =>
    activationNames.flatMap((activation) =>
      treatmentNames.map((treatment) => ({
        key: { activation, treatment },
        input: { activation, treatment, ...settings },
        cost: treatment === "none" || treatment === "skip" ? 1 : 1.6,
      })),
    ),
  async run({ tf, random, data, input, progress }) {
    const { activation, treatment, depth, width, batch, steps, window, rates, networks, examples } = input;
    const images = readMnist(data, "train");
    const replicates = Array.from({ length: networks }, (_, run) => run);
    const streams = (name: string) => replicateStreams(random, name, replicates);
    const mlp = treated(activation, treatment, depth);
    const shape = { inputs: images.size, width, depth, outputs: classes };

    const starts = initKinds.map((kind) => initialMlp(tf, mlp, shape, { kind }, streams("weights")));
    const before = tf.tidy(() => {
      const { x } = drawBatch(tf, images, streams("activity"), examples);
      const direction = normals(tf, streams("direction"), [examples, images.size]);
      return starts.map((start) => {
        const lastLayer = (input: tfjs.Tensor) =>
          forwardMlp(tf, mlp, start, input).hidden.at(-1) as tfjs.Tensor;
        return {
          participation: participationRatio(tf, lastLayer(x)),
          sensitivity: sensitivity(tf, lastLayer, x, direction),
        };
      });
    });

    // One network after another: by initialization, then learning rate, then replicate
    const copies = initKinds.length * rates.length;
    const repeated = (tensor: tfjs.Tensor, times: number) =>
      tf.tile(tensor, [times, ...tensor.shape.slice(1).map(() => 1)]);
    const initial = tf.tidy(() =>
      (starts[0] as tfjs.Tensor[]).map((_, index) =>
        tf.concat(starts.map((start) => repeated(start[index] as tfjs.Tensor, rates.length))),
      ),
    );
    tf.dispose(starts);
    const learningRate = initKinds.flatMap(() => rates.flatMap((rate) => replicates.map(() => rate)));
    const optimizer = adam(tf, initial, { learningRate });
    tf.dispose(initial);

    const curves = learningRate.map((): number[] => []);
    let [loss, accuracy] = [new Float64Array(learningRate.length), new Float64Array(learningRate.length)];
    const batches = streams("batches");
    for (let step = 1; step <= steps; step++) {
      const { x, targets } = tf.tidy(() => {
        // Every arm and rate sees the same batches
        const drawn = drawBatch(tf, images, batches, batch);
        return { x: repeated(drawn.x, copies), targets: repeated(drawn.targets, copies) };
      });
      const measured = classificationStep(tf, mlp, optimizer, x, targets);
      tf.dispose([x, targets]);
      loss = loss.map((sum, network) => sum + (measured.loss[network] as number) / window);
      accuracy = accuracy.map((sum, network) => sum + (measured.accuracy[network] as number) / window);
      if (step % window === 0) {
        curves.forEach((curve, network) => {
          curve.push(loss[network] as number);
        });
        loss = loss.map(() => 0);
        if (step < steps) accuracy = accuracy.map(() => 0);
      }
      progress(step, steps);
      // Lets messages through, so that an abort is heard
      if (step % 10 === 0) await new Promise<void>((resolve) => setImmediate(resolve));
    }
    optimizer.dispose();

    const result = (kind: InitKind): Result => {
      const i = initKinds.indexOf(kind);
      return {
        ...(before[i] as (typeof before)[number]),
        trained: rates.map((_, r) => {
          const first = (i * rates.length + r) * networks;
          return {
            loss: curves.slice(first, first + networks).map((curve) => curve.map(finiteOrNull)),
            accuracy: Array.from(accuracy.slice(first, first + networks), finiteOrNull),
          };
        }),
      };
    };
    return { gaussian: result("gaussian"), orthogonal: result("orthogonal") };
  },
  assemble,
  artifact,
});

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
