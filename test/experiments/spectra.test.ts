import assert from "node:assert/strict";
import { test } from "node:test";
import filaments from "../../experiments/filaments/experiment.ts";
import learningDynamics from "../../experiments/learning-dynamics/experiment.ts";
import { productLogSingularValues } from "../../experiments/lib/product-spectrum.ts";
import productSpectra from "../../experiments/product-spectra/experiment.ts";
import tangentKernel from "../../experiments/tangent-kernel/experiment.ts";
import { random } from "./lib/support.ts";
import { runHere } from "./run-here.ts";
import { small, smallSpectra } from "./small-spectra.ts";

const artifacts = await smallSpectra();

const within = (actual: number, expected: number, tolerance: number, what = "") =>
  assert.ok(
    Math.abs(actual - expected) <= tolerance,
    `${what} ${actual} instead of ${expected} ± ${tolerance}`,
  );

test("the presets satisfy the parameters' schemas", () => {
  for (const experiment of [tangentKernel, productSpectra, learningDynamics, filaments]) {
    for (const preset of Object.values(experiment.presets)) experiment.params.parse(preset);
  }
});

test("initializations share the mean eigenvalue of the tangent kernel and differ in its participation ratio", () => {
  const { fraction, depths, spectrum } = artifacts["tangent-kernel"];
  const at = depths.indexOf(5);
  for (const name of ["fold-0", "fold-1", "orthogonal"] as const) {
    const { meanEigenvalue } = fraction[name];
    within(meanEigenvalue.mean[at] as number, 1, 4 * (meanEigenvalue.se[at] as number) + 1e-5, name);
  }
  const measured = (name: "fold-0" | "fold-1" | "orthogonal") => fraction[name].measured.mean[at] as number;
  assert.ok(measured("fold-1") < measured("fold-0") && measured("fold-0") < measured("orthogonal"));
  const { "fold-0": plain, orthogonal } = spectrum.initializations;
  assert.ok(plain.topHundredth.mean > 10 * orthogonal.topHundredth.mean);
  within(plain.share.mean.at(-1) as number, 1, 1e-6);
  assert.ok(orthogonal.eigenvalue.every((value) => value !== null && Math.abs(value - 1) < 1e-4));
});

test("products are summed up as their spectra say, and densities integrate to one", () => {
  const { spectra, width } = artifacts["product-spectra"];
  for (const { histogram, log10, measured, ranked } of Object.values(spectra)) {
    const mass = histogram.density.reduce(
      (sum, density, i) =>
        sum + density * ((histogram.edges[i + 1] as number) - (histogram.edges[i] as number)),
      0,
    );
    within(mass, 1, 1e-12);
    const below = log10.map((sample) => sample.filter((value) => value < -2).length / width);
    within(measured.belowHundredth.mean, below.reduce((sum, value) => sum + value) / below.length, 1e-12);
    assert.ok(ranked.log10.every((value, i) => i === 0 || value <= (ranked.log10[i - 1] as number)));
  }
  assert.equal(spectra["1"]?.measured.belowFloat32.mean, 0);
  assert.ok((spectra["100"]?.measured.belowFloat64.mean ?? 0) > 0.4);
});

test("a product of 512 × 512 matrices has the numbers of the Fuss–Catalan law, with the edge pulled in by finite size", () => {
  const n = 512;
  const stream = random("wide");
  const weights = new Float64Array(n * n);
  const factor = () => stream.fillNormal(weights, 1 / Math.sqrt(n));
  const [one, ten] = productLogSingularValues(factor, n, [1, 10]) as [Float64Array, Float64Array];
  const below = (logS: Float64Array) => logS.filter((value) => value < Math.log(0.01)).length / n;
  // counts of singular values fluctuate by one or two of 512
  within(below(one), 0.0064, 3 / n);
  within(below(ten), 0.408, 4 / n);
  // the edge fluctuates and shifts by n^(−2/3) times a slope that grows with depth (5.17 was measured for 5.34)
  within(Math.exp(one[0] as number), 2, 0.05);
  within(Math.exp(ten[0] as number), 5.341, 0.6);
  within(Math.exp(((ten[255] as number) + (ten[256] as number)) / 2), 0.0331, 0.003);
});

test("gradient descent of aligned networks keeps to the exact solution", () => {
  const { trajectories, check, aligned } = artifacts["learning-dynamics"];
  // Euler's error at a twentieth of the largest stable rate
  for (const mode of Object.values(trajectories.modes))
    assert.ok(mode.largestError < 0.03, `${mode.largestError}`);
  within(check.theory, 0.430588, 5e-7);
  within(check.extrapolated, 0.430588, 5e-5);
  within(check.descent[0] as number, 0.430588, 0.01);
  for (const start of Object.values(aligned.starts)) {
    start.descent.forEach((measured, i) => {
      // steps are whole, and Euler's method is a little late
      if (measured !== null)
        within(measured, start.theory[i] as number, 0.06 + 0.02 * (start.theory[i] as number));
    });
  }
  assert.equal(aligned.starts["weights-80"].descent.at(-1), null);
});

test("networks that have not all learned have no mean of steps", () => {
  const { initializations, cap } = artifacts["learning-dynamics"].random;
  for (const points of Object.values(initializations)) {
    for (const { learned, steps, rate } of points) {
      assert.equal(steps !== null, learned === 2);
      assert.equal(rate === null, learned === 0);
      if (steps !== null) assert.ok(steps.mean <= cap);
    }
  }
  assert.equal(initializations.orthogonal.at(-1)?.learned, 2);
});

test("clouds follow their points, and do not depend on how draws are divided", async () => {
  const { clouds, drawn } = artifacts.filaments;
  assert.deepEqual(
    clouds.map(({ variant, layers, x }) => [variant, layers, x.length]),
    [
      ["plain", 0, 400],
      ["plain", 1, 400],
      ["plain", 4, 400],
      ["plain", 6, 400],
      ["input-connected", 4, 400],
      ["input-connected", 6, 400],
    ],
  );
  const whole = await runHere(filaments, {
    ...small.filaments,
    drawn: { ...small.filaments.drawn, blocks: 1 },
  });
  assert.deepEqual(whole.drawn, drawn);
});

test("anisotropy grows by ln 2 a layer in the prior, and the input connection slows it", () => {
  const { prior, theory, five, longScale } = artifacts.filaments;
  const { ratio } = prior.plain;
  const [first, last] = [ratio[0], ratio.at(-1)];
  within(first?.mean ?? 0, theory.first, 4 * (first?.se ?? 0));
  // from the third layer to the sixth the slope is 0.73 and falls to ln 2 = 0.693
  within(((last?.mean ?? 0) - (ratio[2]?.mean ?? 0)) / 3, Math.LN2, 0.08);
  assert.ok((prior["input-connected"].ratio.at(-1)?.mean ?? 9) < (last?.mean ?? 0) / 2);
  within(theory.largest - theory.smallest, theory.slope, 1e-15);
  // in five dimensions s₂/s₁ is .575 after two layers and .316 after six
  within(five.ratios.plain[1]?.[1]?.mean ?? 0, 0.575, 4 * (five.ratios.plain[1]?.[1]?.se ?? 0) + 0.003);
  within(five.ratios.plain[5]?.[1]?.mean ?? 0, 0.316, 4 * (five.ratios.plain[5]?.[1]?.se ?? 0) + 0.003);
  within(
    five.ratios["input-connected"][1]?.[1]?.mean ?? 0,
    0.609,
    4 * (five.ratios["input-connected"][1]?.[1]?.se ?? 0) + 0.003,
  );
  // the longer length-scale holds the ratio where it is
  const long = longScale.five.ratio;
  within(long.at(-1)?.mean ?? 0, long[2]?.mean ?? 0, 0.04);
});
