import type * as tfjs from "@tensorflow/tfjs-node";
import type { RunContext, TensorFlow } from "reprise";
import { participationRatio, unitDegeneracy } from "../lib/activity.ts";
import { classificationStep } from "../lib/classification.ts";
import { type RandomSource, replicateStreams } from "../lib/draws.ts";
import { hessian } from "../lib/hessian.ts";
import { lanczosQuadrature, type SpectralDensity } from "../lib/lanczos.ts";
import { forwardMlp, initialMlp, type Mlp } from "../lib/mlp.ts";
import { classes, type LabelledImages, readMnist } from "../lib/mnist.ts";
import { type Batch, drawBatch } from "../lib/mnist-batches.ts";
import { adam } from "../lib/optimizers.ts";
import { mean } from "../lib/statistics.ts";
import { type Architecture, type BiasTargets, biasTargets, fixedTensors, network } from "./architectures.ts";

type Tensor = tfjs.Tensor;

export interface Settings {
  readonly width: number;
  readonly batch: number;
  readonly steps: number;
  readonly window: number;
  readonly rates: readonly number[];
  readonly networks: number;
  readonly bias: BiasTargets;
  readonly measuredAt: readonly number[];
  readonly activityExamples: number;
  readonly hessianExamples: number;
  readonly lanczosSteps: number;
  readonly probes: number;
}

export interface Input extends Settings {
  readonly architecture: Architecture;
  readonly depth: number;
}

export interface Trained {
  /** Means over windows, `[networks][windows]`; null where not finite. */
  readonly loss: readonly (readonly (number | null)[])[];
  readonly accuracy: readonly (readonly (number | null)[])[];
}

/** Of the networks of the best learning rate, at one of the times; arrays over networks. */
export interface Measured {
  readonly participation: ArrayLike<number>;
  readonly overlap: ArrayLike<number>;
  readonly elimination: ArrayLike<number>;
  readonly dependence: ArrayLike<number>;
  /** Of the Hessian, `[networks][probes]`. */
  readonly densities: readonly (readonly SpectralDensity[])[];
}

export interface Result {
  /** By learning rate. */
  readonly trained: readonly Trained[];
  /** Index of the learning rate of the least loss in the last window. */
  readonly best: number;
  /** At each of `measuredAt`. */
  readonly measured: readonly Measured[];
  /** Parameters of a network. */
  readonly size: number;
}

/** Trains all networks and rates of an arm side by side, chooses the rate, and measures its networks as they were at given steps. */
export async function run(context: RunContext<Input>): Promise<Result> {
  const { tf, random, data, input, progress } = context;
  const { architecture, depth, width, rates, networks } = input;
  const images = readMnist(data, "train");
  const replicates = Array.from({ length: networks }, (_, i) => i);
  const streams = (name: string) => replicateStreams(random, name, replicates);
  const repeated = (tensor: Tensor) => tf.tile(tensor, [rates.length, ...tensor.shape.slice(1).map(() => 1)]);

  const single = network(tf, architecture, depth, width, streams("projections"));
  const shape = { inputs: images.size, width, depth, outputs: classes };
  const targets =
    architecture === "bias-regularized" ? biasTargets(tf, streams("bias"), depth, width, input.bias) : [];
  const all = repeatedSkip(single, repeated);
  const pulls = targets.map(repeated);
  const initial = tf.tidy(() => {
    const start = initialMlp(tf, single, shape, { kind: "gaussian" }, streams("weights"));
    return start.map((value, index) =>
      repeated(index % 2 === 1 ? (targets[(index - 1) / 2] ?? value) : value),
    );
  });

  // One network after another: by learning rate, then replicate
  const optimizer = adam(tf, initial, {
    learningRate: rates.flatMap((rate) => replicates.map(() => rate)),
  });
  tf.dispose(initial);
  const snapshots: Tensor[][] = [];
  const snapshot = (step: number) => {
    if (input.measuredAt.includes(step)) snapshots.push(optimizer.values());
  };
  const curves = await train(context, images, streams("batches"), all, repeated, snapshot, (mlp, batch) =>
    classificationStep(tf, mlp, optimizer, batch.x, batch.targets, (index, value) => {
      const pull = index % 2 === 1 ? pulls[(index - 1) / 2] : undefined;
      return pull && tf.mul(tf.sub(value, pull), input.bias.strength);
    }),
  );
  optimizer.dispose();
  tf.dispose([...pulls, ...targets, ...fixedTensors(all)]);

  const trained = rates.map((_, r) => ({
    loss: curves.loss.slice(r * networks, (r + 1) * networks),
    accuracy: curves.accuracy.slice(r * networks, (r + 1) * networks),
  }));
  const best = leastLoss(trained);
  const measured: Measured[] = [];
  for (const values of snapshots) {
    const chosen = values.map((value) =>
      tf.slice(value, [best * networks, 0, 0], [networks, ...value.shape.slice(1)]),
    );
    tf.dispose(values);
    measured.push(measure(tf, random, images, single, chosen, input, replicates));
    tf.dispose(chosen);
    progress(input.steps + measured.length * measurementCost, totalCost(input));
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  const size = (images.size + 1) * width + (depth - 1) * (width + 1) * width + (width + 1) * classes;
  tf.dispose([...fixedTensors(single)]);
  return { trained, best, measured, size };
}

/** A measurement in steps of training, for the progress bar. */
const measurementCost = 60;
const totalCost = ({ steps, measuredAt }: Settings) => steps + measuredAt.length * measurementCost;

async function train(
  { tf, input: { steps, window, batch, rates, networks }, input, progress }: RunContext<Input>,
  images: LabelledImages,
  batches: ReturnType<typeof replicateStreams>,
  mlp: Mlp,
  repeated: (tensor: Tensor) => Tensor,
  visit: (step: number) => void,
  step: (mlp: Mlp, batch: Batch) => ReturnType<typeof classificationStep>,
) {
  const count = rates.length * networks;
  const curves = { loss: noCurves(count), accuracy: noCurves(count) };
  const sums = { loss: new Float64Array(count), accuracy: new Float64Array(count) };
  visit(0);
  for (let done = 1; done <= steps; done++) {
    const drawn = tf.tidy(() => {
      // Every architecture and rate sees the same batches
      const { x, targets } = drawBatch(tf, images, batches, batch);
      return { x: repeated(x), targets: repeated(targets) };
    });
    const measured = step(mlp, drawn);
    tf.dispose([drawn.x, drawn.targets]);
    for (const quantity of ["loss", "accuracy"] as const) {
      measured[quantity].forEach((value, i) => {
        sums[quantity][i] = (sums[quantity][i] as number) + value / window;
      });
      if (done % window !== 0) continue;
      curves[quantity].forEach((curve, i) => {
        const value = sums[quantity][i] as number;
        curve.push(Number.isFinite(value) ? value : null);
      });
      sums[quantity].fill(0);
    }
    visit(done);
    progress(done, totalCost(input));
    // Lets messages through, so that an abort is heard
    if (done % 10 === 0) await new Promise<void>((resolve) => setImmediate(resolve));
  }
  return curves;
}

const noCurves = (count: number): (number | null)[][] => Array.from({ length: count }, () => []);

function repeatedSkip(mlp: Mlp, repeated: (tensor: Tensor) => Tensor): Mlp {
  const { skip } = mlp;
  return skip?.kind === "hyper"
    ? { ...mlp, skip: { ...skip, projections: skip.projections.map(repeated) } }
    : mlp;
}

/** Index of the entry of the least mean loss in the last window, of those in which it is finite for all networks. */
function leastLoss(trained: readonly Trained[]): number {
  const finals = trained.map(({ loss }) => {
    const last = loss.map((curve) => curve.at(-1) ?? Number.POSITIVE_INFINITY);
    return last.every(Number.isFinite) ? mean(last) : Number.POSITIVE_INFINITY;
  });
  const least = Math.min(...finals);
  if (!Number.isFinite(least))
    throw new RangeError("an architecture diverges at every learning rate of the grid");
  return finals.indexOf(least);
}

function measure(
  tf: TensorFlow,
  random: RandomSource,
  images: LabelledImages,
  mlp: Mlp,
  parameters: readonly Tensor[],
  { activityExamples, hessianExamples, lanczosSteps, probes }: Settings,
  replicates: readonly number[],
): Measured {
  const streams = (name: string) => replicateStreams(random, name, replicates);
  const activity = tf.tidy(() => {
    const { x } = drawBatch(tf, images, streams("activity"), activityExamples);
    const { hidden } = forwardMlp(tf, mlp, parameters, x);
    const layers = hidden.map((h) => unitDegeneracy(tf, h));
    const overLayers = (quantity: "overlap" | "elimination" | "dependence") =>
      replicates.map((_, i) => mean(layers.map((layer) => layer[quantity][i] as number)));
    return {
      participation: participationRatio(tf, hidden.at(-1) as Tensor),
      overlap: overLayers("overlap"),
      elimination: overLayers("elimination"),
      dependence: overLayers("dependence"),
    };
  });
  const { x, targets } = drawBatch(tf, images, streams("curvature"), hessianExamples);
  const operator = hessian(tf, mlp, parameters, x, targets);
  const byProbe = Array.from({ length: probes }, (_, probe) =>
    lanczosQuadrature(tf, operator, streams(`probe-${probe}`), lanczosSteps),
  );
  operator.dispose();
  tf.dispose([x, targets]);
  return {
    ...activity,
    densities: replicates.map((_, i) => byProbe.map((densities) => densities[i] as SpectralDensity)),
  };
}
