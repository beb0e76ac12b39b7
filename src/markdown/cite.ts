import type { ElementContent } from "hast";
import type { TextDirective } from "mdast-util-directive";
import { suggestion } from "../engine/nearest.ts";
import type { PaperContext } from "./context.ts";
import { attributesOf, become } from "./directive.ts";
import { element } from "./element.ts";

/**
 * `:cite[saxe2014;pennington2017]`: “(Saxe et al., 2014; Pennington et al., 2017)”;
 * `:cite[saxe2014]{narrative}`: “Saxe et al. (2014)”. Each links to its entry in the bibliography.
 */
export function cite(node: TextDirective, label: string, context: PaperContext): void {
  const { narrative } = attributesOf(node, ["narrative"], context);
  const keys = label.split(";").map((key) => key.trim());
  const links = keys.map((key) => {
    const reference = context.bibliography.get(key);
    if (reference === undefined) {
      const { file, keys: known } = context.bibliography;
      const fix =
        file === undefined
          ? "Name a BibTeX file in the frontmatter: `bibliography: references.bib`."
          : undefined;
      context.problems.report(
        node,
        file === undefined
          ? `“${key}” is cited, but the paper has no bibliography`
          : `${file} has no entry “${key}”`,
        fix ?? suggestion(key, known),
      );
      return undefined;
    }
    context.found.cited.add(key);
    const { authors, authorsInText, year } = reference;
    const text = narrative === undefined ? `${authors},\u00a0${year}` : `${authorsInText}\u00a0(${year})`;
    return element("span", { className: ["cited"] }, [
      element("a", { href: `#ref-${key}`, className: ["citation"] }, [text]),
      // For pointers; everybody else follows the link.
      element("span", { className: ["card"], ariaHidden: "true" }, withoutLinks(reference.entry)),
    ]);
  });
  const between = narrative === undefined ? "; " : ", ";
  const listed = links
    .filter((link) => link !== undefined)
    .flatMap((link, i) => (i === 0 ? [link] : [between, link]));
  const { children } = element("span", {}, narrative === undefined ? ["(", ...listed, ")"] : listed);
  become(node, "span", { className: ["cite"] }, children);
}

/** Addresses are for the list of references, where they can be followed. */
function withoutLinks(nodes: readonly ElementContent[]): ElementContent[] {
  return nodes
    .filter((node) => node.type !== "element" || node.tagName !== "a")
    .map((node) => (node.type === "element" ? { ...node, children: withoutLinks(node.children) } : node));
}
