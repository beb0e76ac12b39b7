import type { BlockContent, Parents, Root, Table } from "mdast";
import type { ContainerDirective } from "mdast-util-directive";
import { SKIP, visit } from "unist-util-visit";
import { idPattern } from "../engine/fields.ts";
import { type Mistake, missingCaption, numberedCaption } from "./container.ts";
import type { PaperContext } from "./context.ts";
import { attributesOf, become } from "./directive.ts";

/** Names of numbered tables, for those who hear them. */
const names = new WeakMap<Table, string>();

/** remark plugin: boxes tables, so that a wide one scrolls by itself. */
export function tables() {
  return (tree: Root): void => {
    visit(tree, "table", (node, index, parent) => {
      if (parent === undefined || index === undefined) return undefined;
      const ariaLabel = names.get(node) ?? "Table";
      const hProperties = { className: ["table"], tabIndex: 0, role: "group", ariaLabel };
      const box = { type: "tableBox", data: { hName: "div", hProperties }, children: [node] };
      (parent as Parents).children.splice(index, 1, box as never);
      return SKIP;
    });
  };
}

/**
 * remark plugin: `:::table{#id}`, a caption, a table and `:::` become the numbered table of that id. It runs before ids are
 * given to headings, which make way.
 */
export function numberedTables(context: PaperContext) {
  return (tree: Root): void => {
    let number = 0;
    visit(tree, "containerDirective", (node) => {
      if (node.name !== "table") return undefined;
      const { id } = attributesOf(node, ["id"], context);
      const mistake = mistakeIn(node, id, context);
      if (mistake !== undefined) context.problems.report(node, ...mistake);
      if (id === undefined) return SKIP;
      number += 1;
      // Known even when it is malformed, so that references to it are no further mistakes
      if (!context.found.targets.has(id)) context.found.targets.set(id, { kind: "table", number });
      if (mistake === undefined) place(node, id, number);
      return undefined;
    });
  };
}

function mistakeIn(
  node: ContainerDirective,
  id: string | undefined,
  { figureIds, found }: PaperContext,
): Mistake | undefined {
  if (id === undefined || !idPattern.test(id)) {
    return [
      id === undefined ? "a table has no id" : `“${id}” is not an id of a table`,
      "Write `:::table{#name}`, in lower-case words joined by hyphens.",
    ];
  }
  if (figureIds.includes(id)) return [`a figure has the id “${id}” too`, "Rename the table."];
  if (found.targets.has(id)) return [`two tables have the id “${id}”`, "Rename one of them."];
  const kinds = node.children.map(({ type }) => type);
  const count = kinds.filter((kind) => kind === "table").length;
  if (count !== 1) {
    return [
      count === 0 ? `the table “${id}” has no rows` : `the table “${id}” holds ${count} tables`,
      "Below the caption and an empty line write one table: `| a | b |`, `| --- | --- |` and its rows.",
    ];
  }
  return missingCaption(node, `the table “${id}”`);
}

function place(node: ContainerDirective, id: string, number: number): void {
  const name = `Table ${number}`;
  const table = node.children.find((child) => child.type === "table");
  if (table === undefined) return;
  const words = node.children.filter((child) => child !== table);
  become(node, "figure", { id, className: ["numbered-table"] });
  names.set(table, name);
  node.children = [numberedCaption(words, id, `${name}.`), table] as unknown as BlockContent[];
}
