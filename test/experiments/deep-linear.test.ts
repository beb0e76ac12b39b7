import assert from "node:assert/strict";
import { test } from "node:test";
import deepLinear from "../../experiments/deep-linear/experiment.ts";
import initPanel from "../../experiments/init-panel/experiment.ts";
import smallStep from "../../experiments/small-step-sgd/experiment.ts";
import { runHere } from "./run-here.ts";
import { small, smallArtifacts } from "./small.ts";

const { "deep-linear": trained, "init-panel": panel, "small-step-sgd": slow } = await smallArtifacts();

test("the presets satisfy the parameters' schemas", () => {
  for (const experiment of [deepLinear, initPanel, smallStep]) {
    for (const preset of Object.values(experiment.presets)) experiment.params.parse(preset);
  }
});

test("the artifact does not depend on how the runs are divided into units of work", async () => {
  const whole = await runHere(deepLinear, { ...small.deepLinear, blocks: 1 });
  const close = (a: number, b: number) => Math.abs(a - b) <= 1e-4 * Math.abs(b);
  const [ours, theirs] = [trained.conditions["fold-1"].mse, whole.conditions["fold-1"].mse];
  assert.deepEqual(ours.replicates.length, theirs.replicates.length);
  // Training amplifies rounding, were there any difference between batch sizes; so the bound is not one rounding
  ours.mean.forEach((value, i) => {
    assert.ok(close(value, theirs.mean[i] as number), `${value} and ${theirs.mean[i]}`);
  });
});

test("a summary agrees with the replicates it summarizes", () => {
  const { mse } = trained.conditions.orthogonal;
  const last = mse.replicates.map((curve) => curve.at(-1) as number);
  const average = last.reduce((sum, value) => sum + value) / last.length;
  assert.ok(Math.abs(trained.final.orthogonal.mean - average) < 1e-12);
  assert.ok(Math.abs((mse.mean.at(-1) as number) - average) < 1e-12);
  assert.deepEqual(trained.epochs, [0, 1, 2, 3, 4, 5]);
  assert.deepEqual(slow.steps, [0, 20, 40, 60, 80]);
});

test("conditions are paired: they share targets, so the loss of rank 0 is the target's own size", () => {
  const [nothing] = trained.plateau.residual;
  // ‖A‖²_F / n of four 16 × 16 targets: its standard deviation is √(2/(4 · 256)) = 0.044
  assert.ok(Math.abs((nothing as number) - 1) < 0.18, `${nothing}`);
  assert.equal(trained.plateau.residual.at(-1), 0);
});

test("layers are counted where the order holds", () => {
  const mean = (name: "fold-0" | "orthogonal") => trained.conditions[name].gradients["4"]?.mean ?? [];
  const counted = mean("fold-0").filter((norm, l) => norm > (mean("orthogonal")[l] as number)).length;
  assert.equal(trained.order.orthogonalSmallerThanFold0["4"], counted);
  assert.equal(mean("fold-0").length, 7);
});

test("measured initial norms lie on the theory that comes with them", () => {
  for (const name of ["fold-0", "fold-1", "orthogonal", "scaled-95", "scaled-90"] as const) {
    const { rms, norm } = panel.conditions[name];
    rms.mean.forEach((value, l) => {
      const expected = panel.theory[name][l] as number;
      assert.ok(
        Math.abs(value - expected) < 4 * (rms.se[l] as number),
        `${name}, layer ${l}: ${value}, ${expected}`,
      );
      // Jensen: a mean norm is at most the root mean square
      assert.ok((norm.mean[l] as number) < value);
    });
  }
  assert.ok(panel.flips.fraction >= 0 && panel.flips.fraction < 1);
});
