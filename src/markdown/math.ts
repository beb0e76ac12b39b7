import type { ElementContent, Root as HastRoot } from "hast";
import type { Parents, Root } from "mdast";
import type { Math as DisplayMath, InlineMath } from "mdast-util-math";
import { SKIP, visit } from "unist-util-visit";
import type { VFile } from "vfile";
import type { PaperContext } from "./context.ts";
import { texOf } from "./number.ts";
import { boundNumber } from "./value.ts";

/** `\value[.3f]{experiment.field}`, `\param{experiment.name}`, `\literal{0.9}` */
const boundInMath = /\\(value|param|literal)(?![a-zA-Z])\s*(?:\[([^\]]*)\])?\s*\{([^{}]*)\}/g;

/**
 * remark plugin: in formulas, `\value[.3f]{experiment.field}` becomes the number of the artifact, `\param{…}` that of the
 * parameters, and `\literal{0.9}` the number itself, which is then known to be no result.
 */
export function mathValues(context: Pick<PaperContext, "evidence" | "found" | "problems">) {
  return (tree: Root): void => {
    visit(tree, (node) => {
      if (node.type !== "math" && node.type !== "inlineMath") return;
      if (!node.value.includes("\\")) return;
      const bound = node.value.replace(
        boundInMath,
        (_, name: string, format: string | undefined, path: string) => {
          if (name === "literal") return path;
          const source = name === "value" ? "artifact" : "params";
          const found = boundNumber(path.trim(), format ? { format } : {}, context, source);
          if (!("problem" in found)) return texOf(found.pieces);
          context.problems.report(node, found.problem, found.fix);
          return "?";
        },
      );
      if (bound !== node.value) setSource(node, bound);
    });
  };
}

const label = /\\label\{([^}]*)\}/g;

/**
 * remark plugin: boxes displayed equations, so that a wide one scrolls by itself, and numbers those that carry a
 * `\label{eq-…}`, in order.
 */
export function equations(context: PaperContext) {
  return (tree: Root): void => {
    let number = 0;
    visit(tree, "math", (node, index, parent) => {
      if (parent === undefined || index === undefined) return undefined;
      const labels = [...node.value.matchAll(label)].map(([, id]) => id ?? "");
      const [id] = labels;
      if (labels.length > 1)
        context.problems.report(node, "an equation has two labels", "Leave one of them.");
      if (id !== undefined) {
        number += 1;
        addTarget(id, number, node, context);
      }
      const source = node.value.replace(label, "").trim();
      setSource(node, id === undefined ? source : `${source} \\tag{${number}}`);
      const box = {
        type: "equation",
        data: {
          hName: "div",
          hProperties: {
            className: ["equation"],
            // A box that may scroll has to be reachable without a mouse.
            tabIndex: 0,
            role: "group",
            ariaLabel: id === undefined ? "Formula" : `Equation ${number}`,
            ...(id === undefined ? {} : { id }),
          },
        },
        children: [node],
      };
      (parent as Parents).children.splice(index, 1, box as never);
      return SKIP;
    });
  };
}

function addTarget(id: string, number: number, node: DisplayMath, context: PaperContext): void {
  if (!/^eq-[a-z0-9-]+$/.test(id)) {
    context.problems.report(
      node,
      `“${id}” is not an equation's label`,
      "Labels read `\\label{eq-name}`, in lower case.",
    );
  } else if (context.found.targets.has(id)) {
    context.problems.report(node, `two equations have the label “${id}”`, "Rename one of them.");
  } else context.found.targets.set(id, { kind: "equation", number });
}

function setSource(node: DisplayMath | InlineMath, source: string): void {
  node.value = source;
  const children = (node.data as { hChildren?: ElementContent[] } | undefined)?.hChildren;
  const [code] = children ?? [];
  if (code?.type === "text") code.value = source;
  if (code?.type !== "element") return;
  code.children = [{ type: "text", value: source }];
  // So that KaTeX's complaints have a line.
  code.position = node.position;
}

/** rehype plugin, after rehype-katex: what KaTeX could not set becomes an author's problem with its line. */
export function mathProblems(context: PaperContext) {
  return (_tree: HastRoot, file: VFile): void => {
    for (const message of file.messages.filter(({ source }) => source === "rehype-katex")) {
      const cause = message.cause instanceof Error ? message.cause.message : message.reason;
      context.problems.report(
        message.line === undefined
          ? undefined
          : {
              position: { start: { line: message.line, column: 1 }, end: { line: message.line, column: 1 } },
            },
        `this formula cannot be set: ${cause.replace(/^KaTeX parse error: /, "")}`,
        "Mend the TeX; see KaTeX's list of supported functions.",
      );
    }
  };
}
