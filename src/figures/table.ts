import { UserError } from "../engine/errors.ts";
import { suggestion } from "../engine/nearest.ts";
import type { FigureTable } from "./define.ts";
import { powerOfTen } from "./log-ticks.ts";

type Cell = string | number | null;

/** A table as text to show: numbers of a column share their decimals or their notation, so that they align. */
export interface TextTable {
  readonly columns: readonly { readonly label: string; readonly numeric: boolean }[];
  readonly rows: readonly (readonly string[])[];
}

/** Cells by row and column; throws a `UserError` for a row without a column's key and for numbers that are not finite. */
function cells(table: FigureTable, file: string): Cell[][] {
  return table.rows.map((row, index) =>
    table.columns.map(({ key }) => {
      const where = `${file}, row ${index + 1} of the table`;
      const value = Object.hasOwn(row, key) ? row[key] : undefined;
      if (value === undefined) {
        throw new UserError({
          what: `there is no value for the column "${key}"`,
          where,
          fix: `${suggestion(key, Object.keys(row))} Use null for a cell that stays empty.`,
        });
      }
      if (typeof value === "number" && !Number.isFinite(value)) {
        throw new UserError({
          what: `"${key}" is ${value}`,
          where,
          fix: "Use null for a cell that stays empty.",
        });
      }
      return value;
    }),
  );
}

const minus = (text: string): string => text.replace("-", "−");

function scientific(value: number): string {
  if (value === 0) return "0";
  const [mantissa = "", exponent = ""] = value.toExponential(2).split("e");
  const power = Number(exponent);
  // Numbers of everyday size are easier to read and to compare without a power of ten
  if (power >= -2 && power <= 3) return minus(value.toFixed(Math.max(0, 2 - power)));
  return minus(`${mantissa} × ${powerOfTen(power)}`);
}

/** How to write the numbers of one column: three significant digits of the smallest, and alike. */
function columnFormat(values: readonly number[]): (value: number) => string {
  if (values.every(Number.isInteger) && values.every((value) => Math.abs(value) < 1e9)) {
    return (value) => minus(String(value));
  }
  const sizes = values.filter((value) => value !== 0).map(Math.abs);
  const largest = Math.max(...sizes);
  const smallest = Math.min(...sizes);
  const decimals = Math.max(0, 2 - Math.floor(Math.log10(smallest)));
  // Nine digits in all is where a column of fixed decimals stops being read at a glance.
  if (largest >= 1e6 || decimals > 5 || Math.log10(largest) + decimals > 9) return scientific;
  return (value) => minus(value.toFixed(decimals));
}

/** The table as text. `file` names the figure in errors. */
export function formatTable(table: FigureTable, file = "table"): TextTable {
  const all = cells(table, file);
  const formats = table.columns.map((_, column) => {
    const values = all.map((row) => row[column] ?? null).filter((value) => value !== null);
    const numbers = values.filter((value) => typeof value === "number");
    const numeric = numbers.length > 0 && numbers.length === values.length;
    return { numeric, format: columnFormat(numbers) };
  });
  return {
    columns: table.columns.map(({ label }, column) => ({
      label,
      numeric: formats[column]?.numeric ?? false,
    })),
    rows: all.map((row) =>
      row.map((value, column) => {
        if (value === null) return "";
        return typeof value === "string" ? value : (formats[column]?.format(value) ?? String(value));
      }),
    ),
  };
}

const csvField = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** The table as CSV (RFC 4180: CRLF, quotes doubled), numbers in full precision. `file` names the figure in errors. */
export function toCsv(table: FigureTable, file = "table"): string {
  const lines = [table.columns.map(({ label }) => label), ...cells(table, file)];
  return lines
    .map((line) => `${line.map((value) => csvField(value === null ? "" : String(value))).join(",")}\r\n`)
    .join("");
}
