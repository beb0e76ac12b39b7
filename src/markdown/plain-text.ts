import type { Nodes, Root } from "hast";

/** rehype plugin: hands over the text of the document, with formulas as the characters they show. */
export function plainText(receive: (text: string) => void) {
  return (tree: Root): void => receive(textOf(tree).replace(/\s+/g, " ").trim());
}

function textOf(node: Nodes): string {
  if (node.type === "text") return node.value;
  if (!("children" in node)) return "";
  if (node.type === "element" && node.properties.popover !== undefined) return "";
  // KaTeX says a formula twice, for the eye and for the ear, and adds its source; once is enough.
  if (node.type === "element" && (node.tagName === "annotation" || node.properties.ariaHidden === "true"))
    return "";
  return node.children.map(textOf).join("");
}
