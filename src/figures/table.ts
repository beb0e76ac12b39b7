import { UserError } from "../engine/errors.ts";
import { suggestion } from "../engine/nearest.ts";
import type { FigureTable } from "./define.ts";
import { powerOfTen } from "./log-ticks.ts";

type Cell = string | number | null;

/**
 * A table as text to show: integers in full, numbers that were chosen with the decimals they have, measured ones with three
 * significant digits, and their standard errors with as many decimals as they.
 */
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

/** Digits after the point of `value` at so many significant ones. */
const decimalsAt = (value: number, digits: number): number =>
  Math.max(0, digits - 1 - Number(value.toExponential(digits - 1).split("e")[1]));

/** Three significant digits, with a power of ten for what is not of everyday size. */
function measured(value: number): string {
  if (value === 0) return "0";
  const [mantissa = "", exponent = ""] = value.toExponential(2).split("e");
  const power = Number(exponent);
  // Numbers of everyday size are easier to read and to compare without a power of ten
  if (power >= -3 && power <= 3) return minus(value.toFixed(Math.max(0, 2 - power)));
  return minus(`${mantissa} × ${powerOfTen(power)}`);
}

/** A number that was chosen, such as a rate of 0.0003, with no digits that it does not have. */
function chosen(value: number): string {
  const [mantissa = "", exponent = "0"] = value.toExponential().split("e");
  const power = Number(exponent);
  if (value === 0 || (power >= -4 && power <= 5)) return minus(String(value));
  if (Math.abs(Number(mantissa)) === 1) return minus(mantissa.replace("1", powerOfTen(power)));
  return minus(`${mantissa} × ${powerOfTen(power)}`);
}

/** How to write the numbers of one column. */
function columnFormat(values: readonly number[]): (value: number) => string {
  if (values.every(Number.isInteger) && values.every((value) => Math.abs(value) < 1e9)) {
    return (value) => minus(String(value));
  }
  if (values.some((value) => value !== Number(value.toPrecision(3)))) return measured;
  const decimals = Math.max(
    ...values.map((value) => decimalsAt(value, value.toExponential().replace(/e.*|\D/g, "").length)),
  );
  const largest = Math.max(...values.map(Math.abs));
  // Five digits in all is where decimals that most numbers of a column do not need stop being read at a glance
  if (decimals + Math.log10(largest) >= 5 || decimals > 5) return chosen;
  return (value) => minus(value.toFixed(decimals));
}

const uncertainty = /^(s\. ?[ed]\.|standard (error|deviation)|±)$/i;

/** A standard error: two digits at most and no decimals that its value does not show, except for its first digit. */
function besides(error: number, value: string): string {
  const usual = measured(error);
  if (error === 0 || error >= 1000 || error < 1e-4 || value.includes("×")) return usual;
  const shown = value.split(".")[1]?.length ?? 0;
  const [one, two] = [decimalsAt(error, 1), decimalsAt(error, 2)];
  return error.toFixed(Math.max(one, Math.min(two, shown)));
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
    rows: all.map((row) => {
      const texts: string[] = [];
      row.forEach((value, column) => {
        const { label = "" } = table.columns[column] ?? {};
        const text = typeof value === "number" ? formats[column]?.format(value) : value;
        const isError =
          typeof value === "number" && uncertainty.test(label) && typeof row[column - 1] === "number";
        texts.push(isError ? besides(value, texts[column - 1] ?? "") : (text ?? ""));
      });
      return texts;
    }),
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
