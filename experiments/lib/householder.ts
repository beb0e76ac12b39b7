import { identity } from "./dense.ts";

/**
 * QR of the square matrix whose *columns* are the rows of `columns` `[n, n]`, by Householder reflections (Golub & Van
 * Loan, algorithm 5.2.1). Returns Rᵀ (lower triangular, row-major, so that row j is column j of R) and Qᵀ, whose row j is
 * column j of Q; the signs are such that R has no negative diagonal. `columns` is overwritten.
 */
export function qrOfColumns(
  columns: Float64Array,
  n: number,
): { qTransposed: Float64Array; rTransposed: Float64Array } {
  const signs = reflect(columns, n);
  const qTransposed = accumulate(columns, n);
  const rTransposed = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    for (let i = 0; i < j; i++) rTransposed[j * n + i] = (columns[j * n + i] as number) * signOf(signs, i);
    rTransposed[j * n + j] = Math.abs(signs[j] as number);
  }
  for (let j = 0; j < n; j++) {
    if (signOf(signs, j) < 0)
      for (let i = 0; i < n; i++) qTransposed[j * n + i] = -(qTransposed[j * n + i] as number);
  }
  return { qTransposed, rTransposed };
}

/** As `qrOfColumns`, without Q: Rᵀ alone, in about half the time. */
export function rOfColumns(columns: Float64Array, n: number): Float64Array {
  const signs = reflect(columns, n);
  const rTransposed = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    for (let i = 0; i < j; i++) rTransposed[j * n + i] = (columns[j * n + i] as number) * signOf(signs, i);
    rTransposed[j * n + j] = Math.abs(signs[j] as number);
  }
  return rTransposed;
}

function signOf(diagonal: Float64Array, i: number): number {
  return (diagonal[i] as number) < 0 ? -1 : 1;
}

/**
 * Overwrites `columns` with the reflectors (entries k… of row k, scaled so that H = I − v vᵀ) and the strict upper
 * triangle of R (entries before k of row k); returns R's diagonal.
 */
function reflect(columns: Float64Array, n: number): Float64Array {
  const diagonal = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    const row = k * n;
    let tail = 0;
    for (let i = k + 1; i < n; i++) tail += (columns[row + i] as number) * (columns[row + i] as number);
    const head = columns[row + k] as number;
    const norm = Math.sqrt(head * head + tail);
    if (tail === 0) {
      diagonal[k] = head;
      columns[row + k] = 0;
      continue;
    }
    const alpha = head > 0 ? -norm : norm;
    const first = head - alpha;
    const scale = Math.SQRT2 / Math.sqrt(first * first + tail);
    columns[row + k] = first * scale;
    for (let i = k + 1; i < n; i++) columns[row + i] = (columns[row + i] as number) * scale;
    diagonal[k] = alpha;
    for (let j = k + 1; j < n; j++) subtractProjection(columns, row, columns, j * n, k, n);
  }
  return diagonal;
}

/** Row j of the result is column j of H₀H₁…, the orthogonal factor. */
function accumulate(reflectors: Float64Array, n: number): Float64Array {
  const result = identity(n);
  for (let k = n - 1; k >= 0; k--) {
    for (let j = k; j < n; j++) subtractProjection(reflectors, k * n, result, j * n, k, n);
  }
  return result;
}

/** x ← x − v (vᵀ x) over the entries `from` … n − 1 of two rows. */
function subtractProjection(
  v: Float64Array,
  vRow: number,
  x: Float64Array,
  xRow: number,
  from: number,
  n: number,
): void {
  let dot = 0;
  for (let i = from; i < n; i++) dot += (v[vRow + i] as number) * (x[xRow + i] as number);
  for (let i = from; i < n; i++) x[xRow + i] = (x[xRow + i] as number) - dot * (v[vRow + i] as number);
}
