import type { PhrasingContent } from "mdast";
import type { TextDirective } from "mdast-util-directive";
import type { PaperContext } from "./context.ts";
import { attributesOf } from "./directive.ts";

/** `:literal[0.9]`: a number that is no result, such as one of a definition. It stands as it is written. */
export function literal(
  node: TextDirective,
  label: string,
  context: PaperContext,
): readonly PhrasingContent[] {
  attributesOf(node, [], context);
  if (!/\d/.test(label)) {
    context.problems.report(node, "“:literal” holds no number", "Write the number: `:literal[0.9]`.");
  }
  return node.children;
}
