import type { Element, ElementContent, Parents, Root, Text } from "hast";
import { SKIP, visit } from "unist-util-visit";
import { element } from "./element.ts";

const before = /[(“‘[]+$/;
const after = /^[)\]’”.,;:!?…]+/;
/** A formula with more characters than this may have to break across lines, and keeps that freedom. */
const short = 14;

/**
 * rehype plugin, after rehype-katex: keeps a short formula on one line, and with the punctuation that touches it. Browsers
 * would break there, because a formula is a row of boxes to them.
 */
export function unbrokenMath() {
  return (tree: Root): void => {
    visit(tree, (node) => {
      if (node.type === "element" && (hasClass(node, "katex") || hasClass(node, "unbroken"))) return SKIP;
      if ("children" in node) join(node);
      return undefined;
    });
  };
}

function join(parent: Parents): void {
  for (let index = 0; index < parent.children.length; index++) {
    const formula = parent.children[index];
    if (formula === undefined || !isFormula(formula) || shownLength(formula) > short) continue;
    const opening = cut(parent.children[index - 1], before);
    const closing = cut(parent.children[index + 1], after);
    const kept = [...opening, formula, ...closing];
    if (kept.length > 1 || mayBreak(formula))
      parent.children[index] = element("span", { className: ["unbroken"] }, kept);
  }
}

function isFormula(node: Parents["children"][number]): node is Element {
  return node.type === "element" && hasClass(node, "katex");
}

/** Whether it has more than one of the boxes between which lines break, after relations and operators. */
function mayBreak(formula: Element): boolean {
  const [set] = formula.children.filter((child) => child.type === "element" && hasClass(child, "katex-html"));
  if (set?.type !== "element") return false;
  return set.children.filter((child) => child.type === "element" && hasClass(child, "base")).length > 1;
}

function hasClass({ properties }: Element, name: string): boolean {
  return [properties.className].flat().includes(name);
}

/** Cuts what matches off a neighbour that is text. */
function cut(node: Parents["children"][number] | undefined, pattern: RegExp): Text[] {
  if (node?.type !== "text") return [];
  const [found] = pattern.exec(node.value) ?? [];
  if (found === undefined) return [];
  node.value = node.value.replace(pattern, "");
  return [{ type: "text", value: found }];
}

function shownLength(node: ElementContent): number {
  if (node.type === "text") return node.value.length;
  if (node.type !== "element" || hasClass(node, "katex-mathml")) return 0;
  return node.children.reduce((sum, child) => sum + shownLength(child), 0);
}
