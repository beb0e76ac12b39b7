import type { TextDirective } from "mdast-util-directive";
import type { PaperContext } from "./context.ts";
import { bind } from "./value.ts";

/** `:param[experiment.name]{format=","}`: a parameter the experiment was run with. */
export function param(node: TextDirective, path: string, context: PaperContext): void {
  bind(node, path, context, "params", ["format", "unit"]);
}
