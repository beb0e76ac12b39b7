import assert from "node:assert/strict";
import { test } from "node:test";
import { SingularValueDecomposition } from "ml-matrix";
import {
  capturedVariance,
  type DrawnFunction,
  drawFunction,
  evaluate,
  jacobians,
} from "../../../experiments/lib/deep-gp.ts";
import { logSingularValues2, push, startingPoints } from "../../../experiments/lib/jacobian-chain.ts";
import { estimate } from "../../../experiments/lib/statistics.ts";
import { asMatrix, gaussianMatrix, largestGap } from "./float64.ts";
import { random, range } from "./support.ts";

const inducing = { count: 60, spread: 1, jitter: 1e-6 };

test("values at the centres are the prior's draw C ε up to the jitter", () => {
  const f = drawFunction(random("centres"), 2, 1, inducing);
  // the same stream gives the same centres and then ε
  const stream = random("centres");
  stream.fillNormal(new Float64Array(2 * inducing.count), inducing.spread);
  const noise = stream.fillNormal(new Float64Array(inducing.count));
  const lower = f.factor.map((value, i) =>
    i % inducing.count <= Math.floor(i / inducing.count) ? value : 0,
  );
  const draw = asMatrix(lower, inducing.count).mmul(asMatrix(noise, inducing.count, 1));
  // K α = C ε − jitter · α, and α = C⁻ᵀ ε
  const expected = draw.to1DArray().map((value, i) => value - inducing.jitter * (f.weights[i] as number));
  assert.ok(largestGap(evaluate(f, f.centres), expected) < 1e-9);
});

test("values and their covariance are the prior's", () => {
  const points = Float64Array.of(0, 0, 0.8, 0.3);
  const values = range(400).map((draw) =>
    evaluate(drawFunction(random("prior", draw), 2, 2, inducing), points),
  );
  const moment = (a: number, b: number) =>
    estimate(values.map((value) => (value[a] as number) * (value[b] as number)));
  const kernel = Math.exp(-(0.64 + 0.09) / 2);
  for (const [a, b, expected] of [
    [0, 0, 1],
    [0, 2, kernel],
    [1, 3, kernel],
    [0, 1, 0],
    [0, 3, 0],
  ] as const) {
    const { mean, se } = moment(a, b);
    assert.ok(Math.abs(mean - expected) < 4 * se, `entry ${a}, ${b}: ${mean} ± ${se}, not ${expected}`);
  }
});

test("inducing points hold all variance where they are dense and none far away", () => {
  const f = drawFunction(random("captured"), 2, 1, { count: 200, spread: 1, jitter: 1e-6 });
  assert.ok(capturedVariance(f, Float64Array.of(0, 0)) > 0.999);
  assert.ok(capturedVariance(f, Float64Array.of(9, 9)) < 1e-6);
});

test("Jacobians are those of finite differences, through a chain of layers, input-connected or not", () => {
  const step = 1e-5;
  for (const connected of [false, true]) {
    const stream = random("layers", connected ? 1 : 0);
    const layers: DrawnFunction[] = range(3).map((l) =>
      drawFunction(stream, connected && l > 0 ? 4 : 2, 2, inducing),
    );
    const run = (origins: Float64Array) =>
      layers.reduce((points, layer) => push(layer, points), startingPoints(origins, 2, true));
    const at = Float64Array.of(0.3, -0.4);
    const chained = run(at).jacobians as Float64Array;
    range(2).forEach((input) => {
      const moved = (sign: number) =>
        run(at.map((value, i) => value + (i === input ? sign * step : 0))).images;
      const [ahead, behind] = [moved(1), moved(-1)];
      range(2).forEach((output) => {
        const slope = ((ahead[output] as number) - (behind[output] as number)) / (2 * step);
        // truncation of order step², rounding of order 1e-16 · weights / step
        assert.ok(
          Math.abs((chained[2 * output + input] as number) - slope) < 1e-5 * Math.max(1, Math.abs(slope)),
        );
      });
    });
  }
});

test("derivatives of a draw are independent N(0, 1)", () => {
  const slopes = range(400).map((draw) =>
    jacobians(drawFunction(random("slopes", draw), 2, 1, inducing), Float64Array.of(0.1, 0.1)),
  );
  for (const [a, b, expected] of [
    [0, 0, 1],
    [1, 1, 1],
    [0, 1, 0],
  ] as const) {
    const { mean, se } = estimate(slopes.map((slope) => (slope[a] as number) * (slope[b] as number)));
    assert.ok(Math.abs(mean - expected) < 4 * se, `${a}, ${b}: ${mean} ± ${se}`);
  }
});

test("singular values of 2 × 2 matrices, and their expected ratio π/2 for Gaussian ones", () => {
  const matrices = gaussianMatrix("plane", 20_000, 4);
  const [large, small] = logSingularValues2(matrices, 4);
  const { diagonal } = new SingularValueDecomposition(asMatrix(matrices.slice(4, 8), 2));
  assert.ok(largestGap([large, small], diagonal.map(Math.log)) < 1e-12);
  const ratio = estimate(
    range(20_000).map((i) => {
      const [s1, s2] = logSingularValues2(matrices, 4 * i);
      return s1 - s2;
    }),
  );
  // u = ln(s₁/s₂) has the density sinh u / cosh² u, and mean ∫ du / cosh u = π/2
  assert.ok(Math.abs(ratio.mean - Math.PI / 2) < 4 * ratio.se, `${ratio.mean} ± ${ratio.se}`);
});
