import type { Finding } from "../../src/engine/claims.ts";
import type { Edit } from "./laboratory.ts";

/** A mistake in the science, and what the paper says to it. */
export interface Mutation {
  readonly mistake: string;
  readonly edits: readonly Edit[];
  /** Claims that hold without the mistake, and their verdicts with it. */
  readonly objections: Readonly<Record<string, Exclude<Finding["verdict"], "holds">>>;
  /** What the engine says when the mistake leaves no result to judge. */
  readonly refused?: RegExp;
}

/**
 * Params, as source text, with which each experiment takes a few seconds of one core and its claims still have power. Where they are
 * less deep than the paper's networks, that is because the norms of very deep ones have heavy tails.
 */
export const sizes = {
  "orthogonal-sampling": "{ width: 16, matrices: 1000 }",
  "init-panel":
    "{ ...paper, depth: 12, width: 48, batch: 48, gaussianRuns: 400, orthogonalRuns: 20, batched: 100 }",
  "deep-linear":
    "{ ...paper, width: 32, batch: 32, learningRate: 1e-3, epochs: 5, stepsPerEpoch: 25, replicates: 6, blocks: 1, gradientEpochs: [0, 4] }",
  "small-step-sgd":
    "{ ...paper, width: 32, batch: 32, learningRate: 4e-4, epochs: 6, stepsPerEpoch: 50, replicates: 6, gradientEpochs: [0, 4] }",
  "norm-removed": "{ ...paper, width: 32, batch: 32, steps: 80, every: 20, replicates: 4 }",
  "dose-response":
    "{ ...paper, depth: 16, width: 32, batch: 32, steps: 150, every: 50, replicates: 8, initialNetworks: 150, doses: paper.doses.filter((_, i) => i % 2 === 0) }",
  "tangent-kernel":
    "{ width: 128, depths: [30], networks: 20, spectrum: { width: 12, depth: 30, networks: 2 } }",
} as const;

const conditions = "lib/conditions.ts";
const initialization = "lib/initialization.ts";
const network = "lib/linear-network.ts";
const optimizers = "lib/optimizers.ts";

/** One replicate instead of those of `sizes`. */
const oneSeed = (id: "deep-linear" | "small-step-sgd" | "norm-removed" | "dose-response"): Edit => ({
  file: `${id}/experiment.ts`,
  find: sizes[id],
  replace: sizes[id].replace(/replicates: \d+/, "replicates: 1"),
});

/** Adam's learning rate times a factor. */
const adamRate = (factor: string): Edit => ({
  file: optimizers,
  find: "[learningRate, beta1, beta2, epsilon].map(",
  replace: `[learningRate * ${factor}, beta1, beta2, epsilon].map(`,
});

export const mutations: readonly Mutation[] = [
  {
    mistake: "Fold 0 and Fold 1 are exchanged",
    edits: [
      {
        file: conditions,
        find: `"fold-0": { kind: "gaussian", folds: 0 }`,
        replace: `"fold-0": { kind: "gaussian", folds: 1 /**/ }`,
      },
      {
        file: conditions,
        find: `"fold-1": { kind: "gaussian", folds: 1 }`,
        replace: `"fold-1": { kind: "gaussian", folds: 0 }`,
      },
    ],
    objections: {
      "deep-linear.folding-worsens": "fails",
      "init-panel.folding-enlarges": "fails",
      "norm-removed.order-without-norm": "fails",
      "norm-removed.order-throughout": "fails",
      "small-step-sgd.folding-worsens": "fails",
      "small-step-sgd.folded-gradient-falls-behind": "fails",
      "tangent-kernel.standard-fraction": "fails",
      "tangent-kernel.folded-fraction": "fails",
    },
  },
  {
    mistake: "the orthogonal sampler forgets the signs of R's diagonal",
    edits: [
      {
        file: "lib/linalg.ts",
        find: "return { q: tf.mul(q0, tf.transpose(signs, columns)), r: tf.mul(r0, signs) };",
        replace: "return { q: q0, r: r0 };",
      },
    ],
    objections: { "orthogonal-sampling.uniform": "fails" },
  },
  {
    mistake: "the gradient of one layer is scaled by 1.05",
    edits: [
      {
        file: network,
        find: "    visit.onActivation?.(l, g);\n  }",
        replace: "    if (l === 5) g = tf.mul(g, 1.05);\n    visit.onActivation?.(l, g);\n  }",
      },
    ],
    objections: { "init-panel.orthogonal-gradients-flat": "fails" },
  },
  {
    mistake: "there is one seed",
    edits: (["deep-linear", "small-step-sgd", "norm-removed", "dose-response"] as const).map(oneSeed),
    objections: {
      "deep-linear.folding-worsens": "undecided",
      "deep-linear.one-epoch-of-orthogonal": "undecided",
      "deep-linear.vanished-starts-slower": "undecided",
      "small-step-sgd.scale-matters": "undecided",
      "small-step-sgd.folding-worsens": "undecided",
      "norm-removed.order-without-norm": "undecided",
      "dose-response.loss-rises-with-dose": "undecided",
    },
  },
  {
    mistake: "all replicates read the same random stream",
    edits: [
      { file: "lib/draws.ts", find: "random(name, replicate)", replace: "random(name, 0 * replicate)" },
    ],
    objections: {
      "deep-linear.folding-worsens": "undecided",
      "deep-linear.one-epoch-of-orthogonal": "undecided",
      "deep-linear.vanished-starts-slower": "undecided",
      "init-panel.standard-gradients-grow": "fails",
      "init-panel.folding-enlarges": "undecided",
      "init-panel.orthogonal-smaller": "undecided",
    },
  },
  {
    mistake: "Fold 1 is folded twice",
    edits: [
      {
        file: conditions,
        find: `"fold-1": { kind: "gaussian", folds: 1 }`,
        replace: `"fold-1": { kind: "gaussian", folds: 2 }`,
      },
    ],
    objections: { "tangent-kernel.folded-fraction": "fails", "init-panel.folded-gradients-grow": "fails" },
  },
  {
    mistake: "Gaussian weights have twice their variance",
    edits: [{ file: initialization, find: "1 / Math.sqrt(columns)", replace: "Math.sqrt(2 / columns)" }],
    objections: {
      "init-panel.standard-gradients-grow": "fails",
      "init-panel.folded-gradients-grow": "fails",
      "init-panel.orthogonal-gradients-flat": "fails",
    },
  },
  {
    mistake: "Gaussian weights have variance 1/(n − 1)",
    edits: [{ file: initialization, find: "1 / Math.sqrt(columns)", replace: "1 / Math.sqrt(columns - 1)" }],
    objections: { "init-panel.standard-gradients-grow": "fails" },
  },
  {
    mistake: "the exponent of graded weights has the wrong sign",
    edits: [{ file: initialization, find: "tf.pow(s, exponent)", replace: "tf.pow(s, -exponent)" }],
    objections: { "dose-response.gradients-rise-with-dose": "fails" },
  },
  {
    mistake: "the exponent of graded weights counts down",
    edits: [{ file: initialization, find: "tf.pow(s, exponent)", replace: "tf.pow(s, 1 - exponent)" }],
    objections: {
      "dose-response.loss-rises-with-dose": "fails",
      "dose-response.gradients-rise-with-dose": "fails",
    },
  },
  {
    mistake: "backpropagation forgets a transpose",
    edits: [
      {
        file: network,
        find: "tf.matMul(g, at(weights, l))",
        replace: "tf.matMul(g, at(weights, l), false, true)",
      },
    ],
    objections: {
      "init-panel.standard-gradients-grow": "fails",
      "init-panel.folded-gradients-grow": "fails",
      "init-panel.folding-enlarges": "fails",
      "init-panel.orthogonal-smaller": "fails",
    },
  },
  {
    mistake: "the scales 0.9 and 0.95 are exchanged",
    edits: [
      { file: conditions, find: "scale: 0.95 }", replace: "scale: 0.90 }" },
      { file: conditions, find: "scale: 0.9 }", replace: "scale: 0.95 }" },
    ],
    objections: { "small-step-sgd.scale-matters": "fails" },
  },
  {
    mistake: "orthogonal weights are not scaled",
    edits: [
      {
        file: initialization,
        find: "tf.mul(haarOrthogonal(tf, draw), initialization.scale)",
        replace: "haarOrthogonal(tf, draw)",
      },
    ],
    objections: { "deep-linear.vanished-starts-slower": "fails", "small-step-sgd.scale-matters": "fails" },
  },
  {
    mistake: "the labels of Orthogonal and 0.9 × orthogonal are exchanged",
    edits: [
      { file: conditions, find: "scale: 0.9 }", replace: "scale: 1.0 }" },
      { file: conditions, find: "scale: 1 }", replace: "scale: 0.9 }" },
    ],
    objections: {
      "deep-linear.vanished-starts-slower": "fails",
      "deep-linear.one-epoch-of-orthogonal": "undecided",
    },
  },
  {
    mistake: "Adam's learning rate is ten times as large",
    edits: [adamRate("10")],
    objections: {
      "deep-linear.folding-worsens": "undecided",
      "deep-linear.one-epoch-of-orthogonal": "undecided",
      "deep-linear.orthogonal-gradients-smaller": "fails",
    },
  },
  {
    mistake: "Adam's learning rate is a tenth of what it is",
    edits: [adamRate("0.1")],
    objections: {
      "deep-linear.one-epoch-of-orthogonal": "fails",
      "deep-linear.orthogonal-gradients-smaller": "fails",
      "deep-linear.vanished-starts-slower": "fails",
    },
  },
  {
    mistake: "the norm of updates is not removed",
    edits: [
      {
        file: "lib/gradient-transforms.ts",
        find: "tf.div(perRun(gradient), tf.maximum(frobeniusNorms(tf, gradient), smallest))",
        replace: "perRun(gradient)",
      },
    ],
    objections: {},
    // Plain descent at such steps leaves every bound
    refused: /^loss\[\d+\]\[\d+\] is (NaN|-?Infinity)$/,
  },
];
