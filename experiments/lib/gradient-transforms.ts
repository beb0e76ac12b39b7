import type * as tfjs from "@tensorflow/tfjs-node";
import type { TensorFlow } from "reprise";
import type { Optimizer } from "./optimizers.ts";

type Tensor = tfjs.Tensor;

/** A change made to every gradient before the optimizer sees it; one number for each run of a batch. */
export type GradientTransform =
  /** Multiplied by a factor. */
  | { readonly kind: "scale"; readonly factors: readonly number[] }
  /** Scaled to this Frobenius norm, in each parameter separately. A gradient of 0 stays 0. */
  | { readonly kind: "norm"; readonly norms: readonly number[] };

/** The optimizer, given transformed gradients. Parameters are `[runs, …]`; gradients are not changed in place. */
export function withTransform(tf: TensorFlow, optimizer: Optimizer, transform: GradientTransform): Optimizer {
  const values = transform.kind === "scale" ? transform.factors : transform.norms;
  const numbers = tf.tensor1d([...values]);
  const perRun = (like: Tensor) => tf.reshape(numbers, [values.length, ...like.shape.slice(1).map(() => 1)]);
  const change = (gradient: Tensor) =>
    tf.tidy(() =>
      transform.kind === "scale"
        ? tf.mul(gradient, perRun(gradient))
        : tf.mul(gradient, tf.div(perRun(gradient), tf.maximum(frobeniusNorms(tf, gradient), smallest))),
    );
  return {
    values: () => optimizer.values(),
    step: (gradients) =>
      optimizer.step((apply) =>
        gradients((index, gradient) => {
          const changed = change(gradient);
          apply(index, changed);
          changed.dispose();
        }),
      ),
    dispose() {
      numbers.dispose();
      optimizer.dispose();
    },
  };
}

/** Below all gradients that occur, so that it only keeps 0 / 0 away. */
const smallest = 1e-30;

/** Root of the sum of squares of each run, `[runs, 1, …]`; of a scaled copy, since squares of small float32 underflow. */
function frobeniusNorms(tf: TensorFlow, x: Tensor): Tensor {
  const axes = x.shape.slice(1).map((_, axis) => axis + 1);
  const largest = tf.maximum(tf.max(tf.abs(x), axes, true), smallest);
  return tf.mul(largest, tf.sqrt(tf.sum(tf.square(tf.div(x, largest)), axes, true)));
}
