import assert from "node:assert/strict";
import { test } from "node:test";
import collapse from "../../experiments/collapse/experiment.ts";
import collapseTraining from "../../experiments/collapse-training/experiment.ts";
import skipConnections from "../../experiments/skip-connections/experiment.ts";
import type { AnyFigure } from "../../src/figures/define.ts";
import { renderFigure } from "../../src/figures/render.ts";
import { smallCollapse, smallCollapseArtifacts } from "./small-collapse.ts";

const artifacts = await smallCollapseArtifacts();
const { collapse: activity, "collapse-training": trained, "skip-connections": skips } = artifacts;
const activations = ["linear", "relu", "tanh", "hard-tanh"] as const;
const inits = ["gaussian", "orthogonal"] as const;
const architectures = ["plain", "bias-regularized", "residual", "hyper-residual"] as const;

test("the presets satisfy the parameters' schemas", () => {
  for (const experiment of [collapse, collapseTraining, skipConnections]) {
    for (const preset of Object.values(experiment.presets)) experiment.params.parse(preset);
  }
});

test("participation ratios of 128 units at layer 30 are those of an independent implementation", () => {
  // One network each, measured in NumPy; the spread is the standard deviation between networks
  const expected = [
    { activation: "linear", init: "gaussian", treatment: "none", ratio: 3.9, spread: 0.9 },
    { activation: "linear", init: "gaussian", treatment: "batch-norm", ratio: 11.6, spread: 0.5 },
    { activation: "relu", init: "gaussian", treatment: "none", ratio: 2.6, spread: 0.5 },
    { activation: "relu", init: "gaussian", treatment: "batch-norm", ratio: 20, spread: 4.8 },
    { activation: "relu", init: "orthogonal", treatment: "none", ratio: 3.1, spread: 0.8 },
    { activation: "hard-tanh", init: "gaussian", treatment: "none", ratio: 4.7, spread: 0.9 },
    { activation: "hard-tanh", init: "orthogonal", treatment: "none", ratio: 64, spread: 0.5 },
  ] as const;
  for (const { activation, init, treatment, ratio, spread } of expected) {
    const found = activity.arms[activation][init][treatment].mean.at(-1) as number;
    // Three standard deviations of the difference of one network and the mean of four
    const tolerance = 3 * spread * Math.sqrt(1 + 1 / 4);
    assert.ok(Math.abs(found - ratio) < tolerance, `${activation} ${init} ${treatment}: ${found}, ${ratio}`);
  }
});

test("all arms start from the same input, and orthogonal linear networks keep it", () => {
  for (const activation of activations) {
    for (const init of inits) {
      const start = activity.arms[activation][init].none.mean[0] as number;
      assert.ok(Math.abs(start / activity.inputTheory - 1) < 0.05, `${start}`);
      assert.equal(start, activity.arms.linear.gaussian.skip.mean[0]);
    }
  }
  const [first, , last] = activity.arms.linear.orthogonal.none.mean as [number, number, number];
  assert.ok(Math.abs(last / first - 1) < 1e-3, `${first} to ${last}`);
});

test("ReLU collapses fastest, and batch normalization holds every Gaussian network up", () => {
  const at10 = (name: (typeof activations)[number]) => activity.arms[name].gaussian.none.mean[1] as number;
  for (const name of activations) {
    if (name !== "relu") assert.ok(at10("relu") < at10(name), `${name}`);
    const { none, "batch-norm": batch } = activity.arms[name].gaussian;
    assert.ok((batch.mean[2] as number) > (none.mean[2] as number));
  }
});

test("the learning rate of an arm is the one of the least final loss, and its curve ends there", () => {
  for (const activation of activations) {
    for (const init of inits) {
      for (const arm of Object.values(trained.arms[activation][init])) {
        const losses = arm.search.map((entry) => entry?.mean ?? Number.POSITIVE_INFINITY);
        assert.equal(arm.rate, trained.rates[losses.indexOf(Math.min(...losses))]);
        assert.equal(arm.final.mean, Math.min(...losses));
        assert.ok(Math.abs((arm.loss.mean.at(-1) as number) - arm.final.mean) < 1e-12);
        assert.equal(arm.loss.mean.length, trained.steps.length);
        assert.ok(arm.accuracy.mean >= 0 && arm.accuracy.mean <= 1);
      }
    }
  }
  assert.deepEqual(trained.steps, [5, 10, 15, 20]);
  // Twenty steps are enough for the easiest arm
  const { loss } = trained.arms.tanh.orthogonal.skip;
  assert.ok((loss.mean.at(-1) as number) < 0.8 * (loss.mean[0] as number), `${loss.mean}`);
});

test("sensitivity is measured for each arm: a linear network with orthogonal weights has that of its first layer", () => {
  const { sensitivity } = trained.arms.linear.orthogonal.none;
  // Orthonormal rows of the first layer pass a random change with its root mean square, up to sampling: 64 examples of 24 units
  assert.ok(Math.abs(sensitivity.mean - 1) < 0.05, `${sensitivity.mean}`);
});

test("skip connections keep units from being eliminated at the start, bias regularization cannot", () => {
  for (const depth of skips.depths) {
    const eliminated = (name: (typeof architectures)[number]) =>
      skips.arms[name][depth]?.units.elimination.mean[0] as number;
    for (const name of ["residual", "hyper-residual"] as const) {
      assert.ok(eliminated(name) < 0.5 * eliminated("plain"), `${name}, ${depth}: ${eliminated(name)}`);
    }
  }
});

test("measures of the Hessian agree with each other", () => {
  for (const name of architectures) {
    for (const depth of skips.depths) {
      const arm = skips.arms[name][depth];
      const size = skips.parameters[depth] as number;
      assert.ok(arm);
      assert.deepEqual(arm.hessian.nearZero.mean.length, skips.measuredAt.length);
      arm.hessian.nearZero.mean.forEach((share, i) => {
        assert.ok(share > 0 && share < 1);
        const curved = arm.hessian.curved.mean[i] as number;
        assert.ok(Math.abs(curved - size * (1 - share)) < 1e-6 * size, `${curved}`);
        const participation = arm.hessian.participation.mean[i] as number;
        assert.ok(participation > 0 && participation < size);
      });
    }
  }
  const { width } = smallCollapse.skipConnections;
  assert.equal(skips.parameters["3"], 785 * width + 2 * (width + 1) * width + (width + 1) * 10);
});

for (const id of ["collapse", "collapse-training", "skip-connections"]) {
  test(`figure ${id} is drawn from whatever results there are, in both sizes`, async () => {
    const { default: figure } = (await import(`../../content/degeneracy/figures/${id}.ts`)) as {
      default: AnyFigure;
    };
    const { wide, narrow, table, description } = await renderFigure(figure, id, artifacts);
    for (const svg of [wide, narrow]) assert.ok(svg.includes("<path") && !svg.includes("NaN"));
    assert.ok(table.rows.length > 5);
    assert.match(description, /\d/);
  });
}
