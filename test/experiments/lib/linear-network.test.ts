import assert from "node:assert/strict";
import { test } from "node:test";
import type { Tensor } from "@tensorflow/tfjs-node";
import { normals, replicateStreams } from "../../../experiments/lib/draws.ts";
import { gaussian, initialWeights } from "../../../experiments/lib/initialization.ts";
import {
  backward,
  expectedLoss,
  forward,
  gradientSizes,
  product,
} from "../../../experiments/lib/linear-network.ts";
import { estimate } from "../../../experiments/lib/statistics.ts";
import { random, range, tf } from "./support.ts";

const [depth, width, batch] = [4, 6, 5];

function network(replicates: readonly number[]) {
  const streams = (name: string) => replicateStreams(random, name, replicates);
  const weights = initialWeights(tf, { kind: "gaussian", folds: 0 }, streams("weights"), depth, width);
  const target = gaussian(tf, streams("target"), width, width);
  const x = normals(tf, streams("inputs"), [batch, width]);
  return { weights, target, x, y: tf.matMul(x, target, false, true) };
}

/** Gradients by hand, as arrays: of the summed loss `Σ ½‖e‖²` with respect to every weight matrix and activation. */
function gradientsByHand({ weights, x, y }: ReturnType<typeof network>) {
  const byWeight: number[][] = [];
  const byActivation: number[][] = [];
  const activations = forward(tf, weights, x);
  backward(tf, weights, activations, tf.sub(activations[depth] as Tensor, y), {
    onWeight: (l, g) => {
      byWeight[l] = Array.from(g.dataSync());
    },
    onActivation: (l, g) => {
      byActivation[l] = Array.from(g.dataSync());
    },
  });
  return { byWeight, byActivation };
}

function closeTo(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number, what: string) {
  assert.equal(actual.length, expected.length, what);
  const scale = Math.max(...Array.from(expected, Math.abs));
  const gap = Math.max(...Array.from(actual, (value, i) => Math.abs(value - (expected[i] as number))));
  assert.ok(gap <= tolerance * scale, `${what}: differs by ${gap} of ${scale}`);
}

test("gradients by hand are those of tf.grads", () => {
  tf.tidy(() => {
    const net = network([0, 1]);
    const { byWeight, byActivation } = gradientsByHand(net);
    const loss = (weights: readonly Tensor[], from: Tensor) => {
      const output = forward(tf, weights, from).at(-1) as Tensor;
      return tf.mul(tf.sum(tf.square(tf.sub(output, net.y))), 0.5);
    };
    const automatic = tf.grads((...weights: Tensor[]) => loss(weights, net.x))(net.weights);
    // Two float32 evaluations of the same sums in different order
    automatic.forEach((g, l) => {
      closeTo(byWeight[l] ?? [], g.dataSync(), 1e-5, `weight ${l}`);
    });
    const activations = forward(tf, net.weights, net.x);
    for (const l of range(depth + 1)) {
      const g = tf.grad((h: Tensor) => loss(net.weights.slice(l), h))(activations[l] as Tensor);
      closeTo(byActivation[l] ?? [], g.dataSync(), 1e-5, `activation ${l}`);
    }
  });
});

/** `Σ ½‖W_L ⋯ W_1 x − A x‖²` in double precision with plain loops: shares nothing with the code under test. */
function lossInDoublePrecision(weights: readonly Float64Array[], x: Float64Array, y: Float64Array): number {
  let h = x;
  for (const w of weights) {
    h = Float64Array.from(h, (_, position) => {
      const [example, i] = [Math.floor(position / width), position % width];
      return range(width).reduce(
        (sum, j) => sum + (w[i * width + j] as number) * (h[example * width + j] as number),
        0,
      );
    });
  }
  return h.reduce((sum, value, i) => sum + 0.5 * (value - (y[i] as number)) ** 2, 0);
}

test("gradients by hand are those of finite differences", () => {
  tf.tidy(() => {
    const net = network([3]);
    const { byWeight } = gradientsByHand(net);
    const doubles = (tensor: Tensor) => Float64Array.from(tensor.dataSync());
    const weights = net.weights.map(doubles);
    const [x, y] = [doubles(net.x), doubles(net.y)];
    const step = 1e-5;
    for (const l of range(depth)) {
      const differences = range(width * width).map((k) => {
        const moved = (by: number) =>
          lossInDoublePrecision(
            weights.map((w, layer) =>
              layer === l ? w.map((value, i) => (i === k ? value + by : value)) : w,
            ),
            x,
            y,
          );
        return (moved(step) - moved(-step)) / (2 * step);
      });
      // The differences are good to step² and 1e-16/step; what remains is float32's rounding in the gradient by hand
      closeTo(byWeight[l] ?? [], differences, 2e-6, `weight ${l}`);
    }
  });
});

test("a batch of runs is each run alone", () => {
  tf.tidy(() => {
    const together = gradientsByHand(network([0, 1, 2]));
    for (const run of range(3)) {
      const alone = gradientsByHand(network([run]));
      for (const kind of ["byWeight", "byActivation"] as const) {
        alone[kind].forEach((values, l) => {
          const part = together[kind][l]?.slice(run * values.length, (run + 1) * values.length) ?? [];
          // One float32 rounding of difference would be 1e-7; BatchMatMul treats each matrix alone
          closeTo(part, values, 1e-6, `run ${run}, ${kind} ${l}`);
        });
      }
    }
  });
});

test("gradient sizes are means over examples of norms", () => {
  tf.tidy(() => {
    const net = network([0, 1]);
    const { byActivation } = gradientsByHand(net);
    const { meanNorm, meanSquare } = gradientSizes(tf, net.weights, net.x, net.y);
    for (const l of range(depth + 1)) {
      for (const run of range(2)) {
        const squares = range(batch).map((example) => {
          const start = (run * batch + example) * width;
          return (byActivation[l] ?? []).slice(start, start + width).reduce((sum, g) => sum + g * g, 0);
        });
        closeTo([meanSquare[l]?.[run] as number], [squares.reduce((a, b) => a + b) / batch], 1e-6, "square");
        closeTo(
          [meanNorm[l]?.[run] as number],
          [squares.map(Math.sqrt).reduce((a, b) => a + b) / batch],
          1e-6,
          "norm",
        );
      }
    }
  });
});

test("the expected loss is what large batches average to", () => {
  tf.tidy(() => {
    const { weights, target } = network([0]);
    const map = product(tf, weights);
    const x = normals(tf, [random("large batch")], [20000, width]);
    const error = tf.sub(forward(tf, weights, x).at(-1) as Tensor, tf.matMul(x, target, false, true));
    const sampled = estimate(tf.mean(tf.square(error), -1).dataSync());
    const [exact = Number.NaN] = expectedLoss(tf, map, target).dataSync();
    assert.ok(
      Math.abs(sampled.mean - exact) < 4 * sampled.se,
      `${sampled.mean} ± ${sampled.se}, exact ${exact}`,
    );
  });
});

test("only what is asked for is computed, and nothing is left behind", () => {
  const net = network([0]);
  const before = tf.memory().numTensors;
  const activations = forward(tf, net.weights, net.x);
  const error = tf.sub(activations[depth] as Tensor, net.y);
  const visited: string[] = [];
  backward(tf, net.weights, activations, error, { onWeight: (l) => visited.push(`weight ${l}`) });
  backward(tf, net.weights, activations, error, { onActivation: (l) => visited.push(`activation ${l}`) });
  tf.dispose([...activations.slice(1), error]);
  assert.equal(tf.memory().numTensors, before);
  assert.deepEqual(visited, [
    ...[3, 2, 1, 0].map((l) => `weight ${l}`),
    ...[4, 3, 2, 1, 0].map((l) => `activation ${l}`),
  ]);
  tf.dispose([...net.weights, net.target, net.x, net.y]);
});
