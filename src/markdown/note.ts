import type { ContainerDirective } from "mdast-util-directive";
import type { PaperContext } from "./context.ts";
import { attributesOf, become } from "./directive.ts";

/** `:::note` … `:::`: an aside, in the margin on wide screens and between paragraphs on narrow ones. */
export function note(node: ContainerDirective, context: PaperContext): void {
  attributesOf(node, [], context);
  become(node, "aside", { className: ["note"], role: "note" });
}
