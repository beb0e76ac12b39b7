import type * as TensorFlow from "@tensorflow/tfjs-node";
import type { Cases, Kit } from "./kit.ts";

type Tensor = TensorFlow.Tensor;

/** Rows, inner length, columns; long inner lengths are summed in blocks, whose size must not depend on caches. */
const products: readonly (readonly [number, number, number])[] = [
  ...([1, 2, 3, 4, 5, 7, 8, 9, 12, 16, 17, 24, 31, 33] as const).map((n) => [n, n, n] as const),
  ...[
    [1, 100, 1],
    [1, 100, 17],
    [17, 100, 1],
    [10, 784, 33],
    [128, 129, 10],
    [100, 1, 100],
    [3, 1023, 5],
    [6, 4099, 16],
    [5, 20_011, 7],
    [130, 300, 70],
    [257, 65, 129],
    [64, 1100, 64],
    [200, 600, 100],
    [128, 128, 128],
    [48, 2048, 48],
  ].map(([m = 1, k = 1, n = 1]) => [m, k, n] as const),
];

const squares = [1, 2, 3, 5, 8, 17, 33, 48] as const;

/** Well away from singular: a random matrix with a heavy diagonal. */
function regular({ tf, numbers }: Kit, batch: readonly number[], n: number): Tensor {
  return tf.add(numbers([...batch, n, n]), tf.mul(tf.eye(n), 4 * n));
}

function positiveDefinite({ tf, numbers }: Kit, batch: readonly number[], n: number): Tensor {
  const x = numbers([...batch, n, n]);
  return tf.add(tf.matMul(x, x, false, true), tf.eye(n));
}

/** Products and decompositions of matrices, and Fourier transforms. */
export const linearAlgebra: Cases = {
  matMul: ({ tf, numbers }) => {
    for (const [m, k, n] of products) {
      tf.matMul(numbers([m, k]), numbers([k, n]));
      if (k > 5000) continue;
      tf.matMul(numbers([k, m]), numbers([k, n]), true);
      tf.matMul(numbers([m, k]), numbers([n, k]), false, true);
      tf.matMul(numbers([k, m]), numbers([n, k]), true, true);
    }
    tf.matMul(numbers([33, 65], "wide"), numbers([65, 9], "wide"));
    tf.matMul(numbers([9, 17], "special"), numbers([17, 9], "special"));
  },
  "matMul in batches": ({ tf, numbers }) => {
    for (const [m, k, n] of products.slice(0, 20)) {
      tf.matMul(numbers([3, m, k]), numbers([3, k, n]));
      tf.matMul(numbers([2, 3, k, m]), numbers([2, 3, k, n]), true);
      tf.matMul(numbers([5, m, k]), numbers([5, n, k]), false, true);
    }
    for (const [batch, m, k, n] of [
      [10, 100, 128, 128],
      [10, 64, 784, 16],
      [20, 33, 65, 129],
      [100, 9, 9, 9],
    ] as const) {
      const a = numbers([batch, m, k]);
      const b = numbers([batch, k, n]);
      tf.grads((x, y) => tf.matMul(x as TensorFlow.Tensor3D, y as TensorFlow.Tensor3D))([a, b]);
    }
    tf.matMul(numbers([1, 17, 9]), numbers([8, 9, 5]));
    tf.matMul(numbers([8, 17, 9]), numbers([9, 5]));
  },
  "MatMul by name": ({ kernel, numbers }) => {
    const attributes = { transpose_a: false, transpose_b: false };
    for (const [m, k, n] of products) kernel("MatMul", [numbers([m, k]), numbers([k, n])], attributes);
    for (const [m, k, n] of products.slice(0, 18))
      kernel("BatchMatMul", [numbers([2, m, k]), numbers([2, k, n])], { adj_x: false, adj_y: false });
  },
  "products of other kinds": ({ tf, numbers }) => {
    for (const n of [1, 3, 8, 17, 33, 1023]) {
      tf.dot(numbers([n]), numbers([n]));
      tf.outerProduct(numbers([n]) as TensorFlow.Tensor1D, numbers([5]) as TensorFlow.Tensor1D);
      tf.einsum("ij,j->i", numbers([7, n]), numbers([n]));
    }
    tf.einsum("bij,bjk->bik", numbers([3, 5, 17]), numbers([3, 17, 9]));
    tf.einsum("bij,cj->bci", numbers([3, 5, 17]), numbers([4, 17]));
    for (const activation of ["linear", "relu", "elu", "relu6", "sigmoid", "leakyrelu"] as const)
      for (const [m, k, n] of [
        [1, 1, 1],
        [5, 7, 3],
        [33, 100, 17],
      ] as const)
        tf.fused.matMul({ a: numbers([m, k]), b: numbers([k, n]), bias: numbers([n]), activation });
    const a = tf.complex(numbers([5, 7]), numbers([5, 7]));
    const b = tf.complex(numbers([7, 3]), numbers([7, 3]));
    tf.add(tf.transpose(a), b.slice([0, 0], [7, 1]));
  },
  "BiasAdd and its gradient": ({ kernel, numbers }) => {
    for (const shape of [
      [1, 1],
      [3, 7],
      [33, 65],
      [128, 100],
      [2, 5, 6, 9],
    ]) {
      const channels = shape.at(-1) ?? 1;
      kernel("BiasAdd", [numbers(shape), numbers([channels])], { data_format: "NHWC" });
      kernel("BiasAddGrad", [numbers(shape)], { data_format: "NHWC" });
    }
  },
  decompositions: (kit) => {
    const { kernel, numbers, tf } = kit;
    for (const n of squares) {
      for (const batch of n < 33 ? [[], [3]] : [[]]) {
        kernel("Svd", [numbers([...batch, n, n])], { compute_uv: true, full_matrices: false }, 3);
        kernel("Qr", [numbers([...batch, n, n])], { full_matrices: false }, 2);
        kernel("SelfAdjointEigV2", [positiveDefinite(kit, batch, n)], { compute_v: true }, 2);
        kernel("Cholesky", [positiveDefinite(kit, batch, n)]);
        kernel("MatrixInverse", [regular(kit, batch, n)], { adjoint: false });
        kernel("MatrixDeterminant", [numbers([...batch, n, n], "unit")]);
        kernel("LogMatrixDeterminant", [numbers([...batch, n, n])], {}, 2);
        kernel("MatrixSolve", [regular(kit, batch, n), numbers([...batch, n, 3])], { adjoint: false });
        kernel("Lu", [regular(kit, batch, n)], { output_idx_type: { type: "int32" } }, 2);
        kernel("MatrixTriangularSolve", [regular(kit, batch, n), numbers([...batch, n, 3])], {
          lower: true,
          adjoint: false,
        });
      }
    }
    for (const [m, n] of [
      [5, 3],
      [3, 5],
      [65, 17],
      [17, 65],
      [100, 40],
    ] as const) {
      kernel("Svd", [numbers([m, n])], { compute_uv: false, full_matrices: false }, 3);
      kernel("Svd", [numbers([m, n])], { compute_uv: true, full_matrices: true }, 3);
      kernel("Qr", [numbers([m, n])], { full_matrices: true }, 2);
    }
    tf.linalg.qr(numbers([5, 5]) as TensorFlow.Tensor2D);
    tf.linalg.bandPart(numbers([7, 7]) as TensorFlow.Tensor2D, 1, 2);
  },
  "large decompositions": (kit) => {
    const { kernel, numbers } = kit;
    kernel("Svd", [numbers([128, 128])], { compute_uv: true, full_matrices: false }, 3);
    kernel("Qr", [numbers([3, 128, 128])], { full_matrices: false }, 2);
    kernel("SelfAdjointEigV2", [positiveDefinite(kit, [], 100)], { compute_v: false }, 2);
    kernel("Cholesky", [positiveDefinite(kit, [], 128)]);
    kernel("MatrixSolve", [regular(kit, [], 128), numbers([128, 20])], { adjoint: false });
  },
  "Fourier transforms": ({ tf, numbers, kernel }) => {
    for (const n of [1, 2, 3, 4, 5, 8, 16, 17, 30, 64, 100, 256]) {
      tf.fft(tf.complex(numbers([3, n]), numbers([3, n])));
      tf.ifft(tf.complex(numbers([3, n]), numbers([3, n])));
      tf.spectral.rfft(numbers([2, n]));
      if (n > 1)
        kernel("RFFT", [numbers([2, n]), tf.tensor1d([n], "int32")], {
          T: null,
          Treal: { type: "float32" },
          Tcomplex: { type: "complex64" },
        });
    }
  },
};
