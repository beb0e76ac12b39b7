import type * as tfjs from "@tensorflow/tfjs-node";
import type { TensorFlow } from "reprise";
import { solve } from "./linalg.ts";

type Tensor = tfjs.Tensor;

/** Covariance of units over examples, `[runs, units, units]`, of `h [runs, batch, units]`. */
export function covariance(tf: TensorFlow, h: Tensor): Tensor {
  return tf.tidy(() => {
    const centred = tf.sub(h, tf.mean(h, 1, true));
    return tf.div(tf.matMul(centred, centred, true, false), h.shape[1] ?? 1);
  });
}

/**
 * Participation ratio `(Σλ)² / Σλ²` of the covariance's eigenvalues, `[runs]`: how many directions the activity spreads over. Needs
 * no eigenvalue: it is `(tr C)² / ‖C‖²_F`. Activity that does not vary at all has none; it counts as 0.
 */
export function participationRatio(tf: TensorFlow, h: Tensor): Float32Array {
  return tf.tidy(() => {
    const c = covariance(tf, h);
    // To a trace of order 1, so that squares neither overflow nor vanish
    const scale = tf.max(tf.abs(c), [1, 2], true);
    const scaled = tf.divNoNan(c, scale);
    const trace = tf.sum(tf.mul(scaled, tf.eye(c.shape.at(-1) ?? 1)), [1, 2]);
    return tf
      .divNoNan(tf.square(trace), tf.sum(tf.square(scaled), [1, 2]))
      .dataSync<"float32">()
      .slice();
  });
}

/** The three singularities of Orhan & Pitkow (2018), as far as a layer's units are near them; each `[runs]`, from 0 to 1. */
export interface UnitDegeneracy {
  /** Overlap: mean over pairs of units of the absolute correlation of their activity over examples. */
  readonly overlap: Float32Array;
  /** Elimination: share of units whose activity has less than a hundredth of the layer's mean variance. */
  readonly elimination: Float32Array;
  /** Linear dependence: mean share of a unit's variance that a linear function of the layer's other units explains (R²). */
  readonly dependence: Float32Array;
}

const eliminatedBelow = 0.01;
/** Added to correlations' diagonal before they are inverted: R² is resolved up to 0.999. */
const ridge = 1e-3;

/** Degeneracy of the units of a layer `h [runs, batch, units]`. Eliminated units count in `elimination` only. */
export function unitDegeneracy(tf: TensorFlow, h: Tensor): UnitDegeneracy {
  return tf.tidy(() => {
    const units = h.shape.at(-1) ?? 1;
    const identity = tf.eye(units);
    const c = covariance(tf, h);
    const variance = tf.sum(tf.mul(c, identity), -1);
    const live = tf.cast(
      tf.greater(variance, tf.mul(tf.mean(variance, -1, true), eliminatedBelow)),
      "float32",
    );
    const deviation = tf.sqrt(variance);
    const inverse = tf.divNoNan(live, deviation);
    const pairs = tf.mul(tf.expandDims(inverse, -1), tf.expandDims(inverse, -2));
    const others = tf.mul(tf.mul(c, pairs), tf.sub(1, identity));
    const count = tf.sum(live, -1);
    const mean = (sum: Tensor, terms: Tensor) => values(tf.divNoNan(sum, terms));
    // 1 / (R⁻¹)_jj is the variance of unit j, of 1, that the others leave unexplained; `others` is 0 for eliminated units
    const precision = solve(
      tf,
      tf.add(others, tf.mul(identity, 1 + ridge)),
      tf.tile(tf.expandDims(identity, 0), [h.shape[0] ?? 1, 1, 1]),
    );
    const unexplained = tf.div(1, tf.sum(tf.mul(precision, identity), -1));
    const explained = tf.clipByValue(tf.sub(1 + ridge, unexplained), 0, 1);
    return {
      overlap: mean(tf.sum(tf.abs(others), [1, 2]), tf.mul(count, tf.sub(count, 1))),
      elimination: values(tf.sub(1, tf.div(count, units))),
      dependence: mean(tf.sum(tf.mul(explained, live), -1), count),
    };
  });
}

function values(tensor: Tensor): Float32Array {
  return tensor.dataSync<"float32">().slice();
}
