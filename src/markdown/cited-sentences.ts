import { glob, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Nodes } from "mdast";
import type { TextDirective } from "mdast-util-directive";
import { visit } from "unist-util-visit";
import { parseProse } from "./prose.ts";

/** A sentence of a paper that says what a claim asserts. */
export interface CitedSentence {
  readonly file: string;
  readonly line: number;
  /** As readers of messages want it: numbers and references as an ellipsis. */
  readonly sentence: string;
}

/**
 * The sentences of all papers that cite claims, by `<experiment>.<claim>`, as they are written: nothing is rendered.
 *
 * @param names of the claims to look for, as `<experiment>.<claim>`
 */
export async function citedSentences(
  root: string,
  names: readonly string[],
): Promise<ReadonlyMap<string, readonly CitedSentence[]>> {
  const cited = new Map<string, CitedSentence[]>();
  const files: string[] = [];
  for await (const file of glob("content/*/index.md", { cwd: root })) files.push(file);
  for (const file of files.sort()) {
    for (const tree of await parseProse(await readFile(join(root, file), "utf8"))) {
      visit(tree, "textDirective", (node) => {
        const name = node.name === "claim" ? nameOf(node, names) : undefined;
        if (name === undefined) return;
        const line = node.position?.start.line ?? 1;
        const sentence = node.children.map(said).join("").replace(/\s+/g, " ");
        cited.set(name, [...(cited.get(name) ?? []), { file, line, sentence }]);
      });
    }
  }
  return cited;
}

/** `{#experiment.claim}`, whose part after the dot Markdown takes for a class, or `{#claim}` where one experiment has it. */
function nameOf({ attributes }: TextDirective, names: readonly string[]): string | undefined {
  const written = [attributes?.id, attributes?.class?.replaceAll(" ", ".")].filter(Boolean).join(".");
  return names.find((name) => name === written || name.split(".").slice(1).join(".") === written);
}

const inMath = /\\(?:value|param)\s*(?:\[[^\]]*\])?\s*\{[^{}]*\}/g;

function said(node: Nodes): string {
  if (node.type === "inlineMath") {
    return `$${node.value.replaceAll(inMath, "…").replaceAll(/\\literal\{([^{}]*)\}/g, "$1")}$`;
  }
  if (node.type === "textDirective" && ["value", "param", "cite", "ref"].includes(node.name)) return "…";
  if ("children" in node) return node.children.map((child) => said(child as Nodes)).join("");
  return "value" in node ? node.value : "";
}
