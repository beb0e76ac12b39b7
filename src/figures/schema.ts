import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { UserError } from "../engine/errors.ts";
import { suggestion } from "../engine/nearest.ts";
import { isNode, type Node, type SpecOrigin } from "./spec-tree.ts";

/** A JSON Schema as far as Vega-Lite's own one uses it. */
interface Schema {
  readonly $ref?: string;
  readonly anyOf?: readonly Schema[];
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema | readonly Schema[];
}

type Definitions = Readonly<Record<string, Schema>>;

let definitions: Definitions | undefined;

/** Vega-Lite's published schema, read when the first figure is drawn. */
function vegaLite(): Definitions {
  if (definitions === undefined) {
    const file = createRequire(import.meta.url).resolve("vega-lite/vega-lite-schema.json");
    definitions = (JSON.parse(readFileSync(file, "utf8")) as { readonly definitions: Definitions })
      .definitions;
  }
  return definitions;
}

/**
 * Throws a `UserError` for a property that Vega-Lite does not know at its place, and for a value of a kind or name it
 * does not take there. Vega-Lite itself passes over the former in silence, and trips over the latter further on.
 *
 * Where the schema has alternatives, a property that any of them has is let pass: what is wrong in their combination
 * is Vega-Lite's to tell.
 */
export function checkSchema(spec: Node, origin: SpecOrigin): void {
  check(spec, alternatives([{ $ref: "#/definitions/TopLevelSpec" }]), "spec", origin);
}

/** The schemas without references and choices. */
function alternatives(schemas: readonly Schema[]): readonly Schema[] {
  const found = new Set<Schema>();
  const seen = new Set<Schema>();
  const visit = (schema: Schema): void => {
    if (seen.has(schema)) return;
    seen.add(schema);
    const named = schema.$ref && vegaLite()[decodeURIComponent(schema.$ref.replace("#/definitions/", ""))];
    if (named) visit(named);
    else if (schema.anyOf) schema.anyOf.forEach(visit);
    else found.add(schema);
  };
  schemas.forEach(visit);
  return [...found];
}

function check(value: unknown, choices: readonly Schema[], path: string, origin: SpecOrigin): void {
  const fitting = choices.filter((schema) => accepts(schema, value));
  if (fitting.length === 0) throw wrongValue(value, choices, path, origin);
  // What anything may be is not looked into, such as the rows of data
  if (fitting.some(({ type }) => type === undefined)) return;
  if (Array.isArray(value)) {
    value.forEach((item, index) => {
      const items = fitting.flatMap((schema) => itemSchemas(schema, index));
      if (items.length > 0) check(item, alternatives(items), `${path}[${index}]`, origin);
    });
  } else if (isNode(value)) {
    const likely = likeliest(value, fitting);
    for (const [key, member] of Object.entries(value)) {
      const schemas = likely.flatMap((schema) => memberSchemas(schema, key));
      if (schemas.length === 0) throw unknownKey(key, likely, path, origin);
      // Rows are many, and checkFields looks at their columns
      if (key !== "values" && key !== "datasets")
        check(member, alternatives(schemas), `${path}.${key}`, origin);
    }
  }
}

function itemSchemas({ items }: Schema, index: number): readonly Schema[] {
  if (items === undefined) return [];
  if ("length" in items) return items.slice(index, index + 1);
  return [items as Schema];
}

function memberSchemas(
  { properties = {}, additionalProperties = true }: Schema,
  key: string,
): readonly Schema[] {
  const own = Object.hasOwn(properties, key) ? properties[key] : undefined;
  if (own !== undefined) return [own];
  if (additionalProperties === false) return [];
  return [additionalProperties === true ? {} : additionalProperties];
}

/** Of several kinds of object, those whose distinguishing members the value has, if there are any. */
function likeliest(value: Node, schemas: readonly Schema[]): readonly Schema[] {
  const complete = schemas.filter(({ required = [], properties = {} }) =>
    required.every((key) => {
      if (!(key in value)) return false;
      const schema = properties[key];
      return schema === undefined || alternatives([schema]).some((each) => accepts(each, value[key]));
    }),
  );
  return complete.length > 0 ? complete : schemas;
}

function accepts(schema: Schema, value: unknown): boolean {
  if ("const" in schema) return schema.const === value;
  if (schema.enum) return schema.enum.includes(value);
  const { type } = schema;
  if (type === undefined) return true;
  const kinds = typeof type === "string" ? [type] : type;
  const kind = kindOf(value);
  return kinds.includes(kind) || (kind === "number" && kinds.includes("integer"));
}

function kindOf(value: unknown): string {
  return value === null ? "null" : Array.isArray(value) ? "array" : typeof value;
}

function unknownKey(key: string, schemas: readonly Schema[], path: string, origin: SpecOrigin): UserError {
  const known = new Set(schemas.flatMap(({ properties = {} }) => Object.keys(properties)));
  return new UserError({
    what: `Vega-Lite knows no property "${key}" at ${path} of the ${origin.layout} layout`,
    where: origin.file,
    fix: suggestion(key, [...known].sort(), 40),
  });
}

function wrongValue(value: unknown, choices: readonly Schema[], path: string, origin: SpecOrigin): UserError {
  const text = JSON.stringify(value);
  const named = choices.flatMap((schema) => ("const" in schema ? [schema.const] : (schema.enum ?? [])));
  const words = named.filter((name): name is string => typeof name === "string");
  const kinds = choices.flatMap((schema) =>
    "const" in schema || schema.enum ? [] : ([schema.type ?? []].flat() as readonly string[]),
  );
  const expected = [...new Set([...kinds, ...(words.length > 0 ? ["one of the names it knows"] : [])])];
  return new UserError({
    what: `Vega-Lite does not take ${text.length > 60 ? `this ${kindOf(value)}` : text} at ${path} of the ${origin.layout} layout`,
    where: origin.file,
    fix:
      typeof value === "string" && words.length > 0
        ? suggestion(value, words, 40)
        : `Write ${expected.join(" or ")}.`,
  });
}
