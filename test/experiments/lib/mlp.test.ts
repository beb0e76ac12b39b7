import assert from "node:assert/strict";
import { test } from "node:test";
import type { Tensor } from "@tensorflow/tfjs-node";
import { type Activation, activationNames } from "../../../experiments/lib/activations.ts";
import { classificationStep, classify, crossEntropy } from "../../../experiments/lib/classification.ts";
import { normals, replicateStreams } from "../../../experiments/lib/draws.ts";
import { backwardMlp, forwardMlp, initialMlp, type Mlp } from "../../../experiments/lib/mlp.ts";
import { type Normalization, normalizationNames } from "../../../experiments/lib/normalization.ts";
import { adam, sgd } from "../../../experiments/lib/optimizers.ts";
import { random, range, tf } from "./support.ts";

const shape = { inputs: 7, width: 24, depth: 5, outputs: 4 };
const runs = [0, 1];
const streams = (name: string) => replicateStreams(random, name, runs);

function examples(batch: number) {
  const x = normals(tf, streams("x"), [batch, shape.inputs]);
  const classes = range(runs.length * batch).map((i) => i % shape.outputs);
  const targets = tf.tidy(() =>
    tf.reshape(tf.cast(tf.oneHot(classes, shape.outputs), "float32"), [runs.length, batch, shape.outputs]),
  );
  return { x, targets };
}

const networks: readonly Mlp[] = [
  ...activationNames.flatMap((activation: Activation) =>
    normalizationNames.map((normalization: Normalization) => ({ activation, normalization })),
  ),
  { activation: "relu", skip: { kind: "residual", scale: 0.5 } },
  { activation: "tanh", normalization: "batch", skip: { kind: "residual", scale: 0.5 } },
  {
    activation: "relu",
    skip: {
      kind: "hyper",
      scale: 0.5,
      projections: range(shape.depth - 2).map(() =>
        normals(tf, streams("projections"), [shape.width, shape.width], 1 / Math.sqrt(shape.width)),
      ),
    },
  },
];

const named = ({ activation, normalization = "none", skip }: Mlp) =>
  `${activation}, normalization ${normalization}, skip ${skip?.kind ?? "none"}`;

for (const mlp of networks) {
  test(`the way back gives the gradient of the loss: ${named(mlp)}`, () => {
    const { x, targets } = examples(6);
    const start = { kind: "gaussian", biasVariance: 0.1 } as const;
    const parameters = initialMlp(tf, mlp, shape, start, streams("weights"));
    const found: Tensor[] = [];
    tf.tidy(() => {
      const pass = forwardMlp(tf, mlp, parameters, x);
      const { gradient } = crossEntropy(tf, pass.output, targets);
      backwardMlp(tf, mlp, parameters, pass, gradient, (index, g) => {
        found[index] = tf.keep(g);
      });
    });
    // TensorFlow.js's own reverse mode, which knows nothing of ours
    const expected = tf.grads((...values: Tensor[]) =>
      tf.sum(crossEntropy(tf, forwardMlp(tf, mlp, values, x).output, targets).loss),
    )(parameters);
    expected.forEach((g, index) => {
      const apart = tf.norm(tf.sub(g, found[index] as Tensor)).dataSync()[0] as number;
      const size = tf.norm(g).dataSync()[0] as number;
      // Five layers of float32 sums; both sides round, in another order
      assert.ok(apart < 2e-4 * size + 1e-6, `parameter ${index}: ${apart} of ${size}`);
    });
  });
}

test("initial weights keep the mean square of signals, Gaussian and orthogonal", () => {
  const wide = { inputs: 300, width: 200, depth: 6, outputs: 4 };
  const x = normals(tf, streams("wide"), [400, 300]);
  for (const kind of ["gaussian", "orthogonal"] as const) {
    for (const activation of ["linear", "relu"] as const) {
      const parameters = initialMlp(tf, { activation }, wide, { kind }, streams("wide-weights"));
      const { hidden } = forwardMlp(tf, { activation }, parameters, x);
      const size = tf.mean(tf.square(hidden.at(-1) as Tensor), [1, 2]).dataSync();
      // With ReLU each layer's gain has relative variance 5/n: after six layers of 200 a standard deviation of 0.4
      for (const value of size) assert.ok(Math.abs(Math.log(value)) < 1, `${kind} ${activation}: ${value}`);
      if (kind === "orthogonal") {
        const w = parameters[0] as Tensor;
        const gram = tf.matMul(w, w, false, true);
        const gain = activation === "relu" ? 2 : 1;
        const error = tf.max(tf.abs(tf.sub(gram, tf.mul(tf.eye(200), gain)))).dataSync()[0] as number;
        assert.ok(error < 1e-5, `${error}`);
      }
    }
  }
});

test("normalized units have mean 0 and variance 1 over examples, normalized examples over units", () => {
  const parameters = initialMlp(
    tf,
    { activation: "linear" },
    shape,
    { kind: "gaussian" },
    streams("weights"),
  );
  const { x } = examples(50);
  for (const [normalization, axis] of [
    ["batch", 1],
    ["layer", 2],
  ] as const) {
    const { hidden } = forwardMlp(tf, { activation: "linear", normalization }, parameters, x);
    const { mean, variance } = tf.moments(hidden.at(-1) as Tensor, axis);
    for (const value of mean.dataSync()) assert.ok(Math.abs(value) < 1e-5);
    for (const value of variance.dataSync()) assert.ok(Math.abs(value - 1) < 1e-3);
  }
});

test("training lowers the loss, agrees with the measured loss and leaves nothing behind", () => {
  const mlp: Mlp = { activation: "tanh" };
  const { x, targets } = examples(16);
  const parameters = initialMlp(tf, mlp, shape, { kind: "orthogonal" }, streams("weights"));
  for (const make of [adam, sgd]) {
    const before = tf.memory().numTensors;
    const optimizer = make(tf, parameters, { learningRate: make === adam ? 3e-3 : 0.1 });
    const first = classificationStep(tf, mlp, optimizer, x, targets);
    const initial = classify(tf, mlp, parameters, x, targets);
    assert.deepEqual(first, initial);
    for (let step = 0; step < 200; step++) classificationStep(tf, mlp, optimizer, x, targets);
    const values = optimizer.values();
    const trained = classify(tf, mlp, values, x, targets);
    trained.loss.forEach((loss, run) => {
      assert.ok(loss < 0.5 * (initial.loss[run] as number), `${loss}`);
    });
    assert.ok(trained.accuracy.every((share) => share > 0.8));
    tf.dispose(values);
    optimizer.dispose();
    assert.equal(tf.memory().numTensors, before);
  }
});

test("a regularizer's gradient is added to the loss's", () => {
  const mlp: Mlp = { activation: "relu" };
  const { x, targets } = examples(8);
  const parameters = initialMlp(tf, mlp, shape, { kind: "gaussian" }, streams("weights"));
  const after = (strength: number) => {
    const optimizer = sgd(tf, parameters, { learningRate: 0.1 });
    classificationStep(tf, mlp, optimizer, x, targets, (index, value) =>
      index === 3 ? tf.mul(tf.sub(value, 1), strength) : undefined,
    );
    return optimizer.values();
  };
  const [free, pulled] = [after(0), after(0.5)];
  free.forEach((value, index) => {
    const moved = tf.sub(pulled[index] as Tensor, value).dataSync();
    // The biases start at 0: a step of 0.1 · 0.5 · (1 − 0)
    for (const change of moved) assert.ok(Math.abs(change - (index === 3 ? 0.05 : 0)) < 1e-6);
  });
});
