import assert from "node:assert/strict";
import { test } from "node:test";
import {
  densityOfLog,
  fractionBelow,
  fussCatalan,
  logLargestSingularValue,
  logQuantile,
} from "../../../experiments/lib/fuss-catalan.ts";

const near = (actual: number, expected: number, tolerance: number) =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} instead of ${expected}`);

test("edges, fractions below 0.01 and medians of products of 1, 10 and 100 factors", () => {
  const table = [
    { depth: 1, largest: 2, below: 0.0064, median: 0.808 },
    { depth: 10, largest: 5.341, below: 0.408, median: 0.0331 },
    { depth: 100, largest: 16.53, below: 0.893, median: 9e-16 },
  ];
  for (const { depth, largest, below, median } of table) {
    const law = fussCatalan(depth);
    // half a unit of the last digit given
    near(Math.exp(logLargestSingularValue(depth)), largest, 5e-3);
    near(fractionBelow(law, Math.log(0.01)), below, 5e-4);
    near(Math.exp(logQuantile(law, 0.5)) / median, 1, 0.01);
  }
});

test("the moments are the Fuss–Catalan numbers", () => {
  for (const depth of [1, 2, 10, 30]) {
    const law = fussCatalan(depth);
    const moment = (power: number) =>
      law.logS.reduce((sum, logS, i) => {
        const mass = (law.above[i + 1] ?? 1) / 2 - (law.above[i - 1] ?? 0) / 2;
        return sum + Math.exp(2 * power * logS) * mass;
      }, 0);
    // the sum over 20 000 cells is good to about 1e-4
    near(moment(1), 1, 1e-3);
    near(moment(2) / (depth + 1), 1, 1e-3);
    near(moment(3) / (((3 * depth + 3) * (3 * depth + 2)) / 6), 1, 1e-3);
  }
});

test("a single factor has the quarter-circle law", () => {
  const law = fussCatalan(1);
  for (const s of [0.1, 0.5, 1, 1.7]) {
    near(densityOfLog(law, Math.log(s)) / s, Math.sqrt(4 - s * s) / Math.PI, 1e-6);
  }
  assert.equal(densityOfLog(law, Math.log(2.01)), 0);
});
