import { isNode, type Node } from "./spec-tree.ts";

/** The values of a field in all rows: as they are, or as numbers of the entries of a list, where few differ. */
type Column = readonly unknown[] | { readonly of: readonly unknown[]; readonly at: readonly number[] };

/** Rows with the same fields, by field. */
export type Columns = Readonly<Record<string, Column>>;

/** Fewer rows than this stay rows. */
const fewest = 50;

/** Significant digits that numbers keep of the spread of their column, and of themselves: far finer than a drawing. */
const digits = 7;

/**
 * A Vega specification with the data it carries by columns, and numbers cut to the precision that is drawn: a fraction of
 * the bytes, and of the time to read them. `unpacked` is the way back.
 *
 * @param exact keeps numbers as they are, for specifications that compute with them
 */
export function packed(vega: Node, { exact }: { readonly exact: boolean }): Node {
  if (!Array.isArray(vega.data)) return vega;
  const data = vega.data.map((source: unknown) => {
    if (!isNode(source) || !Array.isArray(source.values)) return source;
    const columns = columnsOf(source.values, exact);
    const { values: _, ...rest } = source;
    return columns === undefined ? source : { ...rest, columns };
  });
  return { ...vega, data };
}

/** The specification as Vega reads it. */
export function unpacked(vega: object): object {
  const { data } = vega as { readonly data?: readonly Node[] };
  if (data === undefined) return vega;
  return {
    ...vega,
    data: data.map(({ columns, ...source }) =>
      columns === undefined ? source : { ...source, values: rowsOf(columns as Columns) },
    ),
  };
}

function columnsOf(rows: readonly unknown[], exact: boolean): Columns | undefined {
  const [first] = rows;
  if (rows.length < fewest || !isNode(first)) return undefined;
  const fields = Object.keys(first);
  const isAlike = (row: unknown): row is Node => {
    if (!isNode(row)) return false;
    const own = Object.keys(row);
    return own.length === fields.length && fields.every((field, i) => own[i] === field);
  };
  if (!rows.every(isAlike)) return undefined;
  return Object.fromEntries(
    fields.map((field) => {
      const values = rows.map((row) => row[field]);
      return [field, columnOf(exact ? values : shortened(values))];
    }),
  );
}

/** The values with numbers cut; whole ones, which may be dates, stay as they are. */
function shortened(values: readonly unknown[]): readonly unknown[] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (typeof value === "number") [low, high] = [Math.min(low, value), Math.max(high, value)];
  }
  const shared = Math.log10(Math.max(Math.abs(low), Math.abs(high)) / (high - low));
  const kept = digits + Math.max(0, Math.ceil(shared));
  return values.map((value) =>
    typeof value === "number" && !Number.isInteger(value) && kept < 16
      ? Number(value.toPrecision(kept))
      : value,
  );
}

function columnOf(values: readonly unknown[]): Column {
  // Numbers are as short as their places in a list
  if (values.some((value) => typeof value !== "string")) return values;
  const places = new Map<unknown, number>();
  const at = values.map((value) => {
    const place = places.get(value) ?? places.size;
    places.set(value, place);
    return place;
  });
  return { of: [...places.keys()], at };
}

function rowsOf(columns: Columns): readonly object[] {
  const whole = Object.entries(columns).map(([field, column]) => {
    const values = "of" in column ? column.at.map((place) => column.of[place]) : column;
    return [field, values as readonly unknown[]] as const;
  });
  const [first] = whole;
  return (first?.[1] ?? []).map((_, i) => {
    const row: Record<string, unknown> = {};
    for (const [field, values] of whole) row[field] = values[i];
    return row;
  });
}
