import type * as tfjs from "@tensorflow/tfjs-node";
import type { TensorFlow } from "reprise";

type Tensor = tfjs.Tensor;

export const normalizationNames = ["none", "batch", "layer", "divisive"] as const;

/**
 * How pre-activations `z [runs, batch, width]` are normalized; without learned gains or shifts.
 * - batch: each unit to mean 0 and variance 1 over the examples (Ioffe & Szegedy 2015)
 * - layer: each example to mean 0 and variance 1 over the units (Ba, Kiros & Hinton 2016)
 * - divisive: each unit divided by the root mean square of the units around it (Ren et al. 2017, uncentred)
 */
export type Normalization = (typeof normalizationNames)[number];

/** Units in the neighbourhood that divisive normalization divides by: the unit itself and eight on either side, on a ring. */
export const neighbourhood = 17;
/** Added to mean squares, so that nothing is divided by zero. */
const epsilon = 1e-5;

export interface Normalized {
  readonly output: Tensor;
  /** The gradient with respect to `z`, given that with respect to `output`. */
  backward(gradient: Tensor): Tensor;
}

/** Normalizes `z`, and keeps what the way back needs. */
export function normalize(tf: TensorFlow, normalization: Normalization, z: Tensor): Normalized {
  switch (normalization) {
    case "none":
      return { output: z, backward: (gradient) => gradient };
    case "batch":
      return standardize(tf, z, 1);
    case "layer":
      return standardize(tf, z, 2);
    case "divisive":
      return divide(tf, z);
  }
}

function standardize(tf: TensorFlow, z: Tensor, axis: number): Normalized {
  const centred = tf.sub(z, tf.mean(z, axis, true));
  const deviation = tf.sqrt(tf.add(tf.mean(tf.square(centred), axis, true), epsilon));
  const output = tf.div(centred, deviation);
  return {
    output,
    backward: (gradient) =>
      tf.tidy(() => {
        const along = tf.mean(tf.mul(gradient, output), axis, true);
        const rest = tf.sub(tf.sub(gradient, tf.mean(gradient, axis, true)), tf.mul(output, along));
        return tf.div(rest, deviation);
      }),
  };
}

function divide(tf: TensorFlow, z: Tensor): Normalized {
  const pool = ring(tf, z.shape.at(-1) ?? 1);
  const local = (values: Tensor) =>
    tf.reshape(tf.matMul(tf.reshape(values, [-1, pool.shape[0]]), pool), z.shape);
  const root = tf.sqrt(tf.add(local(tf.square(z)), epsilon));
  const output = tf.div(z, root);
  return {
    output,
    // Each z_i also stands in the root of its neighbours: − z_i Σ_j P_ji g_j z_j / root_j³
    backward: (gradient) =>
      tf.tidy(() => {
        const scaled = tf.div(gradient, root);
        return tf.sub(scaled, tf.mul(z, local(tf.div(tf.mul(scaled, z), tf.square(root)))));
      }),
  };
}

/** The symmetric matrix that averages over rings of neighbours, `[width, width]`; over all units of a narrow layer. */
function ring(tf: TensorFlow, width: number): tfjs.Tensor2D {
  const reach = (neighbourhood - 1) / 2;
  const size = Math.min(neighbourhood, width);
  const values = new Float32Array(width * width);
  for (let i = 0; i < width; i++) {
    for (let j = 0; j < width; j++) {
      const apart = Math.min(Math.abs(i - j), width - Math.abs(i - j));
      if (size === width || apart <= reach) values[i * width + j] = 1 / size;
    }
  }
  return tf.tensor2d(values, [width, width]);
}
