import assert from "node:assert/strict";
import { hash as nodeHash } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import { hash } from "../../src/client/live/crypto.ts";
import {
  applies,
  type Choice,
  fromSearch,
  matches,
  published,
  toSearch,
} from "../../src/client/live/settings.ts";
import { linearTicks, spoken, spokenTogether } from "../../src/client/numbers.ts";
import type { LiveDocument } from "../../src/live/document.ts";

test("the stand-in for node:crypto hashes as Node does, bytes and texts of any length", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      assert.equal(hash("sha256", bytes, "hex"), nodeHash("sha256", bytes, "hex"));
    }),
  );
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      const here = hash("sha256", text, "buffer") as Uint8Array & { readInt32LE(offset: number): number };
      const there = nodeHash("sha256", text, "buffer");
      assert.deepEqual([...here], [...there]);
      assert.equal(here.readInt32LE(12), there.readInt32LE(12));
    }),
  );
});

const document: LiveDocument = {
  experiment: "darts",
  seed: 1,
  controls: {
    throws: { kind: "range", label: "Throws", min: 0, max: 10, step: 0.5, value: 2 },
    size: { kind: "stops", label: "Size", stops: [16, 32, 64], value: 32 },
    hand: {
      kind: "choice",
      label: "Hand",
      options: [
        { value: "left", label: "Left" },
        { value: "right", label: "Right" },
      ],
      value: "right",
    },
    grip: { kind: "range", label: "Grip", min: 0, max: 1, step: 0.1, value: 0, when: { hand: ["left"] } },
  },
  plots: {},
  advice: {},
  settings: { throws: 2, size: 64, hand: "right", grip: 0 },
  published: [],
};

test("a link carries what differs from the published run, and restores it", () => {
  assert.equal(toSearch(published(document), document).toString(), "live=darts");
  fc.assert(
    fc.property(
      fc.record<Choice>({
        settings: fc.record({
          throws: fc.integer({ min: 0, max: 20 }).map((half) => half / 2),
          size: fc.constantFrom(16, 32, 64),
          hand: fc.constantFrom("left", "right"),
          grip: fc.constantFrom(0, 0.3, 1),
        }),
        seed: fc.nat(),
        backend: fc.constantFrom("auto", "wasm", "webgl"),
      }),
      (choice) => {
        const there = new URLSearchParams(toSearch(choice, document).toString());
        assert.deepEqual(fromSearch(there, document), { ...choice, settings: { ...choice.settings } });
      },
    ),
  );
});

test("a link that says what no control offers leaves that control where it was published", () => {
  const found = fromSearch(
    new URLSearchParams("live=darts&throws=99&size=33&hand=third&grip=&seed=-1&on=abacus&extra=<b>"),
    document,
  );
  assert.deepEqual(found, published(document));
  assert.deepEqual(fromSearch(new URLSearchParams("live=other&throws=3"), document), published(document));
});

test("a control applies while another stands where it is wanted; a curve matches by what it was made with", () => {
  const { grip } = document.controls;
  assert.ok(grip !== undefined);
  assert.equal(applies(grip, document.settings), false);
  assert.equal(applies(grip, { ...document.settings, hand: "left" }), true);
  assert.equal(matches({ hand: "right" }, document.settings), true);
  assert.equal(matches({ hand: "right", throws: 3 }, document.settings), false);
});

test("numbers are spoken with three digits, and with a power of ten where zeros would be counted", () => {
  const cases = [
    [0, "0"],
    [0.237214, "0.237"],
    [-1.5, "−1.5"],
    [57.84, "57.8"],
    [12345, "12300"],
    [0.0005, "5 × 10⁻⁴"],
    [123456, "1.23 × 10⁵"],
    [1e-12, "10⁻¹²"],
    [-1e-7, "−10⁻⁷"],
    [1e6, "10⁶"],
  ] as const;
  for (const [value, text] of cases) assert.equal(spoken(value), text);
});

test("numbers beside each other keep three digits when one of them is measured", () => {
  assert.deepEqual(spokenTogether([0.0026, 0.00274]), ["0.00260", "0.00274"]);
  assert.deepEqual(spokenTogether([2.2, 1, 1.99, 0]), ["2.20", "1.00", "1.99", "0"]);
  assert.deepEqual(spokenTogether([-0.5, 1e-12, 1.0001e-12]), ["−0.500", "10⁻¹²", "1.00 × 10⁻¹²"]);
  assert.deepEqual(spokenTogether([1234.5, 0.0005]), ["1230", "5.00 × 10⁻⁴"]);
  assert.deepEqual(spokenTogether([30, 2, 100]), ["30", "2", "100"]);
});

test("linear ticks are round, ascend, and stay inside", () => {
  assert.deepEqual(linearTicks(0, 20, 4), [0, 5, 10, 15, 20]);
  assert.deepEqual(linearTicks(0, 0.3, 3), [0, 0.1, 0.2, 0.3]);
  fc.assert(
    fc.property(
      fc.double({ min: -1e6, max: 1e6, noNaN: true }),
      fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
      fc.integer({ min: 2, max: 10 }),
      (low, range, count) => {
        const ticks = linearTicks(low, low + range, count);
        assert.ok(ticks.length >= 1 && ticks.length <= 3 * count + 1, String(ticks));
        ticks.forEach((tick, i) => {
          assert.ok(tick >= low - 1e-6 * range && tick <= low + range * (1 + 1e-6));
          if (i > 0) assert.ok(tick > (ticks[i - 1] as number));
        });
      },
    ),
  );
});
