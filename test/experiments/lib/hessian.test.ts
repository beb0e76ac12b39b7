import assert from "node:assert/strict";
import { test } from "node:test";
import type { Tensor } from "@tensorflow/tfjs-node";
import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { crossEntropy } from "../../../experiments/lib/classification.ts";
import { normals, replicateStreams } from "../../../experiments/lib/draws.ts";
import { hessian, type SymmetricOperator } from "../../../experiments/lib/hessian.ts";
import {
  gaussQuadrature,
  lanczosQuadrature,
  type SpectralDensity,
  spectralShare,
} from "../../../experiments/lib/lanczos.ts";
import { forwardMlp, initialMlp, type Mlp } from "../../../experiments/lib/mlp.ts";
import { random, range, tf } from "./support.ts";

const shape = { inputs: 5, width: 8, depth: 4, outputs: 3 };
const runs = [0, 1];
const streams = (name: string) => replicateStreams(random, name, runs);

const projections = range(shape.depth - 2).map(() =>
  normals(tf, streams("projections"), [shape.width, shape.width], 1 / Math.sqrt(shape.width)),
);
const networks: readonly Mlp[] = [
  { activation: "relu" },
  { activation: "linear", skip: { kind: "hyper", scale: 0.5, projections } },
  { activation: "hard-tanh", skip: { kind: "residual", scale: 0.5 } },
  { activation: "relu", skip: { kind: "hyper", scale: 0.5, projections } },
];

function setting(mlp: Mlp) {
  const x = normals(tf, streams("x"), [20, shape.inputs]);
  const classes = range(runs.length * 20).map((i) => i % shape.outputs);
  const targets = tf.reshape(tf.cast(tf.oneHot(classes, shape.outputs), "float32"), [2, 20, shape.outputs]);
  const start = { kind: "gaussian", biasVariance: 0.1 } as const;
  const parameters = initialMlp(tf, mlp, shape, start, streams("weights"));
  return { x, targets, parameters, operator: hessian(tf, mlp, parameters, x, targets) };
}

function eigenvalues(operator: SymmetricOperator): number[] {
  return new EigenvalueDecomposition(matrixOf(operator), { assumeSymmetric: true }).realEigenvalues;
}

/** The operator's matrix, of the first run. */
function matrixOf(operator: SymmetricOperator): Matrix {
  const { size } = operator;
  const columns = range(size).map((i) => {
    const unit = tf.tidy(() => tf.tile(tf.reshape(tf.oneHot([i], size).cast("float32"), [1, size]), [2, 1]));
    return Array.from(operator.apply(unit).dataSync().slice(0, size));
  });
  return new Matrix(columns).transpose();
}

for (const mlp of networks) {
  const name = `${mlp.activation}, skip ${mlp.skip?.kind ?? "none"}`;
  test(`Hessian-vector products are how gradients differ along the vector: ${name}`, () => {
    const { x, targets, parameters, operator } = setting(mlp);
    const vector = normals(tf, streams("vector"), [operator.size]);
    const gradientAt = (step: number) => {
      let from = 0;
      const moved = parameters.map((value) => {
        const length = value.size / runs.length;
        const piece = tf.reshape(tf.slice(vector, [0, from], [2, length]), value.shape);
        from += length;
        return tf.add(value, tf.mul(piece, step));
      });
      const loss = (...values: Tensor[]) =>
        tf.sum(crossEntropy(tf, forwardMlp(tf, mlp, values, x).output, targets).loss);
      return tf.concat(
        tf
          .grads(loss)(moved)
          .map((g) => tf.reshape(g, [2, -1])),
        1,
      );
    };
    // Small, so that no unit crosses a kink on the way: gradients jump there. Float32 gradients over such a step are good to some 1e-3
    const step = 3e-5;
    const difference = tf.div(tf.sub(gradientAt(step), gradientAt(-step)), 2 * step);
    const apart = tf.norm(tf.sub(operator.apply(vector), difference), 2, 1).dataSync();
    const size = tf.norm(difference, 2, 1).dataSync();
    apart.forEach((error, run) => {
      assert.ok(error < 1e-2 * (size[run] as number), `${error} of ${size[run]}`);
    });
  });

  test(`the Hessian is symmetric: ${name}`, () => {
    const matrix = matrixOf(setting(mlp).operator);
    const asymmetry = Matrix.sub(matrix, matrix.transpose()).norm();
    assert.ok(asymmetry < 1e-5 * matrix.norm(), `${asymmetry} of ${matrix.norm()}`);
  });
}

test("Lanczos quadrature has the moments that its start sees, and the top of the spectrum", () => {
  const { operator } = setting({ activation: "relu" });
  const starts = replicateStreams(random, "lanczos", runs);
  const [found] = lanczosQuadrature(tf, operator, starts, 60);
  assert.ok(found);
  const moment = (k: number) =>
    found.nodes.reduce((sum, node, i) => sum + (found.weights[i] as number) * node ** k, 0);
  const start = normals(tf, replicateStreams(random, "lanczos", runs), [operator.size]);
  const once = operator.apply(start);
  const twice = operator.apply(once);
  const square = (v: Tensor) => tf.sum(tf.square(v), 1).dataSync()[0] as number;
  assert.ok(Math.abs(moment(0) - 1) < 1e-6);
  assert.ok(Math.abs(moment(2) / (square(once) / square(start)) - 1) < 1e-3);
  assert.ok(Math.abs(moment(4) / (square(twice) / square(start)) - 1) < 1e-3);
  const exact = eigenvalues(operator).map(Math.abs);
  const top = Math.max(...found.nodes.map(Math.abs));
  assert.ok(Math.abs(top / Math.max(...exact) - 1) < 1e-4);
});

test("the share of eigenvalues below a hundredth of the largest is that of the whole spectrum", () => {
  const { operator } = setting({ activation: "relu" });
  const exact = eigenvalues(operator);
  const largest = Math.max(...exact.map(Math.abs));
  const small = (node: number) => Math.abs(node) < 1e-2 * largest;
  const probes = range(30).map((probe) => {
    const starts = replicateStreams((...path) => random(`probe-${probe}`, ...path), "lanczos", runs);
    const [density] = lanczosQuadrature(tf, operator, starts, 50);
    return spectralShare(density as SpectralDensity, small);
  });
  const measured = probes.reduce((sum, share) => sum + share) / probes.length;
  const share = exact.filter(small).length / exact.length;
  assert.ok(share > 0.3 && share < 0.9, `${share}: the spectrum has both kinds`);
  // A start sees a share of 291 eigenvalues with standard deviation 0.04, thirty with 0.007; a node carries 0.05 on average
  assert.ok(Math.abs(measured - share) < 0.05, `${measured} of ${share}`);
});

test("Gauss–Hermite quadrature comes from its Jacobi matrix", () => {
  const { nodes, weights } = gaussQuadrature([0, 0, 0], [1, Math.SQRT2]);
  const expected = [-Math.sqrt(3), 0, Math.sqrt(3)];
  nodes.forEach((node, i) => {
    assert.ok(Math.abs(node - (expected[i] as number)) < 1e-12);
  });
  [1 / 6, 2 / 3, 1 / 6].forEach((weight, i) => {
    assert.ok(Math.abs(weight - (weights[i] as number)) < 1e-12);
  });
});
