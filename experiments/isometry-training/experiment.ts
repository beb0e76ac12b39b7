import type * as tfjs from "@tensorflow/tfjs-node";
import { defineExperiment } from "reprise";
import { z } from "zod";
import { replicateStreams } from "../lib/draws.ts";
import { withTransform } from "../lib/gradient-transforms.ts";
import { initialMlp } from "../lib/mlp.ts";
import { classes, mnistTrainFiles, readMnist } from "../lib/mnist.ts";
import { drawBatch } from "../lib/mnist-batches.ts";
import { sgd } from "../lib/optimizers.ts";
import { trainInWindows } from "../lib/windowed-training.ts";
import { activations, kinds, type Member, points } from "./arms.ts";
import { artifact } from "./artifact.ts";
import { assemble } from "./assemble.ts";
import { bestRate } from "./search.ts";

const params = z.strictObject({
  /** Hidden layers. */
  depths: z.array(z.int().positive()),
  width: z.int().positive(),
  batch: z.int().positive(),
  /** Learning rates of plain gradient descent, ascending; every arm tries all of them. */
  rates: z.array(z.number().positive()),
  /** Steps and networks with which each learning rate is tried. */
  search: z.strictObject({ steps: z.int().positive(), networks: z.int().positive() }),
  /** Steps and networks with which the best learning rate is then used. */
  steps: z.int().positive(),
  networks: z.int().positive(),
  /** Steps over which losses are averaged. */
  window: z.int().positive(),
});

const paper: z.infer<typeof params> = {
  depths: [30, 100],
  width: 128,
  batch: 64,
  rates: [0.001, 0.003, 0.01, 0.03, 0.1],
  search: { steps: 250, networks: 2 },
  steps: 1000,
  networks: 3,
  window: 50,
};

export default defineExperiment({
  id: "isometry-training",
  title: "Training speed of critical networks with and without dynamical isometry",
  params,
  presets: {
    paper,
    draft: {
      ...paper,
      depths: [30, 100],
      width: 32,
      batch: 32,
      search: { steps: 30, networks: 1 },
      steps: 90,
      networks: 2,
      window: 15,
    },
  },
  data: mnistTrainFiles,
  runs: ({ depths, ...settings }) =>
    depths.flatMap((depth) =>
      activations.map((activation) => ({
        key: { depth, activation },
        input: { depth, activation, ...settings },
        cost: depth,
      })),
    ),
  async run({ tf, random, data, input, progress }) {
    const { depth, activation, width, batch, rates, search, steps, networks, window } = input;
    const { weightVariance, biasVariance, preactivationVariance } = points[activation];
    const images = readMnist(data, "train");
    // The first pre-activations have the variance that the layers then keep
    const scale = Math.sqrt((preactivationVariance - biasVariance) / weightVariance);
    const shape = { inputs: images.size, width, depth, outputs: classes };
    const start = { weightVariance, biasVariance };
    const work = kinds.length * (search.steps * search.networks * rates.length + steps * networks);

    /** Trains networks of both kinds side by side, each at its rate; networks of one number see the same draws. */
    const train = async (members: readonly Member[], count: number, done: number) => {
      const streams = (name: string, among = members) =>
        replicateStreams(
          random,
          name,
          among.map(({ network }) => network),
        );
      const byKind = kinds.map((kind) => {
        const among = members.filter((member) => member.kind === kind);
        return initialMlp(tf, { activation }, shape, { kind, ...start }, streams("weights", among));
      });
      const initial = (byKind[0] ?? []).map((_, parameter) =>
        tf.concat(byKind.map((parameters) => parameters[parameter] as tfjs.Tensor)),
      );
      const optimizer = withTransform(tf, sgd(tf, initial, { learningRate: 1 }), {
        kind: "scale",
        factors: members.map(({ rate }) => rate),
      });
      tf.dispose([...byKind.flat(), ...initial]);
      const batches = streams("batches");
      const draw = () =>
        tf.tidy(() => {
          const { x, targets } = drawBatch(tf, images, batches, batch);
          return { x: tf.mul(x, scale), targets };
        });
      const trained = await trainInWindows(
        tf,
        { activation },
        optimizer,
        draw,
        { steps: count, window },
        (step) => progress(done + step * members.length, work),
      );
      optimizer.dispose();
      return trained;
    };

    // Networks of the search have numbers of their own, so that the choice is not made on what is reported
    const tried = kinds.flatMap((kind) =>
      rates.flatMap((rate) =>
        Array.from({ length: search.networks }, (_, i) => ({ kind, rate, network: networks + i })),
      ),
    );
    const searched = await train(tried, search.steps, 0);
    const byRate = kinds.map((kind) =>
      rates.map((rate) => searched.loss.filter((_, i) => tried[i]?.rate === rate && tried[i]?.kind === kind)),
    );
    const chosen = kinds.flatMap((kind, k) => {
      const rate = rates[bestRate(byRate[k] ?? [])] as number;
      return Array.from({ length: networks }, (_, network) => ({ kind, rate, network }));
    });
    const { loss, accuracy } = await train(chosen, steps, search.steps * tried.length);
    const result = (k: number) => {
      const own = (_: unknown, i: number) => chosen[i]?.kind === kinds[k];
      return {
        search: byRate[k] ?? [],
        loss: loss.filter(own),
        accuracy: accuracy.filter(own).map((curve) => curve.at(-1) ?? null),
      };
    };
    return { orthogonal: result(0), gaussian: result(1) };
  },
  assemble,
  artifact,
});
