import assert from "node:assert/strict";
import { test } from "node:test";
import { CholeskyDecomposition } from "ml-matrix";
import { choleskyInPlace, solveLower, solveTransposedLower } from "../../../experiments/lib/cholesky.ts";
import { multiplyTransposed, multiplyTriangular, transposed } from "../../../experiments/lib/dense.ts";
import { qrOfColumns, rOfColumns } from "../../../experiments/lib/householder.ts";
import { asMatrix, gaussianMatrix, largestGap } from "./float64.ts";

/** Sums of a few dozen products of normals: rounding errors stay well below this. */
const rounding = 1e-12;

test("A Bᵀ is that of ml-matrix, for sizes that are multiples of four and others", () => {
  for (const [rows, columns, inner] of [
    [8, 12, 16],
    [5, 7, 3],
    [4, 9, 11],
    [1, 1, 1],
  ] as const) {
    const a = gaussianMatrix("a", rows, inner);
    const b = gaussianMatrix("b", columns, inner);
    const ours = multiplyTransposed(a, b, new Float64Array(rows * columns), rows, columns, inner);
    const theirs = asMatrix(a, rows, inner).mmul(asMatrix(b, columns, inner).transpose());
    assert.ok(largestGap(ours, theirs.to1DArray()) < rounding);
  }
});

test("the triangular product skips zeros and nothing else", () => {
  const n = 12;
  const lower = gaussianMatrix("lower", n).map((value, i) => (i % n <= Math.floor(i / n) ? value : 0));
  const upper = gaussianMatrix("upper", n).map((value, i) => (i % n >= Math.floor(i / n) ? value : 0));
  const ours = multiplyTriangular(lower, upper, new Float64Array(n * n), n);
  const theirs = multiplyTransposed(lower, upper, new Float64Array(n * n), n, n, n);
  const below = (values: Float64Array) => values.map((value, i) => (i % n <= Math.floor(i / n) ? value : 0));
  assert.ok(largestGap(below(ours), below(theirs)) < rounding);
});

test("QR has an orthogonal Q, an upper triangular R without negative diagonal, and their product is the matrix", () => {
  const n = 20;
  const columns = gaussianMatrix("qr", n);
  const { qTransposed, rTransposed } = qrOfColumns(Float64Array.from(columns), n);
  const q = asMatrix(qTransposed, n).transpose();
  const r = asMatrix(rTransposed, n).transpose();
  assert.ok(largestGap(q.transpose().mmul(q).to1DArray(), asMatrix(identityOf(n), n).to1DArray()) < rounding);
  assert.ok(largestGap(q.mmul(r).transpose().to1DArray(), columns) < rounding);
  for (let i = 0; i < n; i++) {
    assert.ok(r.get(i, i) >= 0);
    for (let j = 0; j < i; j++) assert.equal(r.get(i, j), 0);
  }
  assert.deepEqual(rOfColumns(Float64Array.from(columns), n), rTransposed);
});

test("Cholesky and its triangular solves", () => {
  for (const n of [1, 3, 4, 18]) {
    const a = gaussianMatrix("spd", n);
    const spd = multiplyTransposed(a, a, new Float64Array(n * n), n, n, n);
    for (let i = 0; i < n; i++) spd[i * n + i] = (spd[i * n + i] as number) + 1;
    const factor = choleskyInPlace(Float64Array.from(spd), n).map((value, i) =>
      i % n <= Math.floor(i / n) ? value : 0,
    );
    const theirs = new CholeskyDecomposition(asMatrix(spd, n)).lowerTriangularMatrix;
    assert.ok(largestGap(factor, theirs.to1DArray()) < 1e-10);
    const b = gaussianMatrix("b", n, 2);
    const x = Float64Array.from(b);
    solveTransposedLower(factor, x, n, 2);
    const back = asMatrix(transposed(factor, n), n).mmul(asMatrix(x, n, 2));
    assert.ok(largestGap(back.to1DArray(), b) < 1e-10);
    const y = b.slice(0, n);
    solveLower(factor, y, n);
    assert.ok(
      largestGap(
        asMatrix(factor, n)
          .mmul(asMatrix(y, n, 1))
          .to1DArray(),
        b.slice(0, n),
      ) < 1e-10,
    );
  }
});

test("Cholesky refuses a matrix that is not positive definite", () => {
  assert.throws(
    () => choleskyInPlace(Float64Array.of(1, 2, 2, 1), 2),
    /not positive definite: pivot 1 is -3/,
  );
});

function identityOf(n: number): Float64Array {
  return Float64Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? 1 : 0));
}
