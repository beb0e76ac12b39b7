/**
 * Overwrites the lower triangle of a symmetric positive definite matrix `[n, n]`, row-major float64, with its Cholesky
 * factor C (matrix = C Cᵀ) and returns it; the upper triangle is neither read nor written. Throws when a pivot is not positive.
 */
export function choleskyInPlace(matrix: Float64Array, n: number): Float64Array {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j += 4) {
      const last = Math.min(j + 3, i);
      if (last === j + 3) subtractProducts(matrix, i * n, j * n, n, j);
      else for (let k = j; k <= last; k++) subtractProduct(matrix, i * n, k * n, k, 0, j);
      // what is left are the columns of the block itself
      for (let k = j; k <= last; k++) {
        subtractProduct(matrix, i * n, k * n, k, j, k);
        const rest = matrix[i * n + k] as number;
        if (k < i) matrix[i * n + k] = rest / (matrix[k * n + k] as number);
        else if (rest > 0) matrix[i * n + i] = Math.sqrt(rest);
        else throw new RangeError(`not positive definite: pivot ${i} is ${rest}; a larger jitter helps`);
      }
    }
  }
  return matrix;
}

/** Entry k of row i loses the product of the rows i and k over the columns `from` … `to` − 1; rows are given by their offsets. */
function subtractProduct(
  matrix: Float64Array,
  rowI: number,
  rowK: number,
  k: number,
  from: number,
  to: number,
): void {
  let sum = matrix[rowI + k] as number;
  for (let c = from; c < to; c++) sum -= (matrix[rowI + c] as number) * (matrix[rowK + c] as number);
  matrix[rowI + k] = sum;
}

/** The same for the entries j … j + 3 at once, over the columns before j: four sums keep the processor busy. */
function subtractProducts(matrix: Float64Array, rowI: number, rowJ: number, n: number, j: number): void {
  let sum0 = matrix[rowI + j] as number;
  let sum1 = matrix[rowI + j + 1] as number;
  let sum2 = matrix[rowI + j + 2] as number;
  let sum3 = matrix[rowI + j + 3] as number;
  const row1 = rowJ + n;
  const row2 = row1 + n;
  const row3 = row2 + n;
  for (let c = 0; c < j; c++) {
    const x = matrix[rowI + c] as number;
    sum0 -= x * (matrix[rowJ + c] as number);
    sum1 -= x * (matrix[row1 + c] as number);
    sum2 -= x * (matrix[row2 + c] as number);
    sum3 -= x * (matrix[row3 + c] as number);
  }
  matrix[rowI + j] = sum0;
  matrix[rowI + j + 1] = sum1;
  matrix[rowI + j + 2] = sum2;
  matrix[rowI + j + 3] = sum3;
}

/** Solves Cᵀ x = b for lower triangular C `[n, n]` and `columns` right-hand sides b `[n, columns]`, which x overwrites. */
export function solveTransposedLower(c: Float64Array, b: Float64Array, n: number, columns: number): void {
  for (let i = n - 1; i >= 0; i--) {
    for (let j = 0; j < columns; j++) {
      const x = (b[i * columns + j] as number) / (c[i * n + i] as number);
      b[i * columns + j] = x;
      // row i of C is column i of Cᵀ above the diagonal
      for (let k = 0; k < i; k++) {
        b[k * columns + j] = (b[k * columns + j] as number) - x * (c[i * n + k] as number);
      }
    }
  }
}

/** Solves C x = b for lower triangular C `[n, n]`; x overwrites b `[n]`. */
export function solveLower(c: Float64Array, b: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) {
    let sum = b[i] as number;
    for (let k = 0; k < i; k++) sum -= (c[i * n + k] as number) * (b[k] as number);
    b[i] = sum / (c[i * n + i] as number);
  }
}
