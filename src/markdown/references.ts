import type { Root } from "hast";
import type { PaperContext } from "./context.ts";
import { element } from "./element.ts";

/** rehype plugin: the works that are cited, at the end of the text. */
export function references(context: PaperContext) {
  return (tree: Root): void => {
    const cited = context.bibliography.sorted(context.found.cited);
    if (cited.length === 0) return;
    context.found.headings.push({ depth: 2, id: "references", text: "References" });
    tree.children.push(
      element("section", { className: ["references"], ariaLabelledBy: ["references"] }, [
        element("h2", { id: "references" }, [
          element("a", { href: "#references", className: ["permalink"] }, ["References"]),
        ]),
        element(
          "ul",
          {},
          cited.map(({ key, entry }) => element("li", { id: `ref-${key}` }, entry)),
        ),
      ]),
    );
  };
}
