import type * as tfjs from "@tensorflow/tfjs-node";
import type { RandomStream, TensorFlow } from "reprise";
import { normals } from "./draws.ts";
import { qr, svd } from "./linalg.ts";

type Tensor = tfjs.Tensor;

/** How the square weight matrices of a network start; every kind is a function of the same Gaussian draws. */
export type Initialization =
  /** Independent `N(0, 1/n)`, then the first `n/2^folds` rows repeated over the rest. */
  | { readonly kind: "gaussian"; readonly folds: number }
  /** Uniformly distributed orthogonal matrices, times `scale`. */
  | { readonly kind: "orthogonal"; readonly scale: number }
  /**
   * Gaussian matrices with their singular values raised to the power `exponent`, then folded, then scaled to Frobenius norm
   * √n: from orthogonal (exponent 0) to Gaussian (1) to low rank (folds), all at the same norm.
   */
  | { readonly kind: "graded"; readonly exponent: number; readonly folds: number };

/**
 * Initial weights of `depth` square layers: `depth` tensors `[streams, width, width]`, layer 1 first. Streams are read
 * layer after layer, and all kinds read the same amount: conditions given the same streams start from the same draws.
 */
export function initialWeights(
  tf: TensorFlow,
  initialization: Initialization,
  streams: readonly RandomStream[],
  depth: number,
  width: number,
): Tensor[] {
  return Array.from({ length: depth }, () =>
    tf.tidy(() => initialize(tf, initialization, gaussian(tf, streams, width, width))),
  );
}

function initialize(tf: TensorFlow, initialization: Initialization, draw: Tensor): Tensor {
  switch (initialization.kind) {
    case "gaussian":
      return fold(tf, draw, initialization.folds);
    case "orthogonal":
      return tf.mul(haarOrthogonal(tf, draw), initialization.scale);
    case "graded":
      return graded(tf, draw, initialization.exponent, initialization.folds);
  }
}

/** Gaussian matrices `[streams, rows, columns]` that keep the mean square of their input: entries `N(0, 1/columns)`. */
export function gaussian(
  tf: TensorFlow,
  streams: readonly RandomStream[],
  rows: number,
  columns: number,
): Tensor {
  return normals(tf, streams, [rows, columns], 1 / Math.sqrt(columns));
}

/**
 * `w [..., n, m]` with its first `n / 2^folds` rows repeated over the others. The rank falls to `n / 2^folds`, while
 * the distribution of every single entry stays as it is. Throws when `2^folds` does not divide `n`.
 */
export function fold(tf: TensorFlow, w: Tensor, folds: number): Tensor {
  const rows = w.shape.at(-2) ?? 0;
  const copies = 2 ** folds;
  if (!Number.isInteger(folds) || folds < 0 || rows % copies !== 0) {
    throw new RangeError(`${rows} rows cannot be folded ${folds} times`);
  }
  if (folds === 0) return w;
  return tf.tidy(() => {
    const begin = w.shape.map(() => 0);
    const size = w.shape.map((length, axis) => (axis === w.rank - 2 ? rows / copies : length));
    const top = tf.slice(w, begin, size);
    return tf.concat(
      Array.from({ length: copies }, () => top),
      w.rank - 2,
    );
  });
}

/** `u diag(s^exponent) vᵀ` for every `w = u diag(s) vᵀ` of `w [..., n, n]`, folded, at Frobenius norm √n. */
export function graded(tf: TensorFlow, w: Tensor, exponent: number, folds: number): Tensor {
  return tf.tidy(() => {
    const { s, u, v } = svd(tf, w);
    const powered = tf.mul(u, tf.expandDims(tf.pow(s, exponent), -2));
    const folded = fold(tf, tf.matMul(powered, v, false, true), folds);
    const norm = tf.sqrt(tf.sum(tf.square(folded), [-2, -1], true));
    return tf.mul(folded, tf.div(Math.sqrt(w.shape.at(-1) ?? 1), norm));
  });
}

/**
 * Orthogonal matrices from Gaussian ones, `[..., n, n]`, distributed by Haar measure: the Q of a QR decomposition in
 * which R's diagonal is positive. Without that convention the distribution is not uniform (Mezzadri 2007, section 5).
 */
export function haarOrthogonal(tf: TensorFlow, gaussian: Tensor): Tensor {
  return tf.tidy(() => qr(tf, gaussian).q);
}
