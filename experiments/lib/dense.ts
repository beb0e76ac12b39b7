/**
 * Dense float64 kernels on row-major typed arrays. TensorFlow for Node has no float64 tensors, and the spectra of long
 * products need the range; the inner loops run over contiguous rows, in register blocks of 4 × 4.
 */

/**
 * C = A Bᵀ with A `[rows, inner]`, B `[columns, inner]`, written to `target` `[rows, columns]` and returned.
 * Any sizes; fastest where all are multiples of four.
 */
export function multiplyTransposed(
  a: Float64Array,
  b: Float64Array,
  target: Float64Array,
  rows: number,
  columns: number,
  inner: number,
): Float64Array {
  for (let i = 0; i < rows; i += 4) {
    for (let j = 0; j < columns; j += 4) {
      if (i + 4 <= rows && j + 4 <= columns) block4(a, b, target, i, j, columns, inner, 0, inner);
      else edge(a, b, target, i, Math.min(i + 4, rows), j, Math.min(j + 4, columns), columns, inner);
    }
  }
  return target;
}

/**
 * The product `lower` · `upper`ᵀ of two triangular matrices `[n, n]`, the first lower and the second upper triangular,
 * which is lower triangular; written to the lower triangle of `target`, whose upper triangle is left as it is.
 * `n` must be a multiple of four.
 */
export function multiplyTriangular(
  lower: Float64Array,
  upper: Float64Array,
  target: Float64Array,
  n: number,
): Float64Array {
  // row i of `lower` ends at column i and row j of `upper` starts at column j
  for (let i = 0; i < n; i += 4) {
    for (let j = 0; j <= i; j += 4) block4(lower, upper, target, i, j, n, n, j, i + 4);
  }
  return target;
}

/** The 4 × 4 block of A Bᵀ at (i, j), summed over the columns `from` to `to`. */
function block4(
  a: Float64Array,
  b: Float64Array,
  target: Float64Array,
  i: number,
  j: number,
  columns: number,
  inner: number,
  from: number,
  to: number,
): void {
  const a0 = i * inner;
  const a1 = a0 + inner;
  const a2 = a1 + inner;
  const a3 = a2 + inner;
  const b0 = j * inner;
  const b1 = b0 + inner;
  const b2 = b1 + inner;
  const b3 = b2 + inner;
  let c00 = 0;
  let c01 = 0;
  let c02 = 0;
  let c03 = 0;
  let c10 = 0;
  let c11 = 0;
  let c12 = 0;
  let c13 = 0;
  let c20 = 0;
  let c21 = 0;
  let c22 = 0;
  let c23 = 0;
  let c30 = 0;
  let c31 = 0;
  let c32 = 0;
  let c33 = 0;
  for (let k = from; k < to; k++) {
    const x0 = a[a0 + k] as number;
    const x1 = a[a1 + k] as number;
    const x2 = a[a2 + k] as number;
    const x3 = a[a3 + k] as number;
    const y0 = b[b0 + k] as number;
    const y1 = b[b1 + k] as number;
    const y2 = b[b2 + k] as number;
    const y3 = b[b3 + k] as number;
    c00 += x0 * y0;
    c01 += x0 * y1;
    c02 += x0 * y2;
    c03 += x0 * y3;
    c10 += x1 * y0;
    c11 += x1 * y1;
    c12 += x1 * y2;
    c13 += x1 * y3;
    c20 += x2 * y0;
    c21 += x2 * y1;
    c22 += x2 * y2;
    c23 += x2 * y3;
    c30 += x3 * y0;
    c31 += x3 * y1;
    c32 += x3 * y2;
    c33 += x3 * y3;
  }
  const row0 = i * columns + j;
  const row1 = row0 + columns;
  const row2 = row1 + columns;
  const row3 = row2 + columns;
  target[row0] = c00;
  target[row0 + 1] = c01;
  target[row0 + 2] = c02;
  target[row0 + 3] = c03;
  target[row1] = c10;
  target[row1 + 1] = c11;
  target[row1 + 2] = c12;
  target[row1 + 3] = c13;
  target[row2] = c20;
  target[row2 + 1] = c21;
  target[row2 + 2] = c22;
  target[row2 + 3] = c23;
  target[row3] = c30;
  target[row3 + 1] = c31;
  target[row3 + 2] = c32;
  target[row3 + 3] = c33;
}

function edge(
  a: Float64Array,
  b: Float64Array,
  target: Float64Array,
  rowFrom: number,
  rowTo: number,
  columnFrom: number,
  columnTo: number,
  columns: number,
  inner: number,
): void {
  for (let i = rowFrom; i < rowTo; i++) {
    for (let j = columnFrom; j < columnTo; j++) {
      let sum = 0;
      for (let k = 0; k < inner; k++) sum += (a[i * inner + k] as number) * (b[j * inner + k] as number);
      target[i * columns + j] = sum;
    }
  }
}

/** The transpose of a square matrix `[n, n]`, as a new array. */
export function transposed(matrix: Float64Array, n: number): Float64Array {
  const result = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) result[j * n + i] = matrix[i * n + j] as number;
  }
  return result;
}

/** The identity `[n, n]`. */
export function identity(n: number): Float64Array {
  const result = new Float64Array(n * n);
  for (let i = 0; i < n; i++) result[i * n + i] = 1;
  return result;
}
