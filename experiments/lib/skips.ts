import type * as tfjs from "@tensorflow/tfjs-node";
import type { TensorFlow } from "reprise";

type Tensor = tfjs.Tensor;

/**
 * What joins the output r_l of hidden layer l with earlier layers (Orhan & Pitkow 2018):
 * - none: h_l = r_l
 * - residual: h_l = h_{l−1} + scale · r_l
 * - hyper: h_l = h_{l−1} + scale · r_l + 1/(l−1) Σ_{k=1}^{l−2} Q_k h_k, with fixed random orthogonal Q_k
 * for l = 2 … L; the first hidden layer, which changes the width, is h_1 = r_1.
 */
export type Skip =
  | { readonly kind: "none" }
  | { readonly kind: "residual"; readonly scale: number }
  /** `projections[k − 1]` is Q_k, `[runs, width, width]`, for k = 1 … L − 2. */
  | { readonly kind: "hyper"; readonly scale: number; readonly projections: readonly Tensor[] };

export const noSkip: Skip = { kind: "none" };

/**
 * Joins the layers of one forward pass, called with r_1, r_2, … in turn; returns h_l. Since Q_k depends on the layer it starts
 * from alone, the sum over earlier layers is carried along, at one product a layer. Linear in r: it serves directional derivatives too.
 */
export function skipForward(tf: TensorFlow, skip: Skip): (output: Tensor) => Tensor {
  const hidden: Tensor[] = [];
  let projected: Tensor | undefined;
  return (output) => {
    const l = hidden.length + 1;
    let h = output;
    if (skip.kind !== "none" && l > 1) {
      h = tf.add(hidden[l - 2] as Tensor, tf.mul(output, skip.scale));
      if (skip.kind === "hyper" && l > 2) {
        const next = tf.matMul(hidden[l - 3] as Tensor, skip.projections[l - 3] as Tensor, false, true);
        projected = projected === undefined ? next : tf.add(projected, next);
        h = tf.add(h, tf.mul(projected, 1 / (l - 1)));
      }
    }
    hidden.push(h);
    return h;
  };
}

/**
 * The way back of `skipForward`, called for l = L … 1 with the gradient at h_l: returns the gradient at r_l, and `carry`, which adds
 * to the gradient that came to h_{l−1} through r_l what came past it.
 */
export function skipBackward(
  tf: TensorFlow,
  skip: Skip,
  depth: number,
): (gradient: Tensor) => { readonly branch: Tensor; carry(through: Tensor): Tensor } {
  let l = depth + 1;
  /** Σ over layers m of the gradient at h_m / (m − 1), m = L … l + 1: what Q_kᵀ brings to every h_k, k < l. */
  let gathered: Tensor | undefined;
  return (gradient) => {
    l--;
    if (skip.kind === "none" || l === 1) return { branch: gradient, carry: (through) => through };
    const layer = l;
    const earlier = gathered;
    if (skip.kind === "hyper" && layer > 2) {
      const share = tf.mul(gradient, 1 / (layer - 1));
      gathered = gathered === undefined ? share : tf.add(gathered, share);
    }
    return {
      branch: tf.mul(gradient, skip.scale),
      carry(through) {
        const sum = tf.add(gradient, through);
        if (skip.kind !== "hyper" || earlier === undefined) return sum;
        // h_{l−1} also reaches every layer above l through Q_{l−1}
        return tf.add(sum, tf.matMul(earlier, skip.projections[layer - 2] as Tensor));
      },
    };
  };
}
