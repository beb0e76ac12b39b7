import assert from "node:assert/strict";
import { test } from "node:test";
import { LuDecomposition, Matrix, SingularValueDecomposition } from "ml-matrix";
import { multiplyTransposed, transposed } from "../../../experiments/lib/dense.ts";
import { fractionBelow, fussCatalan } from "../../../experiments/lib/fuss-catalan.ts";
import { logSingularValues } from "../../../experiments/lib/graded-svd.ts";
import { qrOfColumns } from "../../../experiments/lib/householder.ts";
import { productLogSingularValues } from "../../../experiments/lib/product-spectrum.ts";
import { asMatrix, gaussianMatrix, largestGap } from "./float64.ts";
import { random, range } from "./support.ts";

test("short products have the singular values that ml-matrix finds in the product itself", () => {
  const n = 16;
  const factors = range(6).map((l) => gaussianMatrix(`factor-${l}`, n));
  const spectra = productLogSingularValues((layer) => factors[layer - 1] as Float64Array, n, [1, 2, 6]);
  let product = Matrix.eye(n);
  factors.forEach((factor, l) => {
    product = asMatrix(factor, n).mmul(product);
    const index = [1, 2, 6].indexOf(l + 1);
    if (index < 0) return;
    const theirs = new SingularValueDecomposition(product).diagonal.map(Math.log);
    // what forming the product loses: its condition number, below 1e8, times 1e-16
    assert.ok(largestGap(spectra[index] as Float64Array, theirs) < 1e-7);
  });
});

test("singular values beyond the range of float64 come out to nearly full precision", () => {
  // W_l = U_l D U_{l−1}ᵀ: the product is U_L D^L U_0ᵀ, with singular values exp(−k L / 4), the least exp(−1125) = 10^−489
  const n = 16;
  const depth = 300;
  const rotations = range(depth + 1).map(
    (l) => qrOfColumns(gaussianMatrix(`rotation-${l}`, n), n).qTransposed,
  );
  const factor = (layer: number) => {
    const scaled = (rotations[layer] as Float64Array).map((value, i) => value * Math.exp(-(i % n) / 4));
    return multiplyTransposed(scaled, rotations[layer - 1] as Float64Array, new Float64Array(n * n), n, n, n);
  };
  const [spectrum] = productLogSingularValues(factor, n, [depth]);
  const expected = range(n).map((k) => (-k * depth) / 4);
  // 75 QR steps, each of four factors with a condition number of exp(15)
  assert.ok(largestGap(spectrum as Float64Array, expected) < 75 * 1e-16 * Math.exp(15) * n);
});

test("the logarithms of the singular values add up to those of the determinants", () => {
  const n = 24;
  const depth = 40;
  const factors = range(depth).map((l) => gaussianMatrix(`det-${l}`, n).map((value) => value / Math.sqrt(n)));
  const [spectrum] = productLogSingularValues((layer) => factors[layer - 1] as Float64Array, n, [depth]);
  const expected = factors.reduce(
    (sum, factor) => sum + Math.log(Math.abs(new LuDecomposition(asMatrix(factor, n)).determinant)),
    0,
  );
  const total = (spectrum as Float64Array).reduce((sum, value) => sum + value, 0);
  assert.ok(Math.abs(total - expected) < 1e-8 * Math.abs(expected));
});

test("a product and its transpose have the same singular values", () => {
  const n = 20;
  const depth = 30;
  const factors = range(depth).map((l) => gaussianMatrix(`transpose-${l}`, n));
  const forth = productLogSingularValues((layer) => factors[layer - 1] as Float64Array, n, [depth]);
  const back = productLogSingularValues((layer) => transposed(factors[depth - layer] as Float64Array, n), n, [
    depth,
  ]);
  assert.ok(largestGap(forth[0] as Float64Array, back[0] as Float64Array) < 1e-8);
});

test("the Jacobi iteration alone finds what it finds after preconditioning", () => {
  const n = 12;
  const matrix = {
    n,
    rows: gaussianMatrix("jacobi", n),
    logScale: Float64Array.from(range(n), (i) => -30 * i),
  };
  assert.ok(largestGap(logSingularValues(matrix, 0), logSingularValues(matrix)) < 1e-10);
});

test("the spectrum of ten wide Gaussian factors is the Fuss–Catalan law's", () => {
  const n = 256;
  const stream = random("wide");
  const weights = new Float64Array(n * n);
  const [spectrum] = productLogSingularValues(() => stream.fillNormal(weights, 1 / Math.sqrt(n)), n, [10]);
  const law = fussCatalan(10);
  for (const s of [0.01, 0.1, 1, 3]) {
    const measured = (spectrum as Float64Array).filter((value) => value < Math.log(s)).length / n;
    // eigenvalues repel each other, so that counts fluctuate by about one; finite width shifts them by another
    assert.ok(Math.abs(measured - fractionBelow(law, Math.log(s))) < 5 / n, `${measured} below ${s}`);
  }
});
