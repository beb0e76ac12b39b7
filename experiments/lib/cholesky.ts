/**
 * Overwrites the lower triangle of a symmetric positive definite matrix `[n, n]`, row-major float64, with its Cholesky
 * factor C (matrix = C Cᵀ) and returns it; the upper triangle is neither read nor written. Throws when a pivot is not positive.
 */
export function choleskyInPlace(matrix: Float64Array, n: number): Float64Array {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * n + j] as number;
      for (let k = 0; k < j; k++) sum -= (matrix[i * n + k] as number) * (matrix[j * n + k] as number);
      if (i !== j) matrix[i * n + j] = sum / (matrix[j * n + j] as number);
      else if (sum > 0) matrix[i * n + i] = Math.sqrt(sum);
      else
        throw new RangeError(
          `the matrix is not positive definite: pivot ${i} is ${sum}; a larger jitter helps`,
        );
    }
  }
  return matrix;
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
