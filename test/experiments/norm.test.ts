import assert from "node:assert/strict";
import { test } from "node:test";
import adamScale from "../../experiments/adam-scale/experiment.ts";
import doseResponse from "../../experiments/dose-response/experiment.ts";
import { mean } from "../../experiments/lib/statistics.ts";
import normRemoved from "../../experiments/norm-removed/experiment.ts";
import { smallNorm, smallNormArtifacts } from "./small-norm.ts";

const { "adam-scale": scaled, "norm-removed": fixed, "dose-response": dosed } = await smallNormArtifacts();

test("the presets satisfy the parameters' schemas", () => {
  for (const experiment of [adamScale, normRemoved, doseResponse]) {
    for (const preset of Object.values(experiment.presets)) experiment.params.parse(preset);
  }
});

test("Adam's curves move by less than 1e-4 when all gradients are multiplied", () => {
  for (const name of ["fold-0", "orthogonal"] as const) {
    assert.ok(scaled.moved[name].adam < 1e-4, `${name}: ${scaled.moved[name].adam}`);
    const { adam } = scaled.conditions[name];
    const moves = (["1e-3", "1e3"] as const).flatMap((factor) =>
      adam[factor].replicates.flatMap((curve, run) =>
        curve.map((value, i) => Math.abs(value - (adam["1"].replicates[run]?.[i] as number))),
      ),
    );
    assert.equal(scaled.moved[name].adam, Math.max(...moves));
    // A larger ε is felt, gradient descent all the more
    assert.ok(scaled.moved[name].presetEpsilon > 3 * scaled.moved[name].adam);
    assert.ok(scaled.moved[name].sgd > 0.1, `${scaled.moved[name].sgd}`);
  }
});

test("gradient descent stands still with small gradients and diverges with large ones", () => {
  for (const name of ["fold-0", "orthogonal"] as const) {
    const { sgd } = scaled.conditions[name];
    const [first, last] = [sgd["1e-3"].mean[0] as number, sgd["1e-3"].mean.at(-1) as number];
    assert.ok(Math.abs(last / first - 1) < 0.1, `${first} → ${last}`);
    const { diverged } = scaled;
    assert.deepEqual(diverged[name], { "1e-3": 0, "1": 0, "1e3": smallNorm.adamScale.replicates });
    assert.equal(sgd["1e3"].mean.at(-1), null);
  }
});

test("at one norm of all updates, Fold 1 learns least and orthogonal weights most", () => {
  assert.equal(fixed.norms.length, 2);
  for (const { norm, final, mse } of fixed.norms) {
    assert.ok(final["fold-1"].mean > final["fold-0"].mean, `norm ${norm}`);
    assert.ok(final["fold-0"].mean > 3 * final.orthogonal.mean, `norm ${norm}`);
    const ends = mse["fold-0"].replicates.map((curve) => curve.at(-1) as number);
    assert.ok(Math.abs(mean(ends) - final["fold-0"].mean) < 1e-12);
  }
  assert.ok(fixed.order.held <= fixed.order.of && fixed.order.of === 2 * 5);
  // Networks and targets do not depend on the norm
  assert.deepEqual(fixed.norms[0]?.mse["fold-1"].mean[0], fixed.norms[1]?.mse["fold-1"].mean[0]);
});

test("the loss rises with the dose of degeneracy, and with it the gradient norm", () => {
  const { doses } = dosed;
  assert.deepEqual(
    doses.map(({ exponent, folds }) => [exponent, folds]),
    smallNorm.doseResponse.doses.map(({ exponent, folds }) => [exponent, folds]),
  );
  doses.slice(1).forEach((dose, i) => {
    const before = doses[i] as typeof dose;
    assert.ok(dose.participation < before.participation);
    assert.ok(dose.final.mean > before.final.mean, `dose ${i + 1}: ${dose.final.mean}`);
  });
  const [least, gaussian] = [doses[0], doses[4]];
  assert.ok((gaussian?.initialGradient.mean as number) > (least?.initialGradient.mean as number));
  assert.ok((gaussian?.trainingGradient.mean as number) > (least?.trainingGradient.mean as number));
  assert.equal(dosed.monotone.loss, true);
  assert.equal(least?.initialGradient.replicates.length, smallNorm.doseResponse.initialNetworks);
});

test("at dose 0 the gradient norm is that of orthogonal networks, flat at √(2n) but for Jensen", () => {
  const { mean: norm, se } = dosed.doses[0]?.initialGradient ?? { mean: 0, se: 0 };
  const expected = Math.sqrt(2 * smallNorm.doseResponse.width);
  assert.ok(norm < expected && norm > 0.93 * expected - 4 * se, `${norm} ± ${se}, expected ${expected}`);
});
