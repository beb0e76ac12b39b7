import type * as tfjs from "@tensorflow/tfjs-node";
import type { TensorFlow } from "reprise";
import { execute, float32 } from "./kernels.ts";

type Tensor = tfjs.Tensor;

/*
 * The tangent kernel of a deep linear network. With P = W_L ⋯ W_1, A_l = W_L ⋯ W_{l+1} and B_l = W_{l−1} ⋯ W_1, a change of the
 * weights changes P by Σ_l A_l dW_l B_l, so that gradient flow on a loss of P moves vec P by −K ∇, with
 *   K = Σ_l (A_l A_lᵀ) ⊗ (B_lᵀ B_l),   [n², n²].
 * K's eigenvalues are the speeds at which n² directions of the map are learned; their participation ratio
 * PR = (tr K)² / tr K² counts the directions that take part.
 */

/** The factors A_l A_lᵀ and B_lᵀ B_l of each term, both `[runs, L, n, n]`. */
export function kernelFactors(tf: TensorFlow, weights: readonly Tensor[]): { left: Tensor; right: Tensor } {
  return tf.tidy(() => {
    const [runs = 0, n = 0] = weights[0]?.shape ?? [];
    const identity = tf.tile(tf.expandDims(tf.eye(n), 0), [runs, 1, 1]) as Tensor;
    const after: Tensor[] = [];
    let a = identity;
    for (const w of weights.toReversed()) {
      after.push(tf.matMul(a, a, false, true));
      a = tf.matMul(a, w);
    }
    const before: Tensor[] = [];
    let b = identity;
    for (const w of weights) {
      before.push(tf.matMul(b, b, true, false));
      b = tf.matMul(w, b);
    }
    return { left: tf.stack(after.toReversed(), 1), right: tf.stack(before, 1) };
  });
}

export interface KernelMoments {
  /** tr K / n², the mean eigenvalue; `[runs]`. */
  readonly mean: Float32Array;
  /** PR / n², the fraction of effective degrees of freedom; `[runs]`. */
  readonly fraction: Float32Array;
}

/**
 * The first two moments of the kernel's spectrum, without forming it: tr K = Σ_l tr(A_l A_lᵀ) tr(B_lᵀ B_l) and
 * tr K² = Σ_{l,m} ⟨A_l A_lᵀ, A_m A_mᵀ⟩ ⟨B_lᵀ B_l, B_mᵀ B_m⟩.
 */
export function kernelMoments(tf: TensorFlow, weights: readonly Tensor[]): KernelMoments {
  return tf.tidy(() => {
    const { left, right } = kernelFactors(tf, weights);
    const [runs, depth, n] = left.shape as [number, number, number];
    const flat = (factor: Tensor) => tf.reshape(factor, [runs, depth, n * n]);
    const gram = (factor: Tensor) => tf.matMul(flat(factor), flat(factor), false, true);
    const diagonal = tf.reshape(tf.eye(n), [n * n, 1]);
    const trace = (factor: Tensor) =>
      tf.reshape(tf.matMul(tf.reshape(factor, [runs * depth, n * n]), diagonal), [runs, depth]);
    const first = tf.div(tf.sum(tf.mul(trace(left), trace(right)), 1), n * n);
    const second = tf.div(tf.sum(tf.mul(gram(left), gram(right)), [1, 2]), n * n);
    return {
      mean: first.dataSync<"float32">(),
      fraction: tf.div(tf.square(first), second).dataSync<"float32">(),
    };
  });
}

/** The kernel itself, `[n², n²]`, of a single network (`runs` = 1); rows and columns number the entries of the map row by row. */
export function kernelMatrix(tf: TensorFlow, weights: readonly Tensor[]): Tensor {
  return tf.tidy(() => {
    const { left, right } = kernelFactors(tf, weights);
    const [, depth, n] = left.shape as [number, number, number];
    const sum = tf.matMul(tf.reshape(left, [depth, n * n]), tf.reshape(right, [depth, n * n]), true, false);
    return tf.reshape(tf.transpose(tf.reshape(sum, [n, n, n, n]), [0, 2, 1, 3]), [n * n, n * n]);
  });
}

/** Eigenvalues of a symmetric matrix `[n, n]`, descending. In float32, those below about 1e-6 of the largest are noise. */
export function eigenvalues(tf: TensorFlow, symmetric: Tensor): Float32Array {
  return tf.tidy(() => {
    const [values] = execute(tf, "SelfAdjointEigV2", { T: float32, compute_v: false }, [symmetric], 2) as [
      Tensor,
      Tensor,
    ];
    return values.dataSync<"float32">().toReversed();
  });
}

/**
 * PR / n² of wide networks whose Gaussian weight matrices repeat their rows `copies` times (1: not folded, 2: folded once). With
 * free probability, tr_n(A_l A_lᵀ A_m A_mᵀ) → c (L − max(l, m)) + 1 and tr_n(B_lᵀB_l B_mᵀB_m) → c (min(l, m) − 1) + 1 for c copies, so that
 * PR / n² = L² / Σ_{l,m} (c (L − max) + 1)(c (min − 1) + 1): for c = 1 it is 12 L / ((L + 1)² (L + 2)), for c = 2, 3 / (L² + 2).
 */
export function effectiveFraction(depth: number, copies = 1): number {
  let second = 0;
  for (let l = 1; l <= depth; l++) {
    for (let m = 1; m <= depth; m++) {
      second += (copies * (depth - Math.max(l, m)) + 1) * (copies * (Math.min(l, m) - 1) + 1);
    }
  }
  return (depth * depth) / second;
}
