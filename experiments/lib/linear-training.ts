import type * as tfjs from "@tensorflow/tfjs-node";
import type { TensorFlow } from "reprise";
import { normals, type RandomSource, replicateStreams } from "./draws.ts";
import { type GradientTransform, withTransform } from "./gradient-transforms.ts";
import { gaussian, type Initialization, initialWeights } from "./initialization.ts";
import { backward, expectedLoss, forward, gradientSizes, product } from "./linear-network.ts";
import { adam, type Optimizer, sgd } from "./optimizers.ts";

type Tensor = tfjs.Tensor;

/** A deep linear network learning a random linear map `y = A x`, `A ~ N(0, 1/width)`, from inputs `x ~ N(0, I)` drawn online. */
export interface LinearTraining {
  readonly initialization: Initialization;
  readonly optimizer: {
    readonly kind: "adam" | "sgd";
    readonly learningRate: number;
    /** Adam's ε. */
    readonly epsilon?: number;
    /** What is done to gradients first; nothing unless told otherwise. */
    readonly transform?: GradientTransform;
  };
  readonly depth: number;
  readonly width: number;
  /** Examples in a batch; the loss is the mean over them of `½‖e‖²`. */
  readonly batch: number;
  readonly steps: number;
  /**
   * Numbers of the runs trained side by side; each names its random streams. A number that occurs twice is trained on the same
   * draws twice, for transforms that differ.
   */
  readonly replicates: readonly number[];
  /** Steps after which the loss is measured, ascending; 0 is the initial network. */
  readonly lossAt: readonly number[];
  /** Steps after which gradient norms are measured, ascending. */
  readonly gradientsAt: readonly number[];
}

export interface TrainedLinear {
  /** Expected loss per output at each of `lossAt`, exact over inputs: `[runs][points]`. */
  readonly loss: readonly Float32Array[];
  /** Mean norm of the gradient at each layer, at each of `gradientsAt`: `[runs][points][L + 1]`. */
  readonly gradients: readonly (readonly Float32Array[])[];
  /** The learned map `W_L ⋯ W_1` and the target `A`, `[runs, width, width]`; the caller disposes of them. */
  readonly map: Tensor;
  readonly target: Tensor;
}

/**
 * Trains the networks of all replicates together. Streams `target`, `weights`, `inputs` and `evaluation` of a replicate are the
 * same for every initialization and optimizer, so that conditions are compared on common random numbers. Gradient norms are
 * measured on a batch from `evaluation`, which is never trained on.
 */
export async function trainLinear(
  tf: TensorFlow,
  random: RandomSource,
  settings: LinearTraining,
  progress: (done: number, total: number) => void,
): Promise<TrainedLinear> {
  const { depth, width, batch, steps, replicates } = settings;
  const streams = (name: string) => replicateStreams(random, name, replicates);
  const target = gaussian(tf, streams("target"), width, width);
  const weights = initialWeights(tf, settings.initialization, streams("weights"), depth, width);
  const { kind, transform } = settings.optimizer;
  const plain =
    kind === "adam" ? adam(tf, weights, settings.optimizer) : sgd(tf, weights, settings.optimizer);
  const optimizer = transform === undefined ? plain : withTransform(tf, plain, transform);
  tf.dispose(weights);
  const inputs = streams("inputs");
  const evaluation = streams("evaluation");

  const losses: Float32Array[] = [];
  const sizes: (readonly Float32Array[])[] = [];
  const lossAt = new Set(settings.lossAt);
  const gradientsAt = new Set(settings.gradientsAt);
  const measure = (step: number) =>
    tf.tidy(() => {
      if (!lossAt.has(step) && !gradientsAt.has(step)) return;
      const values = optimizer.values();
      if (lossAt.has(step)) {
        losses.push(expectedLoss(tf, product(tf, values), target).dataSync<"float32">());
      }
      if (gradientsAt.has(step)) {
        const x = normals(tf, evaluation, [batch, width]);
        sizes.push(gradientSizes(tf, values, x, tf.matMul(x, target, false, true)).meanNorm);
      }
    });

  measure(0);
  for (let step = 1; step <= steps; step++) {
    trainingStep(tf, optimizer, normals(tf, inputs, [batch, width]), target, batch);
    measure(step);
    progress(step, steps);
    // Lets messages through, so that an abort is heard
    if (step % 10 === 0) await new Promise<void>((resolve) => setImmediate(resolve));
  }
  const map = tf.tidy(() => product(tf, optimizer.values()));
  optimizer.dispose();
  return {
    loss: replicates.map((_, run) => Float32Array.from(losses, (point) => point[run] as number)),
    gradients: replicates.map((_, run) =>
      sizes.map((layers) => Float32Array.from(layers, (norms) => norms[run] as number)),
    ),
    map,
    target,
  };
}

/** One step on the batch `x [runs, batch, width]`, which is disposed of. */
export function trainingStep(
  tf: TensorFlow,
  optimizer: Optimizer,
  x: Tensor,
  target: Tensor,
  batch: number,
): void {
  optimizer.step((apply) =>
    tf.tidy(() => {
      const weights = optimizer.values();
      const activations = forward(tf, weights, x);
      const output = activations[weights.length] as Tensor;
      const error = tf.sub(output, tf.matMul(x, target, false, true));
      backward(tf, weights, activations, tf.div(error, batch), {
        onWeight(layer, gradient) {
          // A parameter that nobody holds is changed in place, one that is held is copied first
          weights[layer]?.dispose();
          apply(layer, gradient);
        },
      });
    }),
  );
  x.dispose();
}
