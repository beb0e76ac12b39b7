import { type AnyNode, type Edit, type Source, type Statement, walk } from "./source.ts";

/** The parts of a definition whose code is told apart. */
export type Part = "run" | "assemble";

const keysOf: Readonly<Record<Part, readonly string[]>> = {
  run: ["run"],
  assemble: ["assemble", "artifact"],
};

/**
 * Edits that leave, of a module ending in `export default defineExperiment({ … })`, what one part of the definition
 * needs: the module's own statements, exporting nothing, and the part's properties as an export.
 * Undefined when the parts cannot be told apart, because the argument is not an object literal, has spread or computed
 * keys, or the part refers to the rest as `this`.
 */
export function partOfDefinition({ text, program }: Source, part: Part): readonly Edit[] | undefined {
  const exported = program.body.find((statement) => statement.type === "ExportDefaultDeclaration");
  const literal = exported && definitionLiteral(exported.declaration, definers(program.body));
  if (exported === undefined || literal === undefined) return undefined;

  const properties = literal.properties.flatMap((property) =>
    property.type === "Property" && !property.computed ? [property] : [],
  );
  if (properties.length < literal.properties.length) return undefined;
  const wanted = properties.filter(({ key }) => keysOf[part].includes(nameOf(key) ?? ""));
  if (wanted.length < keysOf[part].length || wanted.some(mentionsThis)) return undefined;

  const kept = wanted.map(({ start, end }) => text.slice(start, end)).join(", ");
  return [
    ...program.body.flatMap(withoutExport),
    { start: exported.start, end: exported.end, text: `export const part = { ${kept} };` },
  ];
}

/** The names by which a module calls `defineExperiment`. */
function definers(body: readonly Statement[]): ReadonlySet<string> {
  return new Set(
    body.flatMap((statement) =>
      statement.type === "ImportDeclaration" && statement.source.value === "reprise"
        ? statement.specifiers.flatMap((specifier) =>
            specifier.type === "ImportSpecifier" && nameOf(specifier.imported) === "defineExperiment"
              ? [specifier.local.name]
              : [],
          )
        : [],
    ),
  );
}

type Exported = Extract<Statement, { type: "ExportDefaultDeclaration" }>["declaration"];
type Call = Extract<Exported, { type: "CallExpression" }>;
type ObjectLiteral = Extract<Call["arguments"][number], { type: "ObjectExpression" }>;

function definitionLiteral(exported: Exported, names: ReadonlySet<string>): ObjectLiteral | undefined {
  if (exported.type !== "CallExpression" || exported.callee.type !== "Identifier") return undefined;
  const [argument] = exported.arguments;
  return names.has(exported.callee.name) && argument?.type === "ObjectExpression" ? argument : undefined;
}

function nameOf(node: object): string | undefined {
  if ("name" in node && typeof node.name === "string") return node.name;
  if ("value" in node && typeof node.value === "string") return node.value;
  return undefined;
}

function mentionsThis(property: object): boolean {
  let found = false;
  walk(property, ({ type }: AnyNode) => {
    if (type === "ThisExpression" || type === "Super") found = true;
  });
  return found;
}

/** An exported declaration would be kept as part of the bundle's interface, whether the part uses it or not. */
function withoutExport(statement: Statement): readonly Edit[] {
  if (statement.type === "ExportAllDeclaration")
    return [{ start: statement.start, end: statement.end, text: "" }];
  if (statement.type !== "ExportNamedDeclaration") return [];
  const end = statement.declaration?.start ?? statement.end;
  return [{ start: statement.start, end, text: "" }];
}
