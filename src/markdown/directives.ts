import type { Root } from "mdast";
import type { ContainerDirective, LeafDirective, TextDirective } from "mdast-util-directive";
import { SKIP, visit } from "unist-util-visit";
import type { VFile } from "vfile";
import { nearest } from "../engine/nearest.ts";
import { cite } from "./cite.ts";
import { claim } from "./claim.ts";
import type { PaperContext } from "./context.ts";
import { literal } from "./literal.ts";
import { note } from "./note.ts";
import { param } from "./param.ts";
import { ref } from "./ref.ts";
import { replicated } from "./replicated.ts";
import { series } from "./series.ts";
import { value } from "./value.ts";

/** Turns a directive into what it stands for; `label` is the text between its brackets, as written. */
type TextHandler = (node: TextDirective, label: string, context: PaperContext) => void;

const textDirectives: Readonly<Record<string, TextHandler>> = {
  value,
  param,
  cite,
  ref,
  series,
  claim,
  replicated,
};
const containers: readonly string[] = ["figure", "live", "note", "table"];
const names = [...Object.keys(textDirectives), "literal", ...containers];

/** remark plugin: gives our directives their meaning and leaves a stray `:word` as the author typed it. */
export function directives(context: PaperContext) {
  return (tree: Root, file: VFile): void => {
    const source = String(file);
    visit(tree, (node, index, parent) => {
      if (node.type === "textDirective" && parent !== undefined && index !== undefined) {
        if (isStray(node)) {
          parent.children.splice(index, 1, { type: "text", value: `:${node.name}` });
          return index;
        }
        if (node.name === "literal") {
          parent.children.splice(index, 1, ...literal(node, labelSource(node, source), context));
          return index;
        }
        textDirective(node, labelSource(node, source), context);
        // The sentence of a claim and the name of a series may hold directives of their own
        return node.name === "claim" || node.name === "series" ? undefined : SKIP;
      }
      if (node.type === "leafDirective") misplaced(node, context);
      if (node.type === "containerDirective") {
        if (node.name === "note") note(node, context);
        else if (!containers.includes(node.name)) misplaced(node, context);
      }
      return undefined;
    });
  };
}

/** `3:one`, `:smile`: without brackets and braces it is a word after a colon, whatever the word. */
function isStray(node: TextDirective): boolean {
  return node.children.length === 0 && Object.keys(node.attributes ?? {}).length === 0;
}

function textDirective(node: TextDirective, label: string, context: PaperContext): void {
  const handler = Object.hasOwn(textDirectives, node.name) ? textDirectives[node.name] : undefined;
  if (handler === undefined) misplaced(node, context);
  else if (label.trim() === "") {
    context.problems.report(node, `“:${node.name}” has no text in brackets`, `Write \`:${node.name}[…]\`.`);
  } else handler(node, label.trim(), context);
}

/** Source of the label: what stands between the brackets, untouched by typography such as curly quotes. */
function labelSource(node: TextDirective, source: string): string {
  const start = node.children[0]?.position?.start.offset;
  const end = node.children.at(-1)?.position?.end.offset;
  return start === undefined || end === undefined ? "" : source.slice(start, end);
}

const marks = { textDirective: ":", leafDirective: "::", containerDirective: ":::" } as const;

function misplaced(node: TextDirective | LeafDirective | ContainerDirective, context: PaperContext): void {
  const written = `${marks[node.type]}${node.name}`;
  if (Object.hasOwn(textDirectives, node.name) || node.name === "literal") {
    context.problems.report(
      node,
      `“${written}” is not how a ${node.name} is written`,
      `Write \`:${node.name}[…]\` inside a sentence.`,
    );
  } else if (containers.includes(node.name)) {
    context.problems.report(
      node,
      `“${written}” is not how a ${node.name} is written`,
      `Write \`:::${node.name}${node.name === "note" ? "" : "{#id}"}\`, its text on the next lines, and \`:::\`, each on lines of their own.`,
    );
  } else {
    const near = nearest(node.name, names);
    context.problems.report(
      node,
      `there is no directive “${written}”`,
      [
        near === undefined ? "" : `Did you mean “${near}”?`,
        `There are: ${names.join(", ")}. A colon that is meant as text is written \`\\:\`.`,
      ]
        .filter(Boolean)
        .join(" "),
    );
  }
}
