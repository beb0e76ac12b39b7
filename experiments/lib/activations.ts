import type * as tfjs from "@tensorflow/tfjs-node";
import type { TensorFlow } from "reprise";
import { executeOne, float32 } from "./kernels.ts";

type Tensor = tfjs.Tensor;

export const activationNames = ["linear", "relu", "tanh", "hard-tanh"] as const;

/** φ(z) = z, max(z, 0), tanh z, or z cut off at ±1. */
export type Activation = (typeof activationNames)[number];

/** φ(z), of the shape of `z`. */
export function activate(tf: TensorFlow, activation: Activation, z: Tensor): Tensor {
  switch (activation) {
    case "linear":
      return z;
    case "relu":
      return tf.relu(z);
    case "tanh":
      return tf.tanh(z);
    case "hard-tanh":
      return tf.clipByValue(z, -1, 1);
  }
}

/** `g ⊙ φ'(z)`, given `output = φ(z)`; at a kink the derivative is 0. */
export function activationGradient(
  tf: TensorFlow,
  activation: Activation,
  output: Tensor,
  g: Tensor,
): Tensor {
  switch (activation) {
    case "linear":
      return g;
    case "relu":
      return executeOne(tf, "ReluGrad", { T: float32 }, [g, output]);
    case "tanh":
      return executeOne(tf, "TanhGrad", { T: float32 }, [output, g]);
    case "hard-tanh":
      return tf.tidy(() => tf.mul(g, tf.cast(tf.less(tf.abs(output), 1), "float32")));
  }
}

/**
 * Weight variance times fan-in, σ_w², at which small signals (ReLU: all) keep their mean square from layer to layer, with
 * biases at zero: 2 for ReLU, which passes half of it (He et al. 2015, equation 10), else 1.
 */
export function weightGain(activation: Activation): number {
  return activation === "relu" ? 2 : 1;
}
