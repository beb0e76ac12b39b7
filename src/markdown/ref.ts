import type { TextDirective } from "mdast-util-directive";
import { suggestion } from "../engine/nearest.ts";
import type { PaperContext, Target } from "./context.ts";
import { attributesOf, become } from "./directive.ts";
import { element } from "./element.ts";

/** `:ref[id]`: a link to a figure (“Figure 2”), a table, an equation or a section (its title). */
export function ref(node: TextDirective, id: string, context: PaperContext): void {
  attributesOf(node, [], context);
  const target = context.found.targets.get(id);
  if (target === undefined) {
    context.problems.report(
      node,
      `there is no figure, table, equation or section “${id}” to refer to`,
      suggestion(id, [...context.found.targets.keys()]),
    );
    return;
  }
  become(node, "a", { href: `#${id}`, className: ["ref", `ref-${target.kind}`] }, name(target));
}

const kinds = { figure: "Figure", table: "Table", equation: "Equation" } as const;

function name(target: Target) {
  if (target.kind === "section") return [element("span", {}, [target.title])];
  return [element("span", {}, [`${kinds[target.kind]}\u00a0${target.number}`])];
}
