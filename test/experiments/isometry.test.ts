import assert from "node:assert/strict";
import { test } from "node:test";
import isometryTraining from "../../experiments/isometry-training/experiment.ts";
import { bestRate } from "../../experiments/isometry-training/search.ts";
import jacobianSpectra from "../../experiments/jacobian-spectra/experiment.ts";
import { measure } from "../../experiments/jacobian-spectra/spectrum.ts";
import { smallIsometry, smallIsometryArtifacts } from "./small-isometry.ts";

const { "jacobian-spectra": spectra, "isometry-training": trained } = await smallIsometryArtifacts();
const pointNames = ["linear", "relu", "hard-tanh-50", "hard-tanh-25"] as const;

test("the presets satisfy the parameters' schemas", () => {
  for (const experiment of [jacobianSpectra, isometryTraining]) {
    for (const preset of Object.values(experiment.presets)) experiment.params.parse(preset);
  }
});

test("spectra are as wide as the theory says, up to the depth over the width", () => {
  for (const name of pointNames) {
    for (const weights of ["gaussian", "orthogonal"] as const) {
      const { variance, varianceTheory, largest, largestTheory } = spectra.spectra[name][weights];
      spectra.depths.forEach((depth, i) => {
        const [found, expected] = [variance.mean[i] as number, varianceTheory[i] as number];
        // Corrections are of order depth / width; the sample adds its standard error
        const tolerance =
          4 * (variance.se[i] as number) +
          (1.5 * depth * Math.max(expected, 0.1)) / smallIsometry.jacobianSpectra.width;
        assert.ok(
          Math.abs(found - expected) < tolerance,
          `${name} ${weights} ${depth}: ${found}, ${expected}`,
        );
        // The largest of n values is below the edge by more, n^{−2/3} times its own depth
        const ratio = (largest.mean[i] as number) / (largestTheory[i] as number);
        assert.ok(ratio > 0.65 && ratio < 1.1, `${name} ${weights} ${depth}: ${ratio}`);
      });
    }
  }
});

test("histograms hold all singular values, and lie on the density", () => {
  const { count } = smallIsometry.jacobianSpectra.bins;
  const width = (spectra.binEdges[1] as number) - (spectra.binEdges[0] as number);
  assert.equal(spectra.binEdges.length, count + 1);
  for (const name of pointNames) {
    for (const weights of ["gaussian", "orthogonal"] as const) {
      const histogram = spectra.spectra[name][weights].histograms["16"];
      assert.ok(histogram);
      const total = histogram.perDecade.mean.reduce(
        (sum, value) => sum + value * width,
        histogram.below.mean,
      );
      assert.ok(Math.abs(total - 1) < 1e-9, `${total}`);
      if (name === "linear" && weights === "orthogonal") assert.equal(histogram.theory, null);
      else {
        const below = histogram.theory?.below as number;
        assert.ok(
          Math.abs(histogram.below.mean - below) < 4 * histogram.below.se + 0.03,
          `${name} ${weights}`,
        );
      }
    }
  }
});

test("a spectrum is measured relative to its root mean square; zeros lie below all bins", () => {
  const bins = { from: -1, to: 1, count: 2 };
  const { scale, variance, largest, counts, below } = measure([4, 2, 0.2, 0], bins);
  assert.ok(Math.abs(scale - 20.04 / 4) < 1e-12);
  const squares = [16, 4, 0.04, 0].map((square) => square / scale);
  const expected = squares.reduce((sum, square) => sum + (square - 1) ** 2, 0) / 4;
  assert.ok(Math.abs(variance - expected) < 1e-12);
  assert.ok(Math.abs(largest - 4 / Math.sqrt(scale)) < 1e-12);
  assert.deepEqual([counts, below], [[1, 1], 2]);
  assert.throws(
    () => measure([1, 1e-6, 1e-6, 1e-6], { from: -3, to: 0, count: 3 }),
    /times the root mean square/,
  );
});

test("the best learning rate has the least loss at the end among those at which no network diverged", () => {
  assert.equal(bestRate([[[2, 1]], [[1.5, 0.4]], [[0.1, 0.5]]]), 1);
  assert.equal(
    bestRate([
      [[1], [1]],
      [[0.1], [null]],
      [[0.9], [0.8]],
    ]),
    2,
  );
  assert.throws(() => bestRate([[[null]], [[2, null]]]), /diverge at every learning rate/);
});

test("isometric networks learn fastest, ReLU networks slowest", () => {
  const shallow = trained.depths["12"];
  assert.ok(shallow);
  const end = (arm: keyof typeof shallow.arms) => shallow.arms[arm].final.mean as number;
  assert.ok(end("hard-tanh-orthogonal") < end("hard-tanh-gaussian"));
  assert.ok(end("hard-tanh-gaussian") < Math.min(end("relu-orthogonal"), end("relu-gaussian")));
  for (const arm of Object.values(shallow.arms)) {
    assert.ok(trained.rates.includes(arm.rate));
    assert.equal(arm.search.length, trained.rates.length);
    const found = arm.search[trained.rates.indexOf(arm.rate)];
    assert.ok(arm.search.every((loss) => loss === null || loss >= (found as number)));
    assert.equal(arm.loss.replicates.length, smallIsometry.isometryTraining.networks);
  }
  assert.deepEqual(trained.steps, [20, 40, 60, 80, 100]);
  assert.ok((shallow.speed.relu.factor as number) >= 1);
});
