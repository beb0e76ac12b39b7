import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { dodge, dodgeValues } from "../../src/figures/ends.ts";

const positions = fc.array(fc.double({ min: -1000, max: 1000, noNaN: true }), { maxLength: 12 });
const gaps = fc.double({ min: 0, max: 50, noNaN: true });
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

test("dodge leaves positions that are far enough apart", () => {
  assert.deepEqual(dodge([100, 0, 50], 20), [100, 0, 50]);
  assert.deepEqual(dodge([], 20), []);
});

test("dodge spreads coinciding positions evenly around their mean, in the order given", () => {
  assert.deepEqual(dodge([5, 5, 5], 10), [-5, 5, 15]);
});

test("dodge stops at the ends of its range", () => {
  assert.deepEqual(dodge([1, 2, 98], 10, [0, 100]), [0, 10, 98]);
  assert.deepEqual(dodge([98, 99], 10, [0, 100]), [90, 100]);
});

test("dodged positions keep their order, are a gap apart, and centre where they were", () => {
  fc.assert(
    fc.property(positions, gaps, (wanted, gap) => {
      const placed = dodge(wanted, gap);
      const order = wanted.map((_, i) => i).sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0) || a - b);
      for (let rank = 1; rank < order.length; rank++) {
        const [above, below] = [placed[order[rank] ?? 0] ?? 0, placed[order[rank - 1] ?? 0] ?? 0];
        assert.ok(above - below >= gap - 1e-9);
      }
      assert.ok(Math.abs(sum(placed) - sum(wanted)) < 1e-6);
    }),
  );
});

test("no other placement moves labels less in all", () => {
  fc.assert(
    fc.property(
      positions,
      gaps,
      fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { maxLength: 12 }),
      (wanted, gap, noise) => {
        const cost = (placed: readonly number[]) => sum(placed.map((at, i) => (at - (wanted[i] ?? 0)) ** 2));
        const best = dodge(wanted, gap);
        // Any set of positions becomes an admissible one by dodging it.
        const other = dodge(
          best.map((at, i) => at + (noise[i] ?? 0)),
          gap,
        );
        const order = (placed: readonly number[]) =>
          placed.map((_, i) => i).sort((a, b) => (placed[a] ?? 0) - (placed[b] ?? 0));
        if (order(other).join() === order(best).join()) assert.ok(cost(other) >= cost(best) - 1e-6);
      },
    ),
  );
});

test("dodge stays inside a range long enough", () => {
  fc.assert(
    fc.property(positions, fc.double({ min: 0, max: 10, noNaN: true }), (wanted, gap) => {
      for (const at of dodge(wanted, gap, [-100, 100])) assert.ok(at >= -100 - 1e-9 && at <= 100 + 1e-9);
    }),
  );
});

test("dodgeValues moves values apart by pixels of a logarithmic axis", () => {
  const placed = dodgeValues([0.01, 0.01], { type: "log", domain: [1e-4, 1], length: 400 }, 20);
  // 100 pixels a decade: ten pixels down, ten up.
  assert.ok(Math.abs(Math.log10(placed[0] ?? 0) + 2.1) < 1e-9);
  assert.ok(Math.abs(Math.log10(placed[1] ?? 0) + 1.9) < 1e-9);
});

test("dodgeValues moves values apart by pixels of a linear axis and stays on it", () => {
  assert.deepEqual(dodgeValues([0, 0], { type: "linear", domain: [0, 10], length: 100 }, 20), [0, 2]);
});
