import type { Element, ElementContent, Root } from "hast";
import { toString as textContent } from "mdast-util-to-string";
import { visit } from "unist-util-visit";
import { element } from "./element.ts";

/** A number with what may follow it: sign and whole part, decimals, the same of its error, and a suffix. */
const written =
  /^(\(?[−-]?\d[\d,]*)(\.\d+)?(?:( ± )(\d[\d,]*)(\.\d+)?)?(\)?(?:\u202f?%|(?:\s?×\s?10[−-]?\d+)?(?:\u202f\D.*)?))$/;
const missing = /^[–—-]?$/;

interface Cell {
  readonly node: Element;
  readonly parts: RegExpExecArray | undefined;
}

/** rehype plugin: columns of numbers in tables are set to the right, and aligned on the decimal sign. */
export function alignedNumbers() {
  return (tree: Root): void => {
    visit(tree, "element", (node) => {
      if (node.tagName !== "table") return;
      const rows = rowsOf(node);
      const [head] = rows;
      if (head === undefined || rows.flat().some((cell) => cell.properties.className !== undefined)) return;
      for (const cell of head) if (cell.tagName === "th") cell.properties.scope = "col";
      for (const column of head.keys()) alignColumn(rows.map((row) => row[column]));
    });
  };
}

function rowsOf(table: Element): readonly (readonly Element[])[] {
  const rows: Element[][] = [];
  visit(table, "element", (node) => {
    if (node.tagName === "tr") rows.push(node.children.filter((child) => child.type === "element"));
  });
  return rows;
}

function alignColumn([head, ...body]: readonly (Element | undefined)[]): void {
  const cells = body.flatMap((node): Cell[] => {
    if (node === undefined) return [];
    const text = textContent(node).trim();
    return missing.test(text) ? [] : [{ node, parts: written.exec(text) ?? undefined }];
  });
  if (head === undefined || head.properties.align !== undefined) return;
  if (cells.length === 0 || cells.some(({ parts }) => parts === undefined)) return;
  for (const node of [head, ...body]) if (node !== undefined) node.properties.className = ["number"];

  const parts = cells.flatMap((cell) => cell.parts ?? []);
  const [first] = cells;
  // Where forms differ, there is no common place for the decimal sign
  if (cells.some((cell) => cell.parts?.[3] !== first?.parts?.[3] || cell.parts?.[6] !== first?.parts?.[6]))
    return;
  if (parts.length === 0) return;
  const longest = (index: number) => Math.max(...cells.map((cell) => cell.parts?.[index]?.length ?? 0));
  const [decimals, whole, errorDecimals] = [longest(2), longest(4), longest(5)];
  for (const cell of cells) align(cell, decimals, whole, errorDecimals);
}

/** Fills the number up with the room of the digits that others in the column have. */
function align({ node, parts }: Cell, decimals: number, whole: number, errorDecimals: number): void {
  const leaf = leafOf(node);
  if (leaf === undefined || parts === undefined) return;
  const [, mean = "", fraction = "", sign = "", error = "", errorFraction = "", suffix = ""] = parts;
  const spread = [
    text(sign),
    ...fillers(whole - error.length, false),
    text(error + errorFraction),
    ...fillers(errorDecimals - errorFraction.length, errorFraction === ""),
  ];
  const pieces = [
    text(mean + fraction),
    ...fillers(decimals - fraction.length, fraction === ""),
    // By itself, so that a narrow screen may set it below
    ...(sign === "" ? [] : [element("span", { className: ["spread"] }, spread)]),
    text(suffix),
  ];
  leaf.children = pieces.filter((piece) => piece.type !== "text" || piece.value !== "");
}

/** The element that holds the number as its only text. */
function leafOf(node: Element): Element | undefined {
  const children = node.children.filter((child) => child.type !== "text" || child.value.trim() !== "");
  const [only] = children;
  if (children.length !== 1 || only === undefined) return undefined;
  if (only.type === "text") return node;
  return only.type === "element" ? leafOf(only) : undefined;
}

function text(value: string): ElementContent {
  return { type: "text", value };
}

/** Room of `count` characters, the decimal sign among them when that is missing too. */
function fillers(count: number, point: boolean): readonly ElementContent[] {
  return Array.from({ length: Math.max(0, count) }, (_, i) =>
    element("span", { className: [point && i === 0 ? "room-point" : "room"] }),
  );
}
