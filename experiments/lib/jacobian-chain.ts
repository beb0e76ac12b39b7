import { type DrawnFunction, evaluate, jacobians } from "./deep-gp.ts";

/** Points, their images after some layers, and the Jacobians of the images with respect to the points. */
export interface PushedPoints {
  readonly dimension: number;
  /** `[points, dimension]` */
  readonly origins: Float64Array;
  readonly images: Float64Array;
  /** `[points, dimension, dimension]`; `undefined` when Jacobians are not followed */
  readonly jacobians: Float64Array | undefined;
}

/** Points before the first layer, their own images, with or without Jacobians, which are identities. */
export function startingPoints(origins: Float64Array, dimension: number, follow: boolean): PushedPoints {
  const count = origins.length / dimension;
  const square = dimension * dimension;
  const identities = new Float64Array(count * square);
  for (let p = 0; p < count; p++)
    for (let i = 0; i < dimension; i++) identities[p * square + i * dimension + i] = 1;
  return { dimension, origins, images: origins, jacobians: follow ? identities : undefined };
}

/**
 * Pushes points through one layer. A layer of 2D inputs is input-connected: it sees the image and, after it, the original
 * point, and its Jacobian is ∂f/∂h · J + ∂f/∂x.
 */
export function push(layer: DrawnFunction, points: PushedPoints): PushedPoints {
  const { dimension, origins } = points;
  const connected = layer.inputs === 2 * dimension;
  const inputs = layerInputs(layer, points);
  return {
    dimension,
    origins,
    images: evaluate(layer, inputs),
    jacobians: points.jacobians && chain(jacobians(layer, inputs), points.jacobians, dimension, connected),
  };
}

/** What a layer sees of the points, `[points, layer.inputs]`. */
export function layerInputs(
  layer: DrawnFunction,
  { dimension, origins, images }: PushedPoints,
): Float64Array {
  return layer.inputs === 2 * dimension ? joined(images, origins, dimension) : images;
}

function joined(a: Float64Array, b: Float64Array, dimension: number): Float64Array {
  const result = new Float64Array(2 * a.length);
  for (let p = 0; p < a.length / dimension; p++) {
    result.set(a.subarray(p * dimension, (p + 1) * dimension), 2 * p * dimension);
    result.set(b.subarray(p * dimension, (p + 1) * dimension), (2 * p + 1) * dimension);
  }
  return result;
}

/** Multiplies the Jacobians of a layer, `[points, d, d]` or `[points, d, 2d]` when connected, into those so far, `[points, d, d]`. */
export function chain(
  layer: Float64Array,
  before: Float64Array,
  d: number,
  connected: boolean,
): Float64Array {
  const width = connected ? 2 * d : d;
  const result = new Float64Array(before.length);
  for (let p = 0; p < before.length / (d * d); p++) {
    for (let i = 0; i < d; i++) {
      const row = (p * d + i) * width;
      for (let j = 0; j < d; j++) {
        let sum = connected ? (layer[row + d + j] as number) : 0;
        for (let k = 0; k < d; k++)
          sum += (layer[row + k] as number) * (before[(p * d + k) * d + j] as number);
        result[(p * d + i) * d + j] = sum;
      }
    }
  }
  return result;
}

/** ln s₁ and ln s₂ of the 2 × 2 matrix at `from`: s₁ ± s₂ are the norms of its conformal and anticonformal parts. */
export function logSingularValues2(matrices: Float64Array, from: number): readonly [number, number] {
  const [a, b, c, d] = matrices.subarray(from, from + 4) as unknown as [number, number, number, number];
  const conformal = Math.sqrt((a + d) * (a + d) + (b - c) * (b - c));
  const anticonformal = Math.sqrt((a - d) * (a - d) + (b + c) * (b + c));
  const largest = Math.log((conformal + anticonformal) / 2);
  // from the determinant, because the difference of the two norms would cancel
  return [largest, Math.log(Math.abs(a * d - b * c)) - largest];
}
