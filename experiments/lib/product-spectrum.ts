import { identity, multiplyTransposed, multiplyTriangular, transposed } from "./dense.ts";
import { logSingularValues } from "./graded-svd.ts";
import { qrOfColumns } from "./householder.ts";

/** Factors multiplied before the next QR: the loss of accuracy within so short a product is far from showing. */
const factorsPerStep = 4;

/**
 * Natural logarithms of the singular values of the products W_k … W_1 of square matrices, for every `k` in `depths`
 * (ascending), each in descending order: an array `[n]` per depth.
 *
 * The product itself is never formed: its small singular values lie as far as 10^−160 below the large ones, and forming it in float64
 * would leave nothing below 10^−16 of the largest. Instead W_l Q_{l−1} = Q_l R_l (Dieci, Russell & Van Vleck 1997), and the
 * triangular product R_L … R_1 is kept as exp(d_i) times rows of order one. Every step is backward stable, so that each
 * singular value, however small, has a relative error of about L · 10^−16 · κ, with κ the condition number of the factors
 * between two QR steps (10^7 to 10^9 for four Gaussian matrices of size 512).
 *
 * `factor(l)` returns W_l `[n, n]`, row-major, for l = 1, 2, …; `n` must be a multiple of four.
 */
export function productLogSingularValues(
  factor: (layer: number) => Float64Array,
  n: number,
  depths: readonly number[],
  progress?: (done: number, total: number) => void,
): Float64Array[] {
  const deepest = depths.at(-1) ?? 0;
  const spectra: Float64Array[] = [];
  let qTransposed = identity(n);
  // R_l … R_1 = diag(exp(logScale)) T, with T unit upper triangular, held as Tᵀ
  let tTransposed = identity(n);
  const logScale = new Float64Array(n);
  let pending = 0;
  let columns = qTransposed;
  for (let layer = 1; layer <= deepest; layer++) {
    columns = multiplyTransposed(columns, factor(layer), new Float64Array(n * n), n, n, n);
    pending++;
    const wanted = depths.includes(layer);
    if (wanted || pending === factorsPerStep) {
      const step = qrOfColumns(columns, n);
      qTransposed = step.qTransposed;
      tTransposed = absorb(step.rTransposed, tTransposed, logScale, n);
      columns = qTransposed;
      pending = 0;
    }
    if (wanted) spectra.push(logSingularValues({ n, rows: transposed(tTransposed, n), logScale }));
    progress?.(layer, deepest);
  }
  return spectra;
}

/** R · diag(exp(d)) T in the same form: returns the new Tᵀ and updates d = `logScale`. */
function absorb(
  rTransposed: Float64Array,
  tTransposed: Float64Array,
  logScale: Float64Array,
  n: number,
): Float64Array {
  const scaled = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    const diagonal = rTransposed[i * n + i] as number;
    const own = logScale[i] as number;
    for (let k = i; k < n; k++) {
      scaled[i * n + k] =
        ((rTransposed[k * n + i] as number) / diagonal) * Math.exp((logScale[k] as number) - own);
    }
  }
  for (let i = 0; i < n; i++) {
    logScale[i] = (logScale[i] as number) + Math.log(rTransposed[i * n + i] as number);
  }
  return multiplyTriangular(tTransposed, scaled, new Float64Array(n * n), n);
}
