import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { criticalT, pairedTest, studentTail, summarize, welchTest } from "../../src/engine/statistics.ts";

function near(actual: number, expected: number, relative = 1e-9): void {
  assert.ok(Math.abs(actual - expected) <= relative * Math.abs(expected), `${actual} is not ${expected}`);
}

const size = fc.double({ min: 0.01, max: 1000, noNaN: true });
const freedom = fc.double({ min: 1, max: 3000, noNaN: true });
const values = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 2, maxLength: 20 });

test("Student's t has the tails of tables and of closed forms", () => {
  // Critical values as tabulated, e.g. NIST/SEMATECH handbook 1.3.6.7.2, to more digits
  near(studentTail(2.2281388519649385, 10), 0.05);
  near(studentTail(3.249835544152996, 9), 0.01, 1e-8);
  near(studentTail(1.9599639845400545, 1e7), 0.05, 1e-5);
  assert.equal(studentTail(0, 5), 1);
  assert.equal(studentTail(Number.POSITIVE_INFINITY, 1), 0);
  // Abramowitz & Stegun 26.7.3 and 26.7.4 for 1, 2 and 3 degrees of freedom
  fc.assert(
    fc.property(size, (t) => {
      near(studentTail(t, 1), (2 / Math.PI) * Math.atan2(1, t));
      const two = 2 / (2 + t * t + t * Math.sqrt(2 + t * t));
      near(studentTail(t, 2), two, 1e-8);
    }),
  );
  near(studentTail(1, 3), 1 - (2 / Math.PI) * (Math.atan(1 / Math.sqrt(3)) + Math.sqrt(3) / 4));
});

test("tails are symmetric, fall with t, and critical values have them", () => {
  fc.assert(
    fc.property(size, freedom, (t, nu) => {
      const tail = studentTail(t, nu);
      assert.equal(tail, studentTail(-t, nu));
      assert.ok(tail >= 0 && tail <= 1);
      assert.ok(studentTail(t * 1.01, nu) <= tail);
    }),
    { numRuns: 50 },
  );
  fc.assert(
    fc.property(fc.double({ min: 1e-4, max: 0.5, noNaN: true }), freedom, (level, nu) => {
      near(studentTail(criticalT(level, nu), nu), level, 1e-7);
    }),
    { numRuns: 20 },
  );
});

test("samples are summarized as by the definition, whatever is added to them", () => {
  fc.assert(
    fc.property(values, (sample) => {
      const mean = sample.reduce((sum, x) => sum + x, 0) / sample.length;
      const variance = sample.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (sample.length - 1);
      const summary = summarize(sample);
      assert.ok(Math.abs(summary.mean - mean) < 1e-9);
      assert.ok(Math.abs(summary.sd - Math.sqrt(variance)) < 1e-6);
    }),
  );
});

test("t tests agree with worked examples, and turn over when samples are exchanged", () => {
  // Student (1908), additional hours of sleep with two drugs, as in R's `sleep`: paired t = 4.0621, p = 0.002833; Welch
  // t = 1.8608 with 17.776 degrees of freedom, p = 0.07939
  const first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2];
  const second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];
  const paired = pairedTest(second.map((x, i) => x - (first[i] as number)));
  near(paired.t, 4.0621, 1e-4);
  near(paired.p, 0.002833, 1e-3);
  near(paired.d, 4.0621 / Math.sqrt(10), 1e-4);
  const welch = welchTest(summarize(first), summarize(second));
  near(welch.t, 1.8608, 1e-4);
  near(welch.degreesOfFreedom, 17.776, 1e-4);
  near(welch.p, 0.07939, 1e-3);
  fc.assert(
    fc.property(values, values, (a, b) => {
      const [there, back] = [welchTest(summarize(a), summarize(b)), welchTest(summarize(b), summarize(a))];
      assert.ok(there.t === -back.t || (there.t === 0 && back.t === 0));
      assert.equal(there.p, back.p);
    }),
    { numRuns: 30 },
  );
});
