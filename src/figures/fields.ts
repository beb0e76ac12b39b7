import { UserError } from "../engine/errors.ts";
import { suggestion } from "../engine/nearest.ts";
import { childViews, isNode, type Node, type SpecOrigin } from "./spec-tree.ts";

/** Names of the columns a view can read; undefined where a transform makes names that only the data decide. */
type Columns = ReadonlySet<string> | undefined;

interface Check {
  readonly origin: SpecOrigin;
  readonly datasets: Node;
}

const strings = (value: unknown): readonly string[] =>
  typeof value === "string"
    ? [value]
    : Array.isArray(value)
      ? value.filter((item) => typeof item === "string")
      : [];

const nodes = (value: unknown): readonly Node[] => (Array.isArray(value) ? value.filter(isNode) : []);

/** The column that a field path such as `point.x`, `mean[3]` or `0\\.9` starts from. */
function columnOf(field: string): string {
  const match = /^(?:\\.|[^.[\\])+/.exec(field);
  return (match?.[0] ?? field).replace(/\\(.)/g, "$1");
}

function require(columns: Columns, field: string, place: string, check: Check): void {
  if (!columns || field === "*") return;
  const column = columnOf(field);
  // Vega-Lite's own columns, such as those that `repeat` and aggregation introduce.
  if (columns.has(column) || columns.has(field) || column.startsWith("__")) return;
  throw new UserError({
    what: `${place} reads the field "${field}", which the data of the ${check.origin.layout} layout do not have`,
    where: check.origin.file,
    fix: suggestion(column, [...columns]),
  });
}

/** Requires every column that an expression or predicate text reads as `datum.name` or `datum["name"]`. */
function requireInExpression(columns: Columns, expression: string, place: string, check: Check): void {
  for (const match of expression.matchAll(/\bdatum(?:\.([A-Za-z_$][\w$]*)|\[\s*(['"])(.*?)\2\s*\])/g)) {
    require(columns, match[1] ?? match[3] ?? "", place, check);
  }
}

function requireInPredicate(columns: Columns, predicate: unknown, place: string, check: Check): void {
  if (typeof predicate === "string") requireInExpression(columns, predicate, place, check);
  if (Array.isArray(predicate)) for (const item of predicate) requireInPredicate(columns, item, place, check);
  if (!isNode(predicate)) return;
  if (typeof predicate.field === "string") require(columns, predicate.field, place, check);
  for (const key of ["and", "or", "not"]) requireInPredicate(columns, predicate[key], place, check);
}

/** Names given by `as`, or the ones Vega-Lite gives when it is absent. */
const named = (transform: Node, defaults: readonly string[]): readonly string[] => {
  const given = strings(transform.as);
  return [...given, ...defaults.slice(given.length)];
};

const withColumns = (columns: Columns, added: readonly string[]): Columns =>
  columns && new Set([...columns, ...added]);

/** Checks what one transform reads and returns the columns after it. */
function afterTransform(columns: Columns, transform: Node, check: Check): Columns {
  const kind = Object.keys(transform).find((key) => key !== "as" && key !== "groupby") ?? "transform";
  const place = `the ${kind} transform`;
  const groups = strings(transform.groupby);
  for (const group of groups) require(columns, group, place, check);
  for (const sort of nodes(transform.sort)) require(columns, String(sort.field), place, check);
  const inputs = (key: string) => {
    for (const field of strings(transform[key])) require(columns, field, place, check);
  };
  const operations = (key: string): readonly string[] =>
    nodes(transform[key]).map((operation) => {
      if (typeof operation.field === "string") require(columns, operation.field, place, check);
      return String(operation.as ?? "");
    });

  if ("filter" in transform) {
    requireInPredicate(columns, transform.filter, place, check);
    return columns;
  }
  if (typeof transform.calculate === "string") {
    requireInExpression(columns, transform.calculate, place, check);
    return withColumns(columns, strings(transform.as));
  }
  if ("aggregate" in transform) return columns && new Set([...groups, ...operations("aggregate")]);
  if ("joinaggregate" in transform) return withColumns(columns, operations("joinaggregate"));
  if ("window" in transform) return withColumns(columns, operations("window"));
  if ("bin" in transform || "timeUnit" in transform) {
    inputs("field");
    const names = strings(transform.as);
    return withColumns(columns, [...names, ...names.map((name) => `${name}_end`)]);
  }
  if ("density" in transform) {
    inputs("density");
    return columns && new Set([...groups, ...named(transform, ["value", "density"])]);
  }
  if ("quantile" in transform) {
    inputs("quantile");
    return columns && new Set([...groups, ...named(transform, ["prob", "value"])]);
  }
  if ("fold" in transform) {
    inputs("fold");
    return withColumns(columns, named(transform, ["key", "value"]));
  }
  if ("flatten" in transform) {
    inputs("flatten");
    return withColumns(columns, named(transform, strings(transform.flatten)));
  }
  if ("stack" in transform) {
    inputs("stack");
    const [start] = strings(transform.as);
    return withColumns(columns, named(transform, ["", start === undefined ? "" : `${start}_end`]));
  }
  if ("impute" in transform) {
    inputs("impute");
    inputs("key");
    return columns;
  }
  if ("regression" in transform || "loess" in transform) {
    for (const key of ["regression", "loess", "on"]) inputs(key);
    const read = [...strings(transform.on), ...strings(transform.regression ?? transform.loess)];
    return columns && new Set([...groups, ...named(transform, read)]);
  }
  if (typeof transform.lookup === "string") {
    inputs("lookup");
    const from = isNode(transform.from) ? transform.from : {};
    const fields = strings(from.fields);
    if (fields.length === 0) return undefined;
    const source = isNode(from.data) ? columnsOf(from.data, check) : undefined;
    for (const field of fields) require(source, field, `${place}'s source`, check);
    return withColumns(columns, named(transform, fields));
  }
  if ("extent" in transform || "sample" in transform) return columns;
  // `pivot` and transforms this list does not know: their columns are the data's business.
  return undefined;
}

/** Columns of a data source; a figure carries its data, so a URL is refused. */
function columnsOf(data: Node, check: Check): Columns {
  const { values, name, sequence } = data;
  const source = values ?? (typeof name === "string" ? check.datasets[name] : undefined);
  if (Array.isArray(source)) {
    const columns = new Set<string>();
    for (const row of source) for (const key of isNode(row) ? Object.keys(row) : ["data"]) columns.add(key);
    return columns;
  }
  if (isNode(sequence)) return new Set([typeof sequence.as === "string" ? sequence.as : "data"]);
  if ("url" in data) {
    throw new UserError({
      what: `the ${check.origin.layout} layout loads its data from a URL`,
      where: check.origin.file,
      fix: "Read the values from an artifact and pass them as data: { values: [...] }.",
    });
  }
  if (typeof name === "string") {
    throw new UserError({
      what: `the data set "${name}" of the ${check.origin.layout} layout does not exist`,
      where: check.origin.file,
      fix: suggestion(name, Object.keys(check.datasets)),
    });
  }
  return undefined;
}

function requireInEncoding(columns: Columns, definition: unknown, place: string, check: Check): void {
  if (Array.isArray(definition)) {
    for (const item of definition) requireInEncoding(columns, item, place, check);
  }
  if (!isNode(definition)) return;
  if (typeof definition.field === "string") require(columns, definition.field, place, check);
  for (const key of ["sort", "condition", "row", "column"]) {
    requireInEncoding(columns, definition[key], place, check);
  }
  requireInPredicate(columns, definition.test, place, check);
}

function checkView(view: Node, inherited: Columns, check: Check): void {
  let columns = isNode(view.data) ? columnsOf(view.data, check) : inherited;
  for (const transform of nodes(view.transform)) columns = afterTransform(columns, transform, check);
  for (const [channel, definition] of Object.entries(isNode(view.encoding) ? view.encoding : {})) {
    requireInEncoding(columns, definition, `the encoding ${channel}`, check);
  }
  requireInEncoding(columns, view.facet, "the facet", check);
  for (const child of childViews(view)) checkView(child, columns, check);
}

/**
 * Throws a `UserError` when an encoding, facet or transform of a plain Vega-Lite specification reads a field that
 * neither its inline data nor an earlier transform provides; Vega would draw nothing and say nothing.
 */
export function checkFields(spec: Node, origin: SpecOrigin): void {
  checkView(spec, undefined, { origin, datasets: isNode(spec.datasets) ? spec.datasets : {} });
}
