import { SourceMap } from "node:module";
import { sha256 } from "./canonical.ts";
import { type AnyNode, isNode, parseSource, type Statement } from "./source.ts";

/** Code by module and, within it, by declaration such as `function mean`: the digest of what counts of it. */
export type CodeOutline = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** How a module differs between two versions of the code that an experiment reaches. */
export interface ModuleChange {
  /** Relative to the root; of the generator's own, `reprise/` and the path in it. */
  readonly module: string;
  readonly change: "changed" | "reached" | "no longer reached";
  /** Declarations such as `function mean` that were edited, came or went; of a changed module only. */
  readonly declarations: readonly string[];
}

/**
 * The outline of bundled code.
 *
 * @param map its source map, as JSON
 * @param moduleOf names a source of the map
 */
export function outlineOf(code: string, map: string, moduleOf: (source: string) => string): CodeOutline {
  const parsed = parseSource(code, "bundle.js");
  // The bundler wrote it, so that it can be parsed
  if ("what" in parsed) throw new Error(`the bundle cannot be parsed: ${parsed.what}`);
  const places = new SourceMap(JSON.parse(map));
  const placeAt = (offset: number) => {
    const line = code.lastIndexOf("\n", offset - 1) + 1;
    const entry = places.findEntry(code.slice(0, offset).split("\n").length - 1, offset - line);
    return "originalSource" in entry ? entry : undefined;
  };
  const modules: Record<string, Record<string, string>> = {};
  for (const statement of parsed.program.body) {
    const place = placeAt(statement.start);
    // What the bundler itself adds, such as the list of exports, has no place in a source
    if (place === undefined || statement.type === "ExportNamedDeclaration") continue;
    const module = moduleOf(place.originalSource);
    const declarations = modules[module] ?? {};
    modules[module] = declarations;
    // Of two declarations of one name, the bundler renames the second
    const original = (name: string, start: number) => {
      const named = placeAt(start);
      return named !== undefined && "name" in named && typeof named.name === "string" ? named.name : name;
    };
    for (const { name, node } of declared(statement, original)) {
      const text = code.slice(node.start, node.end);
      declarations[name] = sha256(`${declarations[name] ?? ""}${text}`).slice(0, 16);
    }
  }
  return modules;
}

/** What a statement at the top level declares, each with the code that it stands for. */
function declared(
  statement: Statement,
  original: (name: string, start: number) => string,
): readonly { readonly name: string; readonly node: AnyNode }[] {
  const nameOf = (id: { readonly name: string; readonly start: number } | null) =>
    id === null ? "" : original(id.name, id.start);
  const node = statement as unknown as AnyNode;
  switch (statement.type) {
    case "FunctionDeclaration":
      return [{ name: `function ${nameOf(statement.id)}`, node }];
    case "ClassDeclaration":
      return [{ name: `class ${nameOf(statement.id)}`, node }];
    case "VariableDeclaration":
      return statement.declarations.flatMap((each) => {
        const declarator = each as unknown as AnyNode;
        if (each.id.type !== "Identifier") return [{ name: "a declaration", node: declarator }];
        const parts = each.id.name === "part" ? propertiesOf(declarator.init) : [];
        if (parts.length > 0) return parts;
        const called = /^(Arrow)?FunctionExpression$/.test(each.init?.type ?? "") ? "function " : "";
        return [{ name: `${called}${nameOf(each.id)}`, node: declarator }];
      });
    case "ImportDeclaration":
      return [{ name: `import from ${statement.source.value}`, node }];
    default:
      return [{ name: "a statement", node }];
  }
}

/** The parts of a definition, `run` or `assemble` and `artifact`, which the bundle has as properties. */
function propertiesOf(literal: unknown): readonly { readonly name: string; readonly node: AnyNode }[] {
  if (!isNode(literal) || literal.type !== "ObjectExpression" || !Array.isArray(literal.properties))
    return [];
  return literal.properties.flatMap((property: unknown) =>
    isNode(property) && isNode(property.key) && typeof property.key.name === "string"
      ? [{ name: property.key.name, node: property }]
      : [],
  );
}

/** The modules that differ, in the order of their names. */
export function moduleChanges(before: CodeOutline, after: CodeOutline): readonly ModuleChange[] {
  return union(before, after).flatMap((module): readonly ModuleChange[] => {
    const [old, now] = [before[module], after[module]];
    if (old === undefined) return [{ module, change: "reached", declarations: [] }];
    if (now === undefined) return [{ module, change: "no longer reached", declarations: [] }];
    const declarations = union(old, now).filter((name) => old[name] !== now[name]);
    return declarations.length === 0 ? [] : [{ module, change: "changed", declarations }];
  });
}

function union(left: object, right: object): readonly string[] {
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].sort();
}
