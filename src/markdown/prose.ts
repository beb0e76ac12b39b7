import { unified } from "@astrojs/markdown-remark";
import type { Root } from "mdast";
import remarkDirective from "remark-directive";
import remarkMath from "remark-math";
import { lineOfKey } from "./frontmatter.ts";

/** Keys of the frontmatter whose text is Markdown. */
const sentences = ["abstract", "credit"];

/**
 * The prose of a paper as trees of Markdown, formulas and directives, as they are written: the abstract, the credit and the
 * text. Lines are those of the file.
 *
 * @param source the whole file
 */
export async function parseProse(source: string): Promise<readonly Root[]> {
  const lines = source.split(/\r?\n/);
  const end = /^\uFEFF?---\s*$/.test(lines[0] ?? "")
    ? lines.findIndex((line, i) => i > 0 && /^---\s*$/.test(line))
    : -1;
  const parts = sentences.flatMap((key) => {
    const line = end < 0 ? undefined : lineOfKey([key], source);
    return line === undefined ? [] : [textOfKey(lines, line - 1, end)];
  });
  const body = lines.map((line, i) => (i <= end ? "" : line)).join("\n");
  return await Promise.all([...parts, body].map(parse));
}

/** The text of a key with everything else blank, so that lines keep their numbers. */
function textOfKey(lines: readonly string[], start: number, end: number): string {
  const next = lines.findIndex((line, i) => i > start && (i === end || /^\S/.test(line)));
  const first = (lines[start] ?? "").replace(/^\w+:\s*/, "");
  const own = /^[|>][+-]?\d?\s*$/.test(first) ? "" : first;
  return lines
    .map((line, i) => (i === start ? own : i > start && i < next ? line.trimStart() : ""))
    .join("\n");
}

async function parse(markdown: string): Promise<Root> {
  let found: Root = { type: "root", children: [] };
  const renderer = await unified({
    remarkPlugins: [
      remarkMath,
      remarkDirective,
      () => (tree: Root) => {
        found = { ...tree };
        // Nothing is rendered
        tree.children = [];
      },
    ],
    smartypants: false,
  }).createRenderer({ syntaxHighlight: false });
  await renderer.render(markdown);
  return found;
}
