import type * as tfjs from "@tensorflow/tfjs-node";
import type { TensorFlow } from "reprise";

type Tensor = tfjs.Tensor;

/*
 * A deep linear network h_0 = x, h_l = W_l h_{l-1}. Examples are rows: activations are [runs, batch, width], weights
 * are L tensors [runs, width, width], and h_l = h_{l-1} W_lᵀ. Runs never mix: every product is batched over the first axis.
 */

/** Activations of all layers, `L + 1` tensors `[runs, batch, width]`; the first is `x` itself. */
export function forward(tf: TensorFlow, weights: readonly Tensor[], x: Tensor): Tensor[] {
  const activations = [x];
  let h = x;
  for (const w of weights) {
    h = tf.matMul(h, w, false, true);
    activations.push(h);
  }
  return activations;
}

/**
 * Runs the chain rule from the output's gradient `[runs, batch, width]` down and hands each gradient to a visitor as soon
 * as it is known: `onActivation(l, dLoss/dh_l)` for `l = L … 0`, `[runs, batch, width]`, and
 * `onWeight(l, dLoss/dW_{l+1})` for `l = L − 1 … 0`, `[runs, width, width]`, summed over the batch. Only what is asked for
 * is computed. Gradients are disposed of after the visit, so that memory does not grow with depth. When `onWeight(l, …)` is
 * called, `weights[l]` is not needed any more: the visitor may change it or dispose of it.
 */
export function backward(
  tf: TensorFlow,
  weights: readonly Tensor[],
  activations: readonly Tensor[],
  outputGradient: Tensor,
  visit: {
    readonly onActivation?: (layer: number, gradient: Tensor) => void;
    readonly onWeight?: (layer: number, gradient: Tensor) => void;
  },
): void {
  let g = outputGradient;
  visit.onActivation?.(weights.length, g);
  for (let l = weights.length - 1; l >= 0; l--) {
    const needed = l > 0 || visit.onActivation !== undefined;
    const below = needed ? tf.matMul(g, at(weights, l)) : undefined;
    if (visit.onWeight !== undefined) {
      const gradient = tf.matMul(g, at(activations, l), true, false);
      visit.onWeight(l, gradient);
      gradient.dispose();
    }
    if (below === undefined) break;
    if (g !== outputGradient) g.dispose();
    g = below;
    visit.onActivation?.(l, g);
  }
  if (g !== outputGradient) g.dispose();
}

/** The end-to-end map `W_L ⋯ W_1`, `[runs, width, width]`. */
export function product(tf: TensorFlow, weights: readonly Tensor[]): Tensor {
  return tf.tidy(() => weights.slice(1).reduce((p, w) => tf.matMul(w, p), at(weights, 0).clone()));
}

/**
 * Expected loss per output, `E‖P x − A x‖² / width` over `x ~ N(0, I)`, for maps `P` and `A` `[runs, width, width]`: exactly
 * `‖P − A‖²_F / width`, so no batch is drawn and nothing is estimated. Returns `[runs]`.
 */
export function expectedLoss(tf: TensorFlow, map: Tensor, target: Tensor): Tensor {
  const width = map.shape.at(-2) ?? 1;
  return tf.tidy(() => tf.div(tf.sum(tf.square(tf.sub(map, target)), [-2, -1]), width));
}

/** Sizes of the gradients with respect to activations, over the examples of a batch, both `[L + 1][runs]`. */
export interface GradientSizes {
  /** Mean over examples of `‖d(½‖e‖²)/dh_l‖₂`. */
  readonly meanNorm: readonly Float32Array[];
  /** Mean over examples of `‖d(½‖e‖²)/dh_l‖₂²`. */
  readonly meanSquare: readonly Float32Array[];
}

/** Gradient sizes at all layers on the batch `x` with targets `y`, both `[runs, batch, width]`. */
export function gradientSizes(
  tf: TensorFlow,
  weights: readonly Tensor[],
  x: Tensor,
  y: Tensor,
): GradientSizes {
  return tf.tidy(() => {
    const meanNorm: Float32Array[] = new Array(weights.length + 1);
    const meanSquare: Float32Array[] = new Array(weights.length + 1);
    const activations = forward(tf, weights, x);
    backward(tf, weights, activations, tf.sub(at(activations, weights.length), y), {
      onActivation: (layer, gradient) =>
        tf.tidy(() => {
          const squares = tf.sum(tf.square(gradient), -1);
          meanNorm[layer] = tf.mean(tf.sqrt(squares), -1).dataSync<"float32">();
          meanSquare[layer] = tf.mean(squares, -1).dataSync<"float32">();
        }),
    });
    return { meanNorm, meanSquare };
  });
}

function at(tensors: readonly Tensor[], index: number): Tensor {
  const tensor = tensors[index];
  if (tensor === undefined) throw new RangeError(`no layer ${index}: there are ${tensors.length}`);
  return tensor;
}
