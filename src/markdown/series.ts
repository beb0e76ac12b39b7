import type { TextDirective } from "mdast-util-directive";
import { suggestion } from "../engine/nearest.ts";
import type { PaperContext } from "./context.ts";
import { attributesOf, become } from "./directive.ts";

/** The colours of the palette that stand for conditions. */
const colours = ["ink", "blue", "green", "magenta", "orange", "sky", "vermilion", "yellow", "purple"];

/** `:series[Control group]{color=blue}`: the name of a condition in the colour it has in every figure. */
export function series(node: TextDirective, _label: string, context: PaperContext): void {
  const { color } = attributesOf(node, ["color"], context);
  if (color === undefined || !colours.includes(color)) {
    const what = color === undefined ? "“:series” needs a colour" : `there is no colour “${color}”`;
    context.problems.report(node, what, `Write \`{color=blue}\`. ${suggestion(color ?? "", colours)}`);
    return;
  }
  become(node, "span", { className: ["series", `series-${color}`] });
}
