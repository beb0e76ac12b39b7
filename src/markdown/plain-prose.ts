import type { Root } from "mdast";
import { SKIP, visit } from "unist-util-visit";
import type { PaperContext } from "./context.ts";

/** remark plugin: prose is Markdown and directives; HTML comments are dropped, other HTML is refused. */
export function plainProse(context: PaperContext) {
  return (tree: Root): void => {
    visit(tree, "html", (node, index, parent) => {
      if (parent === undefined || index === undefined) return undefined;
      const rest = node.value.replace(/<!--[\s\S]*?-->/g, "").trim();
      if (rest !== "") {
        const shown = rest.length > 40 ? `${rest.slice(0, 40)}…` : rest;
        context.problems.report(
          node,
          `HTML in the prose: ${shown}`,
          "Use Markdown or a directive; write `\\<` for a plain “<”.",
        );
      }
      parent.children.splice(index, 1);
      return [SKIP, index];
    });
  };
}
