import { defineLive, type TensorFlow } from "reprise";
import { type Condition, conditionNames, conditions } from "../lib/conditions.ts";
import { normals, replicateStreams } from "../lib/draws.ts";
import { gaussian, type Initialization, initialWeights } from "../lib/initialization.ts";
import { expectedLoss, gradientSizes, product } from "../lib/linear-network.ts";
import { trainingStep } from "../lib/linear-training.ts";
import { composedAdam } from "../lib/optimizers.ts";
import { providePortableKernels } from "../lib/portable-kernels.ts";
import { composedSgd } from "../lib/portable-optimizers.ts";
import type { Artifact } from "./artifact.ts";

const stepsPerEpoch = 100;
/** The network that is trained is the first of the published ones, when its settings are theirs. */
const replicates = [0];

const folded = { initialization: ["gaussian", "graded"] };

export default defineLive({
  controls: {
    depth: { kind: "range", label: "Layers", min: 2, max: 60, step: 1, value: 30 },
    width: { kind: "stops", label: "Units per layer", stops: [16, 32, 64, 128], value: 128 },
    initialization: {
      kind: "choice",
      label: "Initial weights",
      options: [
        { value: "gaussian", label: "Gaussian" },
        { value: "orthogonal", label: "Orthogonal" },
        { value: "graded", label: "Graded" },
      ],
      value: "gaussian",
    },
    folds: { kind: "range", label: "Folds", min: 0, max: 3, step: 1, value: 0, when: folded },
    exponent: {
      kind: "range",
      label: "Exponent of singular values",
      min: 0,
      max: 1,
      step: 0.05,
      value: 0.5,
      when: { initialization: ["graded"] },
    },
    scale: {
      kind: "range",
      label: "Scale",
      min: 0.8,
      max: 1.1,
      step: 0.01,
      value: 1,
      when: { initialization: ["orthogonal"] },
    },
    optimizer: {
      kind: "choice",
      label: "Optimizer",
      options: [
        { value: "adam", label: "Adam" },
        { value: "sgd", label: "Gradient descent" },
      ],
      value: "adam",
    },
    learningRate: {
      kind: "stops",
      label: "Learning rate",
      stops: [1e-5, 3e-5, 1e-4, 2e-4, 3e-4, 5e-4, 7e-4, 1e-3, 2e-3, 3e-3, 1e-2],
      value: 5e-4,
    },
    epochs: { kind: "stops", label: "Epochs", stops: [1, 2, 5, 10, 20, 40], value: 20 },
  },
  plots: {
    learning: {
      title: "Learning",
      x: { label: "Epoch", scale: "linear" },
      y: { label: "Mean squared error", scale: "log" },
      series: "This run",
    },
    gradients: {
      title: "Gradients",
      x: { label: "Layer (0 is the input)", scale: "linear" },
      y: { label: "Gradient norm", scale: "log" },
      series: "This run",
      time: "epoch",
    },
  },
  advice: { diverged: "Try a lower learning rate.", slow: "Fewer layers or units take less." },
  async run({ tf, settings, random, emit, progress, breathe }) {
    const { depth, width, learningRate, epochs } = settings;
    // One example for each unit, as in the published runs
    const batch = width;
    providePortableKernels(tf);
    const streams = (name: string) => replicateStreams(random, name, replicates);
    const target = gaussian(tf, streams("target"), width, width);
    const weights = initialWeights(tf, initializationOf(settings), streams("weights"), depth, width);
    const optimizer = (settings.optimizer === "adam" ? composedAdam : composedSgd)(tf, weights, {
      learningRate,
    });
    tf.dispose(weights);
    const inputs = streams("inputs");
    const heldOut = draw(tf, streams("evaluation"), batch, width, target);
    const layers = Array.from({ length: depth + 1 }, (_, layer) => layer);
    const measure = (step: number) =>
      tf.tidy(() => {
        const values = optimizer.values();
        if (step % 5 === 0 || step < 10) {
          const [y] = expectedLoss(tf, product(tf, values), target).dataSync<"float32">();
          emit({ plot: "learning", x: step / stepsPerEpoch, y: y as number });
        }
        if (step % 20 === 0) {
          const { meanNorm } = gradientSizes(tf, values, heldOut.x, heldOut.y);
          const y = meanNorm.map(([norm]) => norm as number);
          emit({ plot: "gradients", at: step / stepsPerEpoch, x: layers, y });
        }
      });
    const steps = epochs * stepsPerEpoch;
    measure(0);
    for (let step = 1; step <= steps; step++) {
      await breathe();
      trainingStep(tf, optimizer, normals(tf, inputs, [batch, width]), target, batch);
      measure(step);
      progress(step, steps);
    }
    optimizer.dispose();
    tf.dispose([target, heldOut.x, heldOut.y]);
  },
  published(
    artifact: Artifact,
    params: { depth: number; width: number; epochs: number; learningRate: number },
  ) {
    const { depth, width, epochs, learningRate } = params;
    return {
      settings: { depth, width, epochs, learningRate },
      curves: conditionNames.flatMap((name) => {
        const look = { ...looks[name], settings: { ...settingsOf(name), optimizer: "adam" as const } };
        const { mse, gradients } = artifact.conditions[name];
        return [
          { plot: "learning" as const, ...look, x: artifact.epochs, y: mse.mean },
          ...Object.entries(gradients).map(([epoch, { mean }]) => ({
            plot: "gradients" as const,
            ...look,
            at: Number(epoch),
            x: mean.map((_, layer) => layer),
            y: mean,
          })),
        ];
      }),
    };
  },
});

/** The controls that say how the weights start. */
interface Start {
  readonly initialization: "gaussian" | "orthogonal" | "graded";
  readonly folds: number;
  readonly exponent: number;
  readonly scale: number;
}

function initializationOf({ initialization, folds, exponent, scale }: Start): Initialization {
  switch (initialization) {
    case "gaussian":
      return { kind: "gaussian", folds };
    case "orthogonal":
      return { kind: "orthogonal", scale };
    case "graded":
      return { kind: "graded", exponent, folds };
  }
}

/** Where the controls stand for a published condition. */
function settingsOf(name: Condition) {
  const start = conditions[name];
  return start.kind === "gaussian"
    ? { initialization: start.kind, folds: start.folds }
    : { initialization: start.kind, scale: start.scale };
}

/** The conditions as the figures show them. */
const looks: Readonly<Record<Condition, { label: string; colour: string; dash?: number[] }>> = {
  "fold-0": { label: "Fold 0", colour: "ink" },
  "fold-1": { label: "Fold 1", colour: "blue" },
  orthogonal: { label: "Orthogonal", colour: "green" },
  "scaled-95": { label: "0.95 × orthogonal", colour: "magenta", dash: [5, 4] },
  "scaled-90": { label: "0.9 × orthogonal", colour: "magenta" },
};

/** A batch `x` with its targets, both `[runs, batch, width]`. */
function draw(
  tf: TensorFlow,
  streams: Parameters<typeof normals>[1],
  batch: number,
  width: number,
  target: ReturnType<typeof normals>,
) {
  const x = normals(tf, streams, [batch, width]);
  return { x, y: tf.matMul(x, target, false, true) };
}
