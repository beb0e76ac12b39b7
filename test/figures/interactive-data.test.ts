import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { packed, unpacked } from "../../src/figures/interactive-data.ts";

type Row = Readonly<Record<string, unknown>>;

const through = (values: readonly unknown[], exact = false): readonly unknown[] => {
  const sent = JSON.parse(JSON.stringify(packed({ data: [{ name: "source", values }] }, { exact })));
  const { data } = unpacked(sent) as { data: readonly { name: string; values: readonly unknown[] }[] };
  assert.deepEqual(Object.keys(data[0] ?? {}).sort(), ["name", "values"]);
  return data[0]?.values ?? [];
};

const rows = (count: number, row: (i: number) => Row): readonly Row[] =>
  Array.from({ length: count }, (_, i) => row(i));

test("what is not rounded comes back as it was, whatever it is", () => {
  const value = fc.oneof(
    fc.string(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (number === 0 ? 0 : number)),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
  );
  const table = fc
    .tuple(value, value)
    .chain(([a, b]) =>
      fc.array(
        fc.record(
          { x: fc.oneof(fc.constant(a), value), name: fc.oneof(fc.constant(b), fc.string(), value) },
          { noNullPrototype: true },
        ),
        { minLength: 40, maxLength: 80 },
      ),
    );
  fc.assert(fc.property(table, (values) => assert.deepEqual(through(values, true), values)));
});

test("numbers keep seven digits of themselves, and of the spread of their column", () => {
  const start = 1_700_000_000_000;
  const values = rows(100, (i) => ({ log: 10 ** (-i / 7), near: 1000 + i * 1e-6, date: start + i * 1234 }));
  const spread = 99e-6;
  for (const [i, row] of through(values).entries()) {
    const { log, near, date } = row as Record<string, number>;
    assert.ok(Math.abs((log ?? 0) * 10 ** (i / 7) - 1) < 1e-6, `${log}`);
    assert.ok(Math.abs((near ?? 0) - 1000 - i * 1e-6) < spread * 1e-6, `${near}`);
    assert.equal(date, start + i * 1234);
  }
});

test("a crowd of points takes less than half of what it took", () => {
  const values = rows(2000, (i) => ({
    x: Math.sin(i),
    y: Math.cos(i / 3),
    colour: i % 3 ? "#0096e7" : "#e69f00",
  }));
  const bytes = (spec: object) => JSON.stringify(spec).length;
  const source = { data: [{ name: "source", values }] };
  assert.ok(bytes(packed(source, { exact: false })) < 0.5 * bytes(source));
});

test("few rows, rows that differ in their fields, and values that are no rows stay as they are", () => {
  const uneven = [...rows(60, (i) => ({ x: i / 3 })), { y: 1 / 3 }];
  for (const values of [rows(10, (i) => ({ x: i / 3 })), uneven, [..."a".repeat(60)], []]) {
    const spec = { data: [{ name: "source", values }] };
    assert.deepEqual(packed(spec, { exact: false }), spec);
  }
  const without = { marks: [] };
  assert.equal(packed(without, { exact: false }), without);
  assert.equal(unpacked(without), without);
});
