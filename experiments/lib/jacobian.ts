import type * as tfjs from "@tensorflow/tfjs-node";
import type { RandomStream, TensorFlow } from "reprise";
import { activate, activationGradient } from "./activations.ts";
import type { CriticalPoint } from "./criticality.ts";
import { normals } from "./draws.ts";
import { type Initialization, initialWeights } from "./initialization.ts";
import { singularValues } from "./linalg.ts";

type Tensor = tfjs.Tensor;

/** The random streams of the networks that are followed side by side, one each. */
export interface NetworkStreams {
  readonly weights: readonly RandomStream[];
  readonly biases: readonly RandomStream[];
  readonly inputs: readonly RandomStream[];
}

/**
 * Follows the Jacobians ∂h_l/∂h_0 of networks h_l = φ(σ_w W_l h_{l−1} + σ_b b_l) through `max(depths)` layers, for several critical points on
 * the same W_l and b_l, and hands their singular values to `visit(point, depth, s [networks, width])` at the given depths. The input is
 * Gaussian, and so large that the first pre-activations have the variance q* of the point.
 */
export function followJacobians(
  tf: TensorFlow,
  initialization: Initialization,
  points: readonly CriticalPoint[],
  { width, depths }: { readonly width: number; readonly depths: readonly number[] },
  streams: NetworkStreams,
  visit: (point: number, depth: number, s: Tensor) => void,
): void {
  const wanted = new Set(depths);
  const networks = streams.weights.length;
  let states = tf.tidy(() => {
    const input = normals(tf, streams.inputs, [1, width]);
    return points.map(({ preactivationVariance, weightVariance, biasVariance }) => ({
      h: tf.mul(input, Math.sqrt((preactivationVariance - biasVariance) / weightVariance)) as Tensor,
      jacobian: tf.tile(tf.expandDims(tf.eye(width), 0), [networks, 1, 1]) as Tensor,
    }));
  });
  for (let l = 1; l <= Math.max(...depths); l++) {
    const next = tf.tidy(() => {
      const [weight] = initialWeights(tf, initialization, streams.weights, 1, width) as [Tensor];
      const bias = normals(tf, streams.biases, [1, width]);
      return states.map(({ h, jacobian }, i) =>
        layer(tf, points[i] as CriticalPoint, weight, bias, h, jacobian),
      );
    });
    for (const { h, jacobian } of states) tf.dispose([h, jacobian]);
    states = next;
    if (!wanted.has(l)) continue;
    states.forEach(({ jacobian }, i) => {
      const s = singularValues(tf, jacobian);
      visit(i, l, s);
      s.dispose();
    });
  }
  for (const { h, jacobian } of states) tf.dispose([h, jacobian]);
}

/** h and J after one layer: J ← D σ_w W J, `[networks, width, width]`, and h as a row, `[networks, 1, width]`. */
function layer(
  tf: TensorFlow,
  { activation, weightVariance, biasVariance }: CriticalPoint,
  weight: Tensor,
  bias: Tensor,
  h: Tensor,
  jacobian: Tensor,
): { h: Tensor; jacobian: Tensor } {
  const scaled = tf.mul(weight, Math.sqrt(weightVariance));
  const shifted = tf.add(tf.matMul(h, scaled, false, true), tf.mul(bias, Math.sqrt(biasVariance)));
  const output = activate(tf, activation, shifted);
  const slopes = activationGradient(tf, activation, output, tf.onesLike(output));
  return { h: output, jacobian: tf.mul(tf.transpose(slopes, [0, 2, 1]), tf.matMul(scaled, jacobian)) };
}
