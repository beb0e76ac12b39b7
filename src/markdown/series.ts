import type { TextDirective } from "mdast-util-directive";
import { suggestion } from "../engine/nearest.ts";
import { seriesColours } from "../figures/palette.ts";
import type { PaperContext } from "./context.ts";
import { attributesOf, become } from "./directive.ts";

/** `:series[Control group]{color=blue}`: the name of a condition in the colour it has in every figure. */
export function series(node: TextDirective, _label: string, context: PaperContext): void {
  const { color } = attributesOf(node, ["color"], context);
  if (color === undefined || !seriesColours.includes(color)) {
    const what = color === undefined ? "“:series” needs a colour" : `there is no colour “${color}”`;
    context.problems.report(node, what, `Write \`{color=blue}\`. ${suggestion(color ?? "", seriesColours)}`);
    return;
  }
  become(node, "span", { className: ["series", `series-${color}`] });
}
