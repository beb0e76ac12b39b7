import type * as tfjs from "@tensorflow/tfjs-node";
import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import type { RandomStream, TensorFlow } from "reprise";
import { normals } from "./draws.ts";
import type { SymmetricOperator } from "./hessian.ts";

type Tensor = tfjs.Tensor;

/** An estimate of the distribution of a symmetric matrix's eigenvalues: `weights`, of sum 1, at `nodes`, ascending. */
export interface SpectralDensity {
  readonly nodes: readonly number[];
  readonly weights: readonly number[];
}

/**
 * Stochastic Lanczos quadrature (Ubaru, Chen & Saad 2017): from a random start `v`, `steps` products give the Gauss quadrature of the
 * spectrum as `v` sees it, exact for polynomials up to degree 2 · steps − 1; its mean over Gaussian starts is the eigenvalues'
 * distribution. One start for each run. Vectors are not reorthogonalized: eigenvalues found twice then share the weight that belongs
 * to them, and the quadrature keeps its accuracy (Greenbaum 1989; Chen, Trogdon & Ubaru 2021).
 */
export function lanczosQuadrature(
  tf: TensorFlow,
  operator: SymmetricOperator,
  streams: readonly RandomStream[],
  steps: number,
): SpectralDensity[] {
  const { runs, size } = operator;
  const diagonal: Float32Array[] = [];
  const beside: Float32Array[] = [];
  const dot = (a: Tensor, b: Tensor) =>
    tf.reshape(tf.matMul(tf.reshape(a, [runs, 1, size]), tf.reshape(b, [runs, size, 1])), [runs, 1]);
  let previous = tf.zeros([runs, size]);
  let beta: Tensor = tf.zeros([runs, 1]);
  let current: Tensor = tf.tidy(() => {
    const start = normals(tf, streams, [size]);
    return tf.div(start, tf.sqrt(dot(start, start)));
  });
  for (let step = 0; step < steps; step++) {
    const [alpha, norm, next] = tf.tidy(() => {
      const image = tf.sub(operator.apply(current), tf.mul(previous, beta));
      const along = dot(image, current);
      const rest = tf.sub(image, tf.mul(current, along));
      const length = tf.sqrt(dot(rest, rest));
      return [along, length, tf.divNoNan(rest, length)];
    }) as [Tensor, Tensor, Tensor];
    diagonal.push(alpha.dataSync<"float32">().slice());
    beside.push(norm.dataSync<"float32">().slice());
    tf.dispose([previous, beta, alpha]);
    [previous, current, beta] = [current, next, norm];
  }
  tf.dispose([previous, current, beta]);
  return Array.from({ length: runs }, (_, run) =>
    gaussQuadrature(
      diagonal.map((values) => values[run] as number),
      beside.slice(0, -1).map((values) => values[run] as number),
    ),
  );
}

/**
 * Nodes and weights from the Jacobi matrix with this diagonal and off-diagonal (Golub & Welsch 1969): its eigenvalues, and the squared
 * first components of its eigenvectors.
 */
export function gaussQuadrature(diagonal: readonly number[], beside: readonly number[]): SpectralDensity {
  const m = diagonal.length;
  const jacobi = Matrix.zeros(m, m);
  diagonal.forEach((value, i) => {
    jacobi.set(i, i, value);
  });
  beside.forEach((value, i) => {
    jacobi.set(i, i + 1, value);
    jacobi.set(i + 1, i, value);
  });
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(jacobi, {
    assumeSymmetric: true,
  });
  const pairs = realEigenvalues.map((node, i) => ({ node, weight: eigenvectorMatrix.get(0, i) ** 2 }));
  pairs.sort((a, b) => a.node - b.node);
  return { nodes: pairs.map(({ node }) => node), weights: pairs.map(({ weight }) => weight) };
}

/** Share of eigenvalues for which the predicate holds. */
export function spectralShare({ nodes, weights }: SpectralDensity, holds: (node: number) => boolean): number {
  return nodes.reduce((share, node, i) => (holds(node) ? share + (weights[i] as number) : share), 0);
}
