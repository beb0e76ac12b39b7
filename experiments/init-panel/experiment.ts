import { defineExperiment } from "reprise";
import { z } from "zod";
import { type Condition, conditionNames, conditions, forEachCondition } from "../lib/conditions.ts";
import { normals, replicateStreams } from "../lib/draws.ts";
import { gaussian, initialWeights } from "../lib/initialization.ts";
import { gradientSizes } from "../lib/linear-network.ts";
import { blocksOfReplicates } from "../lib/replicates.ts";
import { column, estimate, mean, quantile, standardDeviation } from "../lib/statistics.ts";
import {
  foldedGradientNorms,
  gaussianGradientNorms,
  gaussianSecondMoment,
  orthogonalGradientNorms,
} from "../lib/theory.ts";
import { artifact } from "./artifact.ts";

const params = z.strictObject({
  depth: z.int().positive(),
  width: z.int().positive(),
  batch: z.int().positive(),
  /** Independent networks of the Gaussian conditions, whose gradient norms have heavy tails. */
  gaussianRuns: z.int().positive(),
  /** Independent networks of the orthogonal conditions, which hardly differ from one another. */
  orthogonalRuns: z.int().positive(),
  /** Networks computed together, a matter of memory and speed. */
  batched: z.int().positive(),
});

type Params = z.infer<typeof params>;

const paper = {
  depth: 30,
  width: 128,
  batch: 128,
  gaussianRuns: 1000,
  orthogonalRuns: 200,
  batched: 20,
};

/** Size of the small samples whose order is compared: that of a hasty experiment. */
const fewRuns = 3;

function runsOf(condition: Condition, { gaussianRuns, orthogonalRuns }: Params): number {
  return conditions[condition].kind === "gaussian" ? gaussianRuns : orthogonalRuns;
}

export default defineExperiment({
  id: "init-panel",
  title: "Gradient norms of deep linear networks at initialization",
  params,
  presets: {
    paper,
    draft: { ...paper, width: 64, batch: 64, gaussianRuns: 100, orthogonalRuns: 20 },
  },
  runs: (settings) =>
    conditionNames.map((init) => {
      const { depth, width, batch, batched } = settings;
      const runs = runsOf(init, settings);
      const initialization = conditions[init];
      return {
        key: { init },
        input: { depth, width, batch, batched, runs, initialization },
        cost: runs / 100,
      };
    }),
  async run({ tf, random, input, progress }) {
    const { depth, width, batch, batched, runs, initialization } = input;
    const norms: Float32Array[] = [];
    const squares: Float32Array[] = [];
    for (const replicates of blocksOfReplicates(runs, Math.ceil(runs / batched))) {
      const streams = (name: string) => replicateStreams(random, name, replicates);
      tf.tidy(() => {
        const weights = initialWeights(tf, initialization, streams("weights"), depth, width);
        const x = normals(tf, streams("inputs"), [batch, width]);
        const y = tf.matMul(x, gaussian(tf, streams("target"), width, width), false, true);
        const { meanNorm, meanSquare } = gradientSizes(tf, weights, x, y);
        replicates.forEach((_, run) => {
          norms.push(Float32Array.from(meanNorm, (layer) => layer[run] as number));
          squares.push(Float32Array.from(meanSquare, (layer) => layer[run] as number));
        });
      });
      progress(norms.length, runs);
      // Lets messages through, so that an abort is heard
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
    return { norms, squares };
  },
  assemble({ params: settings, results }) {
    const { depth, width } = settings;
    const layers = Array.from({ length: depth + 1 }, (_, l) => l);
    const norms = (init: Condition, l: number) => column(results.get({ init }).norms, l);
    return {
      runs: forEachCondition((init) => runsOf(init, settings)),
      conditions: forEachCondition((init) => {
        const { squares } = results.get({ init });
        const meanSquares = layers.map((l) => estimate(column(squares, l)));
        return {
          norm: {
            mean: layers.map((l) => mean(norms(init, l))),
            se: layers.map((l) => estimate(norms(init, l)).se),
            sd: layers.map((l) => standardDeviation(norms(init, l))),
            p10: layers.map((l) => quantile(norms(init, l), 0.1)),
            p50: layers.map((l) => quantile(norms(init, l), 0.5)),
            p90: layers.map((l) => quantile(norms(init, l), 0.9)),
          },
          rms: {
            mean: meanSquares.map((square) => Math.sqrt(square.mean)),
            se: meanSquares.map((square) => square.se / (2 * Math.sqrt(square.mean))),
          },
        };
      }),
      theory: forEachCondition((init) => theory(init, depth, width)),
      moments: Object.fromEntries([10, 30].map((k) => [String(k), gaussianSecondMoment(k, width)])),
      flips: flips(norms("fold-0", 0), norms("fold-1", 0)),
    };
  },
  artifact,
});

function theory(condition: Condition, depth: number, width: number): number[] {
  const initialization = conditions[condition];
  if (initialization.kind === "orthogonal")
    return orthogonalGradientNorms(depth, width, initialization.scale);
  return (initialization.folds === 0 ? gaussianGradientNorms : foldedGradientNorms)(depth, width);
}

/** How often a few runs of `larger` have a smaller mean than equally many runs, of other draws, of `smaller`. */
function flips(smaller: Float64Array, larger: Float64Array) {
  const trials = Math.floor(smaller.length / fewRuns) - 1;
  const group = (values: Float64Array, index: number) =>
    mean(values.subarray(index * fewRuns, (index + 1) * fewRuns));
  const flipped = Array.from({ length: trials }, (_, i) => group(larger, i + 1) < group(smaller, i));
  return { runs: fewRuns, trials, fraction: flipped.filter(Boolean).length / trials };
}
