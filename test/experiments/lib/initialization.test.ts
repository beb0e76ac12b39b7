import assert from "node:assert/strict";
import { test } from "node:test";
import { normals, replicateStreams } from "../../../experiments/lib/draws.ts";
import { fold, haarOrthogonal, initialWeights } from "../../../experiments/lib/initialization.ts";
import { qr, singularValues, svd } from "../../../experiments/lib/linalg.ts";
import { estimate, mean } from "../../../experiments/lib/statistics.ts";
import { random, range, tf } from "./support.ts";

/** Values of independent Haar matrices `[count][n * n]`, drawn in one batch. */
function haar(count: number, n: number): Float32Array[] {
  return tf.tidy(() => {
    const draws = normals(tf, replicateStreams(random, "haar", range(count)), [n, n]);
    const values = haarOrthogonal(tf, draws).dataSync<"float32">();
    return range(count).map((i) => values.subarray(i * n * n, (i + 1) * n * n));
  });
}

/** Asserts that the mean of a sample is `expected` within four standard errors. */
function meanIs(sample: ArrayLike<number>, expected: number, what: string) {
  const { mean: found, se } = estimate(sample);
  assert.ok(Math.abs(found - expected) < 4 * se, `${what}: ${found} ± ${se}, expected ${expected}`);
}

test("Haar matrices are orthogonal to float32's precision", () => {
  const n = 64;
  for (const q of haar(3, n)) {
    for (const [i, j] of [
      [0, 0],
      [5, 5],
      [0, 1],
      [17, 63],
    ] as const) {
      const dot = range(n).reduce((sum, k) => sum + (q[k * n + i] as number) * (q[k * n + j] as number), 0);
      assert.ok(Math.abs(dot - (i === j ? 1 : 0)) < 2e-6, `columns ${i} and ${j}: ${dot}`);
    }
  }
});

test("traces of powers have the moments of the orthogonal group", () => {
  // Diaconis & Shahshahani (1994), theorem 4: tr Q^j is N(η_j, j) in its low moments, η_j = 1 for even j, else 0.
  // Without the sign convention the mean of tr Q would be far from 0
  const n = 6;
  const matrices = haar(6000, n);
  const trace = (q: Float32Array) => mean(range(n).map((i) => q[i * n + i] as number)) * n;
  const squareTrace = (q: Float32Array) =>
    range(n * n).reduce((sum, k) => {
      const [i, j] = [Math.floor(k / n), k % n];
      return sum + (q[i * n + j] as number) * (q[j * n + i] as number);
    }, 0);
  const first = matrices.map(trace);
  const second = matrices.map(squareTrace);
  meanIs(first, 0, "E tr Q");
  meanIs(
    first.map((t) => t * t),
    1,
    "E (tr Q)²",
  );
  meanIs(
    first.map((t) => t ** 4),
    3,
    "E (tr Q)⁴",
  );
  meanIs(second, 1, "E tr Q²");
  meanIs(
    second.map((t) => (t - 1) ** 2),
    2,
    "Var tr Q²",
  );
});

test("every column is uniform on the sphere, not only the first", () => {
  const n = 5;
  const matrices = haar(4000, n);
  for (const j of [0, n - 1]) {
    const entry = (i: number) => matrices.map((q) => q[i * n + j] as number);
    // Moments of a coordinate of a uniform point on the sphere: 0, 1/n, 3/(n(n + 2))
    for (const i of [0, n - 1]) {
      meanIs(entry(i), 0, `E q_${i}${j}`);
      meanIs(
        entry(i).map((q) => q * q),
        1 / n,
        `E q_${i}${j}²`,
      );
      meanIs(
        entry(i).map((q) => q ** 4),
        3 / (n * (n + 2)),
        `E q_${i}${j}⁴`,
      );
    }
  }
});

test("rotations and reflections of the plane: determinants balance, angles are uniform", () => {
  const matrices = haar(4000, 2);
  const determinant = (q: Float32Array) =>
    (q[0] as number) * (q[3] as number) - (q[1] as number) * (q[2] as number);
  meanIs(matrices.map(determinant), 0, "E det Q");
  // The eigenangle θ of a rotation is uniform, so cos θ = tr/2 has the arcsine distribution
  const rotations = matrices.filter((q) => determinant(q) > 0);
  const angles = rotations
    .map((q) => Math.atan2(q[2] as number, q[0] as number) / (2 * Math.PI) + 0.5)
    .sort();
  const distance = Math.max(...angles.map((u, i) => Math.abs(u - (i + 0.5) / angles.length)));
  // Kolmogorov's distance at the 0.1 % level
  assert.ok(distance < 1.95 / Math.sqrt(angles.length), `${distance} of ${angles.length}`);
});

test("QR and SVD put their factors together again, and R's diagonal is positive", () => {
  tf.tidy(() => {
    const x = normals(tf, replicateStreams(random, "factor", range(2)), [9, 5]);
    const { q, r } = qr(tf, x);
    const { s, u, v } = svd(tf, x);
    const gaps = [
      tf.sub(tf.matMul(q, r), x),
      tf.sub(tf.matMul(tf.mul(u, tf.expandDims(s, 1)), v, false, true), x),
      tf.sub(singularValues(tf, x), s),
    ];
    for (const gap of gaps) {
      const [largest = Number.NaN] = tf.max(tf.abs(gap)).dataSync<"float32">();
      assert.ok(largest < 2e-6, `${largest}`);
    }
    const diagonal = tf.sum(tf.mul(r, tf.eye(5)), -1).dataSync<"float32">();
    assert.ok(diagonal.every((value) => value > 0));
  });
});

test("a fold repeats the first rows and nothing else", () => {
  tf.tidy(() => {
    const w = tf.tensor(range(2 * 4 * 2), [2, 4, 2]);
    assert.deepEqual(
      Array.from(fold(tf, w, 1).dataSync()),
      [0, 1, 2, 3, 0, 1, 2, 3, 8, 9, 10, 11, 8, 9, 10, 11],
    );
    assert.deepEqual(Array.from(fold(tf, w, 2).dataSync()), [0, 1, 0, 1, 0, 1, 0, 1, 8, 9, 8, 9, 8, 9, 8, 9]);
    assert.throws(() => fold(tf, w, 3), RangeError);
  });
});

test("conditions start from the same draws, in or out of a batch", () => {
  const [depth, width] = [3, 16];
  const weights = (init: Parameters<typeof initialWeights>[1], replicates: readonly number[]) =>
    tf.tidy(() =>
      initialWeights(tf, init, replicateStreams(random, "weights", replicates), depth, width).map((w) =>
        Array.from(w.dataSync()),
      ),
    );
  const size = width * width;
  for (const init of [
    { kind: "gaussian", folds: 0 },
    { kind: "gaussian", folds: 1 },
    { kind: "orthogonal", scale: 0.9 },
  ] as const) {
    const together = weights(init, [4, 7]);
    const alone = weights(init, [7]);
    // Factorizations and draws are made matrix by matrix: the bits agree
    range(depth).forEach((l) => {
      assert.deepEqual(together[l]?.slice(size), alone[l]);
    });
  }
  const [plain] = weights({ kind: "gaussian", folds: 0 }, [4]);
  const [folded] = weights({ kind: "gaussian", folds: 1 }, [4]);
  assert.deepEqual(folded?.slice(0, size / 2), plain?.slice(0, size / 2));
});
