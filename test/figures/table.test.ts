import assert from "node:assert/strict";
import { test } from "node:test";
import { UserError } from "../../src/engine/errors.ts";
import { formatTable, toCsv } from "../../src/figures/table.ts";

const columns = [
  { key: "name", label: 'A "name", quoted' },
  { key: "x", label: "x" },
];

test("CSV follows RFC 4180", () => {
  const rows = [
    { name: "plain", x: 0.1 },
    { name: 'with "quotes"', x: -1e-9 },
    { name: "two\nlines", x: null },
  ];
  assert.equal(
    toCsv({ columns, rows }),
    '"A ""name"", quoted",x\r\nplain,0.1\r\n"with ""quotes""",-1e-9\r\n"two\nlines",\r\n',
  );
});

const column = (values: readonly (number | null)[]) =>
  formatTable({ columns: [{ key: "x", label: "x" }], rows: values.map((x) => ({ x })) }).rows.map(
    ([text]) => text,
  );

test("numbers of a column that were chosen share the decimals they have", () => {
  assert.deepEqual(column([1, 20, 300]), ["1", "20", "300"]);
  assert.deepEqual(column([1.5, 20, -0.25]), ["1.50", "20.00", "−0.25"]);
  assert.deepEqual(column([57.8, 15.7]), ["57.8", "15.7"]);
  assert.deepEqual(column([0.237, null, 0]), ["0.237", "", "0.000"]);
  assert.deepEqual(column([0.0003, 0.001, 0.03]), ["0.0003", "0.0010", "0.0300"]);
  assert.deepEqual(column([0.001, 1, 1000]), ["0.001", "1", "1000"]);
  assert.deepEqual(column([1e-12, -1e-7, 2.5e-6, 0.5]), ["10⁻¹²", "−10⁻⁷", "2.5 × 10⁻⁶", "0.5"]);
});

test("measured numbers have three significant digits, with a power of ten where they are far from 1", () => {
  assert.deepEqual(column([0.01373, 2.4544, 1, 0]), ["0.0137", "2.45", "1.00", "0"]);
  assert.deepEqual(column([1.2345e-9, 1, 0]), ["1.23 × 10⁻⁹", "1.00", "0"]);
  assert.deepEqual(column([4.5e8 + 0.5, 1.5]), ["4.50 × 10⁸", "1.50"]);
  // Only those that need one have a power
  assert.deepEqual(column([3.2e-7, 0.01234, 0.00274, 16, -253.4, 8123, 9.999]), [
    "3.20 × 10⁻⁷",
    "0.0123",
    "0.00274",
    "16.0",
    "−253",
    "8123",
    "10.0",
  ]);
});

test("a standard error shows no decimals that its value lacks, but always its first digit", () => {
  const pairs = (rows: readonly (readonly [number, number])[]) =>
    formatTable({
      columns: [
        { key: "x", label: "Loss" },
        { key: "se", label: "s.e." },
      ],
      rows: rows.map(([x, se]) => ({ x, se })),
    }).rows.map((texts) => texts.join(" ± "));
  assert.deepEqual(
    pairs([
      [2.81549, 0.430732],
      [63.5614, 0.0911259],
      [0.664779, 0.00044628],
      [0.253601, 0.0137034],
      [1.23456e-7, 2.3456e-8],
      [1, 0],
    ]),
    [
      "2.82 ± 0.43",
      "63.6 ± 0.09",
      "0.665 ± 0.0004",
      "0.254 ± 0.014",
      "1.23 × 10⁻⁷ ± 2.35 × 10⁻⁸",
      "1.00 ± 0",
    ],
  );
});

test("a column of numbers is numeric, one with a word is not", () => {
  const rows = [
    { name: "a", x: 1 },
    { name: "b", x: null },
  ];
  assert.deepEqual(
    formatTable({ columns, rows }).columns.map(({ numeric }) => numeric),
    [false, true],
  );
});

test("a row without a column's key and a number that is not finite are refused", () => {
  const fails = (row: Record<string, number>, pattern: RegExp) =>
    assert.throws(
      () => toCsv({ columns: [{ key: "x", label: "x" }], rows: [row] }, "figures/f.ts"),
      (error) =>
        error instanceof UserError && /f\.ts, row 1/.test(error.where ?? "") && pattern.test(error.message),
    );
  fails({ xx: 1 }, /no value for the column "x"[\s\S]*There are: xx/);
  fails({ x: Number.NaN }, /"x" is NaN/);
});
