import type { Nodes, Parents } from "mdast";
import { toString as textContent } from "mdast-util-to-string";
import { SKIP, visit } from "unist-util-visit";
import { parseProse } from "./prose.ts";
import { resultsInMath, resultsInText } from "./result-like.ts";

/** A number in the prose that looks like a result and is not bound to one. */
export interface UnboundNumber {
  readonly line: number;
  /** As it is written. */
  readonly text: string;
}

/** What these hold is bound, declared to be no result, or a name. */
const settled: readonly string[] = ["value", "param", "literal", "cite", "ref", "series", "replicated"];

/**
 * Numbers in the prose of a paper that look like results and are typed, in order of their lines.
 *
 * @param source of `content/<paper>/index.md`
 */
export async function unboundNumbers(source: string): Promise<readonly UnboundNumber[]> {
  const trees = await parseProse(source);
  return trees.flatMap((tree) => {
    const found: UnboundNumber[] = [];
    visit(tree, (node, _index, parent) => {
      if (node.type === "textDirective" && settled.includes(node.name)) return SKIP;
      if (node.type === "link" && textContent(node) === node.url) return SKIP;
      found.push(...inNode(node, parent));
      return undefined;
    });
    return found;
  });
}

function inNode(node: Nodes, parent: Parents | undefined): readonly UnboundNumber[] {
  const start = node.position?.start.line ?? 1;
  if (node.type === "text") {
    const alone = parent?.type === "tableCell" && parent.children.length === 1;
    return resultsInText(node.value, alone).map((result) => placed(result, node.value, start));
  }
  if (node.type === "inlineMath" || node.type === "math") {
    const first = node.type === "math" ? start + 1 : start;
    return resultsInMath(node.value).map((result) => placed(result, node.value, first));
  }
  return [];
}

function placed(
  { index, text }: { index: number; text: string },
  source: string,
  first: number,
): UnboundNumber {
  return {
    line: first + source.slice(0, index).split("\n").length - 1,
    text: text.replace(/\s+/g, " ").trim(),
  };
}
