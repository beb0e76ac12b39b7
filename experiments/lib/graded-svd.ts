import { rOfColumns } from "./householder.ts";

/**
 * A square matrix in graded form, exp(logScale_i) · rows_i: it holds entries far outside the range of float64, as long as
 * those of one row are alike.
 */
export interface Graded {
  readonly n: number;
  /** `[n, n]`, row-major */
  readonly rows: Float64Array;
  /** `[n]` natural logarithms */
  readonly logScale: Float64Array;
}

/** Two rows count as orthogonal when the cosine between them is below this; singular values are then good to its square. */
const orthogonality = 1e-10;
const mostSweeps = 40;

/**
 * Natural logarithms of the singular values of a graded matrix of full rank, in descending order. A few
 * QR steps on the transpose bring it closer to diagonal, then a one-sided Jacobi iteration (Hestenes 1958; Demmel &
 * Veselić 1992; Drmač & Veselić 2008) makes its rows orthogonal. Rows keep their scales as logarithms, so that
 * singular values are found to nearly full relative accuracy however small they are.
 * Throws when the iteration has not converged after 40 sweeps.
 */
export function logSingularValues(matrix: Graded, preconditioning = 3): Float64Array {
  let graded = matrix;
  for (let step = 0; step < preconditioning; step++) graded = transposeStep(graded);
  return orthogonalizeRows(graded);
}

/**
 * One QR step on the transpose: with A = D T and Tᵀ = Q R, the matrix R D has the singular values of A; returned in graded
 * form D′ T′ with T′ unit upper triangular.
 */
function transposeStep({ n, rows, logScale }: Graded): Graded {
  // the columns of Tᵀ are the rows of T
  const rTransposed = rOfColumns(Float64Array.from(rows), n);
  const scale = new Float64Array(n);
  const next = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    const diagonal = rTransposed[i * n + i] as number;
    const own = logScale[i] as number;
    scale[i] = own + Math.log(diagonal);
    for (let j = i; j < n; j++) {
      next[i * n + j] =
        ((rTransposed[j * n + i] as number) / diagonal) * Math.exp((logScale[j] as number) - own);
    }
  }
  return { n, rows: next, logScale: scale };
}

function orthogonalizeRows({ n, rows, logScale }: Graded): Float64Array {
  const u = Float64Array.from(rows);
  const scale = Float64Array.from(logScale);
  for (let i = 0; i < n; i++) normalizeRow(u, scale, i, n);
  const order = Array.from({ length: n }, (_, i) => i);
  for (let sweep = 0; sweep < mostSweeps; sweep++) {
    order.sort((a, b) => (scale[b] as number) - (scale[a] as number) || a - b);
    let rotations = 0;
    for (let p = 0; p < n - 1; p++) {
      for (let q = p + 1; q < n; q++) {
        if (rotate(u, scale, order[p] as number, order[q] as number, n)) rotations++;
      }
    }
    if (rotations === 0) return scale.sort().reverse();
  }
  throw new Error(`the Jacobi iteration did not converge in ${mostSweeps} sweeps`);
}

function normalizeRow(u: Float64Array, scale: Float64Array, i: number, n: number): void {
  let square = 0;
  for (let k = i * n; k < (i + 1) * n; k++) square += (u[k] as number) * (u[k] as number);
  const norm = Math.sqrt(square);
  for (let k = i * n; k < (i + 1) * n; k++) u[k] = (u[k] as number) / norm;
  scale[i] = (scale[i] as number) + Math.log(norm);
}

/**
 * Rotates two unit rows with scales σ_a, σ_b until they are orthogonal; returns whether that was necessary. With r = σ_small / σ_large and c
 * the cosine between them, the tangent of the rotation is t = r τ, and τ = −2c / (1 − r² + √((1 − r²)² + 4 r² c²)) stays
 * finite when r underflows (the rotation is then a Gram–Schmidt step).
 */
function rotate(u: Float64Array, scale: Float64Array, a: number, b: number, n: number): boolean {
  const swap = (scale[b] as number) > (scale[a] as number);
  const large = (swap ? b : a) * n;
  const small = (swap ? a : b) * n;
  let c = 0;
  for (let k = 0; k < n; k++) c += (u[large + k] as number) * (u[small + k] as number);
  if (Math.abs(c) < orthogonality) return false;
  const p = swap ? b : a;
  const q = swap ? a : b;
  const r = Math.exp((scale[q] as number) - (scale[p] as number));
  const gap = 1 - r * r;
  const tau = (-2 * c) / (gap + Math.sqrt(gap * gap + 4 * r * r * c * c));
  const cosine = 1 / Math.sqrt(1 + r * r * tau * tau);
  const intoLarge = -cosine * r * r * tau;
  const intoSmall = cosine * tau;
  let squareLarge = 0;
  let squareSmall = 0;
  for (let k = 0; k < n; k++) {
    const x = u[large + k] as number;
    const y = u[small + k] as number;
    const newLarge = cosine * x + intoLarge * y;
    const newSmall = intoSmall * x + cosine * y;
    u[large + k] = newLarge;
    u[small + k] = newSmall;
    squareLarge += newLarge * newLarge;
    squareSmall += newSmall * newSmall;
  }
  const normLarge = Math.sqrt(squareLarge);
  const normSmall = Math.sqrt(squareSmall);
  const inverseLarge = 1 / normLarge;
  const inverseSmall = 1 / normSmall;
  for (let k = 0; k < n; k++) {
    u[large + k] = (u[large + k] as number) * inverseLarge;
    u[small + k] = (u[small + k] as number) * inverseSmall;
  }
  scale[p] = (scale[p] as number) + Math.log(normLarge);
  scale[q] = (scale[q] as number) + Math.log(normSmall);
  return true;
}
