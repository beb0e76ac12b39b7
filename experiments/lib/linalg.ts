import type * as tfjs from "@tensorflow/tfjs-node";
import type { TensorFlow } from "reprise";
import { execute, executeOne, float32 } from "./kernels.ts";

type Tensor = tfjs.Tensor;

/**
 * Reduced QR decomposition of `x [..., m, n]` with a non-negative diagonal of R, which makes it unique for full column
 * rank: `q [..., m, k]`, `r [..., k, n]`, `k = min(m, n)`.
 */
export function qr(tf: TensorFlow, x: Tensor): { readonly q: Tensor; readonly r: Tensor } {
  const { q, r } = tf.tidy(() => {
    const [q0, r0] = execute(tf, "Qr", { T: float32, full_matrices: false }, [x], 2) as [Tensor, Tensor];
    const [k, n] = r0.shape.slice(-2) as [number, number];
    const diagonal = tf.sum(tf.mul(r0, tf.eye(k, n)), -1, true);
    const signs = tf.where(tf.less(diagonal, 0), tf.onesLike(diagonal).neg(), tf.onesLike(diagonal));
    const order = signs.shape.map((_, axis) => axis);
    const columns = [...order.slice(0, -2), order.length - 1, order.length - 2];
    return { q: tf.mul(q0, tf.transpose(signs, columns)), r: tf.mul(r0, signs) };
  });
  return { q, r };
}

/**
 * Singular value decomposition of `x [..., m, n]`, reduced: `s [..., k]` in descending order, `u [..., m, k]`,
 * `v [..., n, k]` with `x = u diag(s) vᵀ`, `k = min(m, n)`. In float32, singular values below about 1e-7 of the
 * largest carry no information.
 */
export function svd(
  tf: TensorFlow,
  x: Tensor,
): { readonly s: Tensor; readonly u: Tensor; readonly v: Tensor } {
  const attributes = { T: float32, compute_uv: true, full_matrices: false };
  const [s, u, v] = execute(tf, "Svd", attributes, [x], 3) as [Tensor, Tensor, Tensor];
  return { s, u, v };
}

/** The singular values of `x [..., m, n]`, descending: `[..., min(m, n)]`. */
export function singularValues(tf: TensorFlow, x: Tensor): Tensor {
  return tf.tidy(() => {
    const attributes = { T: float32, compute_uv: false, full_matrices: false };
    const [s] = execute(tf, "Svd", attributes, [x], 3) as [Tensor, Tensor, Tensor];
    return s;
  });
}

/** The solution `y [..., n, k]` of `a y = b`, for `a [..., n, n]` and `b [..., n, k]`. */
export function solve(tf: TensorFlow, a: Tensor, b: Tensor): Tensor {
  return executeOne(tf, "MatrixSolve", { T: float32, adjoint: false }, [a, b]);
}
