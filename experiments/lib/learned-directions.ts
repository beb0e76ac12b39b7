import type * as tfjs from "@tensorflow/tfjs-node";
import type { TensorFlow } from "reprise";
import { svd } from "./linalg.ts";

/** A map seen in the singular basis of its target `A = Σ s_k u_k v_kᵀ`, both `[runs][n]`, `k` by descending `s_k`. */
export interface SingularDirections {
  /** `s_k` of the target. */
  readonly strengths: readonly ArrayLike<number>[];
  /** `u_kᵀ P v_k`: equals `s_k` where the map has learned direction `k`, 0 where it knows nothing of it. */
  readonly learned: readonly ArrayLike<number>[];
}

/** The map `P` in the singular basis of the target, both `[runs, n, n]`. */
export function singularDirections(
  tf: TensorFlow,
  map: tfjs.Tensor,
  target: tfjs.Tensor,
): SingularDirections {
  return tf.tidy(() => {
    const { s, u, v } = svd(tf, target);
    // The k-th diagonal element of Uᵀ P V
    const learned = tf.sum(tf.mul(u, tf.matMul(map, v)), -2);
    return { strengths: rows(s), learned: rows(learned) };
  });
}

function rows(matrix: tfjs.Tensor): Float32Array[] {
  const [count = 0, length = 0] = matrix.shape;
  const values = matrix.dataSync<"float32">();
  return Array.from({ length: count }, (_, i) => values.slice(i * length, (i + 1) * length));
}

/**
 * Loss per output left by the best approximation of rank `r = 0 … n`, `Σ_{k > r} s_k² / n` (Eckart & Young 1936), from the
 * singular values of the target in descending order.
 */
export function lowRankLoss(strengths: ArrayLike<number>): number[] {
  const n = strengths.length;
  const loss = new Array<number>(n + 1).fill(0);
  for (let r = n - 1; r >= 0; r--) {
    const s = strengths[r] as number;
    loss[r] = (loss[r + 1] as number) + (s * s) / n;
  }
  return loss;
}

/**
 * The rank, interpolated linearly, whose best approximation leaves `loss`: 0 where even rank 0 does better, `n` where none
 * does as well.
 */
export function rankOfLoss(lowRank: readonly number[], loss: number): number {
  const r = lowRank.findIndex((left) => left <= loss);
  if (r <= 0) return r === 0 ? 0 : lowRank.length - 1;
  const [above, below] = [lowRank[r - 1] as number, lowRank[r] as number];
  return r - (loss - below) / (above - below);
}
