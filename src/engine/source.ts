import { parseAst } from "rolldown/parseAst";
import { reasonOf } from "./errors.ts";

type Program = ReturnType<typeof parseAst>;
export type Statement = Program["body"][number];

/** A module's text with its syntax tree; positions are those of the text, types included. */
export interface Source {
  readonly text: string;
  readonly program: Program;
}

/** Something in a source that the engine does not accept. */
export interface SourceProblem {
  readonly what: string;
  readonly fix: string;
  /** Counted from 1. */
  readonly line: number;
}

/** Replaces the text from `start` to `end`. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A node of whatever kind, for walks that look at few kinds. */
export interface AnyNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

/** The tree of a TypeScript or JavaScript module, or why it has none. */
export function parseSource(text: string, file: string): Source | SourceProblem {
  try {
    return { text, program: parseAst(text, { lang: /\.[cm]?ts$/.test(file) ? "ts" : "js" }) };
  } catch (error) {
    // The parser's error has a position, and a message whose second line says what is wrong
    const message = reasonOf(error);
    const position =
      error instanceof Error && "pos" in error && typeof error.pos === "number" ? error.pos : 0;
    return {
      what: `syntax error: ${(message.split("\n")[1] ?? message).trim()}`,
      fix: "Mend the syntax at or before this line.",
      line: lineOf(text, position),
    };
  }
}

/** The text after edits that do not overlap; the lines of the rest keep their numbers. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  let result = "";
  let position = 0;
  for (const edit of edits.toSorted((a, b) => a.start - b.start)) {
    const removed = text.slice(edit.start, edit.end);
    const lines = newlines(removed) - newlines(edit.text);
    result += text.slice(position, edit.start) + edit.text + "\n".repeat(Math.max(0, lines));
    position = edit.end;
  }
  return result + text.slice(position);
}

function newlines(text: string): number {
  return text.split("\n").length - 1;
}

function lineOf(text: string, position: number): number {
  return newlines(text.slice(0, position)) + 1;
}

/** Visits a tree in order of the text, parents first. */
export function walk(node: unknown, visit: (node: AnyNode) => void): void {
  if (Array.isArray(node)) {
    for (const element of node) walk(element, visit);
  } else if (isNode(node)) {
    visit(node);
    for (const key in node) {
      const child = node[key];
      if (typeof child === "object" && child !== null) walk(child, visit);
    }
  }
}

/** Whether a value found in a tree is a node of it. */
export function isNode(value: unknown): value is AnyNode {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}

/** What an experiment's code may not contain, because its effect on a result could not be told from its text. */
export function findProblems({ text, program }: Source): readonly SourceProblem[] {
  const problems: SourceProblem[] = [];
  walk(program, (node) => {
    const problem = problemOf(node);
    if (problem) problems.push({ ...problem, line: lineOf(text, node.start) });
  });
  return problems;
}

function problemOf(node: AnyNode): Omit<SourceProblem, "line"> | undefined {
  switch (node.type) {
    case "ImportExpression":
      return isText(node.source)
        ? undefined
        : {
            what: "the module of this `import(…)` is computed, so that its code cannot be part of the fingerprint",
            fix: 'Import it by name: `import { … } from "./module.ts"`.',
          };
    case "ImportDeclaration":
      return Array.isArray(node.specifiers) && node.specifiers.length === 0 && node.importKind !== "type"
        ? {
            what: "this import brings no name, only side effects, which fingerprints do not follow",
            fix: "Export a function from that module and call it where its effect is needed.",
          }
        : undefined;
    case "MetaProperty":
      return isNode(node.meta) && node.meta.name === "import"
        ? {
            what: "`import.meta` depends on where the project lies, which a result may not",
            fix: "Declare files that the experiment reads under `data` and read them by `data(name)`.",
          }
        : undefined;
    case "CallExpression":
    case "NewExpression":
      return problemOfCall(node);
    default:
      return undefined;
  }
}

function problemOfCall(node: AnyNode): Omit<SourceProblem, "line"> | undefined {
  const name = isNode(node.callee) && node.callee.type === "Identifier" ? node.callee.name : undefined;
  if (name === "require") {
    return {
      what: "`require` cannot be followed to the code it loads",
      fix: 'Import by name: `import { … } from "…"`.',
    };
  }
  if (name === "eval" || name === "Function") {
    return {
      what: "code made from text cannot be part of the fingerprint",
      fix: "Write the code as a function.",
    };
  }
  return undefined;
}

function isText(node: unknown): boolean {
  return isNode(node) && node.type === "Literal" && typeof node.value === "string";
}

const pureByItself = new Set(["Literal", "ArrowFunctionExpression", "FunctionExpression", "Identifier"]);

/**
 * Marks the values of top-level declarations as droppable, so that the bundler keeps only those that are used:
 * `const table = makeTable()` becomes part of a fingerprint only where `table` is reached.
 */
export function pureDeclarations({ program }: Source): readonly Edit[] {
  return program.body.flatMap((statement) => {
    const declaration = statement.type === "ExportNamedDeclaration" ? statement.declaration : statement;
    if (declaration?.type !== "VariableDeclaration" || declaration.declare === true) return [];
    return declaration.declarations.flatMap(({ id, init }) => {
      if (id.type !== "Identifier" || init === null || pureByItself.has(init.type) || awaits(init)) return [];
      return [
        { start: init.start, end: init.start, text: "/* @__PURE__ */ (() => (" },
        { start: init.end, end: init.end, text: "))()" },
      ];
    });
  });
}

function awaits(node: unknown): boolean {
  let found = false;
  walk(node, ({ type }) => {
    if (type === "AwaitExpression") found = true;
  });
  return found;
}
