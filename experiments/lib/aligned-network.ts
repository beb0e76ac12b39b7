import type * as tfjs from "@tensorflow/tfjs-node";
import type { RandomStream, TensorFlow } from "reprise";
import { normals } from "./draws.ts";
import { haarOrthogonal } from "./initialization.ts";

type Tensor = tfjs.Tensor;

/** A network whose modes do not interact, and its target: the start of Saxe, McClelland & Ganguli (2014). */
export interface AlignedNetwork {
  /** L tensors `[1, n, n]`, W_l = w R_l R_{l−1}ᵀ with Haar orthogonal R_l. */
  readonly weights: Tensor[];
  /** A = R_L diag(strengths) R_0ᵀ, `[1, n, n]`. */
  readonly target: Tensor;
  /** R_L and R_0, in whose columns the product stays diagonal. */
  readonly left: Tensor;
  readonly right: Tensor;
}

/** Every mode starts at u₀ = `weight`^L, on the way to its own strength; n is the number of strengths. */
export function alignedNetwork(
  tf: TensorFlow,
  stream: RandomStream,
  depth: number,
  weight: number,
  strengths: readonly number[],
): AlignedNetwork {
  const n = strengths.length;
  const rotations = Array.from({ length: depth + 1 }, () =>
    tf.tidy(() => haarOrthogonal(tf, normals(tf, [stream], [n, n]))),
  );
  const right = rotations[0] as Tensor;
  const left = rotations[depth] as Tensor;
  const weights = rotations
    .slice(1)
    .map((rotation, l) =>
      tf.tidy(() => tf.mul(tf.matMul(rotation, rotations[l] as Tensor, false, true), weight)),
    );
  const target = tf.tidy(() => {
    const scales = tf.tensor(Float32Array.from(strengths), [1, 1, n]);
    return tf.matMul(tf.mul(left, scales), right, false, true);
  });
  tf.dispose(rotations.slice(1, -1));
  return { weights, target, left, right };
}

/** The strengths u_k of the modes of a product `[1, n, n]`, the diagonal of R_Lᵀ P R_0; `[n]`. */
export function modeStrengths(
  tf: TensorFlow,
  { left, right }: AlignedNetwork,
  product: Tensor,
): Float32Array {
  return tf.tidy(() => tf.sum(tf.mul(left, tf.matMul(product, right)), [0, 1]).dataSync<"float32">());
}
