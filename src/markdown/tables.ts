import type { Parents, Root } from "mdast";
import { SKIP, visit } from "unist-util-visit";

/** remark plugin: boxes tables, so that a wide one scrolls by itself. */
export function tables() {
  return (tree: Root): void => {
    visit(tree, "table", (node, index, parent) => {
      if (parent === undefined || index === undefined) return undefined;
      const hProperties = { className: ["table"], tabIndex: 0, role: "group", ariaLabel: "Table" };
      const box = { type: "tableBox", data: { hName: "div", hProperties }, children: [node] };
      (parent as Parents).children.splice(index, 1, box as never);
      return SKIP;
    });
  };
}
