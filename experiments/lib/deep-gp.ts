import type { RandomStream } from "reprise";
import { choleskyInPlace, solveLower, solveTransposedLower } from "./cholesky.ts";

/**
 * A vector-valued function drawn from a Gaussian process with kernel k(x, x′) = exp(−‖x − x′‖² / 2): its values at the `centres` are
 * drawn from the prior, and between them it is the conditional mean, f(x) = Σ_m weights_m k(x, centre_m).
 */
export interface DrawnFunction {
  readonly inputs: number;
  readonly outputs: number;
  /** `[inducing, inputs]` */
  readonly centres: Float64Array;
  /** `[inducing, outputs]` */
  readonly weights: Float64Array;
  /** Cholesky factor of the centres' kernel matrix, `[inducing, inducing]`, in its lower triangle. */
  readonly factor: Float64Array;
}

export interface Inducing {
  /** How many centres. */
  readonly count: number;
  /** Standard deviation of each coordinate of a centre. */
  readonly spread: number;
  /** Added to the diagonal of the kernel matrix, so that its Cholesky factorization exists in float64. */
  readonly jitter: number;
}

/**
 * Draws a function with independent outputs. With K + jitter = C Cᵀ and ε ~ N(0, I), the values at the centres are C ε, so the
 * weights K⁻¹ (C ε) are C⁻ᵀ ε: one triangular solve. Throws when the kernel matrix is not positive definite.
 */
export function drawFunction(
  stream: RandomStream,
  inputs: number,
  outputs: number,
  { count, spread, jitter }: Inducing,
): DrawnFunction {
  const centres = stream.fillNormal(new Float64Array(count * inputs), spread);
  const factor = choleskyInPlace(kernelMatrix(centres, count, inputs, jitter), count);
  const weights = stream.fillNormal(new Float64Array(count * outputs));
  solveTransposedLower(factor, weights, count, outputs);
  return { inputs, outputs, centres, weights, factor };
}

function kernelMatrix(centres: Float64Array, count: number, inputs: number, jitter: number): Float64Array {
  const matrix = new Float64Array(count * count);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j <= i; j++) {
      const value = Math.exp(-squaredDistance(centres, i * inputs, centres, j * inputs, inputs) / 2);
      matrix[i * count + j] = value;
    }
    matrix[i * count + i] = 1 + jitter;
  }
  return matrix;
}

function squaredDistance(
  a: Float64Array,
  aFrom: number,
  b: Float64Array,
  bFrom: number,
  length: number,
): number {
  let sum = 0;
  for (let k = 0; k < length; k++) {
    const difference = (a[aFrom + k] as number) - (b[bFrom + k] as number);
    sum += difference * difference;
  }
  return sum;
}

/** Values of the function at `points` `[count, inputs]`: `[count, outputs]`. */
export function evaluate(f: DrawnFunction, points: Float64Array): Float64Array {
  const { inputs, outputs, centres, weights } = f;
  const count = points.length / inputs;
  const inducing = centres.length / inputs;
  const values = new Float64Array(count * outputs);
  for (let p = 0; p < count; p++) {
    for (let m = 0; m < inducing; m++) {
      const kernel = Math.exp(-squaredDistance(points, p * inputs, centres, m * inputs, inputs) / 2);
      for (let o = 0; o < outputs; o++) {
        values[p * outputs + o] =
          (values[p * outputs + o] as number) + kernel * (weights[m * outputs + o] as number);
      }
    }
  }
  return values;
}

/** Jacobians of the function at `points` `[count, inputs]`: `[count, outputs, inputs]`. */
export function jacobians(f: DrawnFunction, points: Float64Array): Float64Array {
  const { inputs, outputs, centres, weights } = f;
  const count = points.length / inputs;
  const inducing = centres.length / inputs;
  const result = new Float64Array(count * outputs * inputs);
  for (let p = 0; p < count; p++) {
    for (let m = 0; m < inducing; m++) {
      const kernel = Math.exp(-squaredDistance(points, p * inputs, centres, m * inputs, inputs) / 2);
      for (let o = 0; o < outputs; o++) {
        const factor = kernel * (weights[m * outputs + o] as number);
        for (let i = 0; i < inputs; i++) {
          const at = (p * outputs + o) * inputs + i;
          const towards = (centres[m * inputs + i] as number) - (points[p * inputs + i] as number);
          result[at] = (result[at] as number) + factor * towards;
        }
      }
    }
  }
  return result;
}

/**
 * The part of the prior's variance 1 that the values at the centres determine, kᵀ K⁻¹ k, mean over `points` `[count, inputs]`: what is
 * missing to 1 is the variance that the conditional mean leaves out.
 */
export function capturedVariance(f: DrawnFunction, points: Float64Array): number {
  const { inputs, centres, factor } = f;
  const inducing = centres.length / inputs;
  const count = points.length / inputs;
  let captured = 0;
  const kernel = new Float64Array(inducing);
  for (let p = 0; p < count; p++) {
    for (let m = 0; m < inducing; m++) {
      kernel[m] = Math.exp(-squaredDistance(points, p * inputs, centres, m * inputs, inputs) / 2);
    }
    solveLower(factor, kernel, inducing);
    for (const value of kernel) captured += value * value;
  }
  return captured / count;
}
