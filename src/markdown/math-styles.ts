import { createHash } from "node:crypto";
import type { Root } from "hast";
import { visit } from "unist-util-visit";
import type { PaperContext } from "./context.ts";

/** Letters for the properties that KaTeX sets on nearly every box of a formula, always in em. */
const letters: Readonly<Record<string, string>> = {
  height: "H",
  top: "T",
  left: "L",
  width: "W",
  "vertical-align": "V",
  "margin-left": "A",
  "margin-right": "R",
  "border-bottom-width": "B",
  "padding-left": "P",
  "min-width": "M",
};

/**
 * rehype plugin, after rehype-katex: turns the style attributes of formulas into classes, noted with the declarations
 * they stand for. So the page's policy need not allow style attributes, and the page is lighter.
 */
export function mathStyles(context: PaperContext) {
  return (tree: Root): void => {
    visit(tree, "element", (node) => {
      const { style, className } = node.properties;
      if (typeof style !== "string") return;
      delete node.properties.style;
      const declarations = style.replace(/\s*;\s*$/, "");
      if (declarations === "") return;
      const name = classOf(declarations);
      context.found.mathStyles.set(name, declarations);
      node.properties.className = [...(Array.isArray(className) ? className : []), name];
    });
  };
}

/**
 * A class for these declarations that depends on nothing else, so that papers rendered one after another agree: a letter
 * and the number of ten-thousandths of an em in base 36 for each, or else a digest. The capital keeps it clear of KaTeX's
 * classes and of ours.
 */
export function classOf(declarations: string): string {
  const parts = declarations.split(";").map((declaration) => {
    const [, property = "", value = ""] = /^\s*([a-z-]+)\s*:\s*(-?\d*\.?\d+)em\s*$/.exec(declaration) ?? [];
    const scaled = Number(value) * 10_000;
    const letter = letters[property];
    if (letter === undefined || value === "" || Math.abs(scaled - Math.round(scaled)) > 1e-6)
      return undefined;
    return `${letter}${Math.round(scaled).toString(36)}`;
  });
  if (parts.every((part) => part !== undefined)) return parts.join("");
  return `X${createHash("sha256").update(declarations).digest("hex").slice(0, 8)}`;
}

/** The rules of these classes, sorted; `!important` gives them the rank of the style attributes they stand for. */
export function mathStyleRules(styles: ReadonlyMap<string, string>): string {
  return [...styles]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, declarations]) => `.${name}{${declarations.replaceAll(/\s*(;|$)/g, "!important$1")}}`)
    .join("\n");
}
