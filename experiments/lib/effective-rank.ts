import type * as tfjs from "@tensorflow/tfjs-node";
import type { TensorFlow } from "reprise";

/**
 * Participation ratio `(Σ s²)² / Σ s⁴` of the squared singular values of `w [runs, m, n]`, `[runs]`: how many directions carry them.
 * From `‖w‖⁴_F / ‖w wᵀ‖²_F`, without a decomposition.
 */
export function spectralParticipation(tf: TensorFlow, w: tfjs.Tensor): Float32Array {
  return tf.tidy(() => {
    const trace = tf.sum(tf.square(w), [-2, -1]);
    const squares = tf.sum(tf.square(tf.matMul(w, w, false, true)), [-2, -1]);
    return tf.div(tf.square(trace), squares).dataSync<"float32">().slice();
  });
}
