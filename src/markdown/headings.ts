import type { Heading, PhrasingContent, Root } from "mdast";
import { toString as textContent } from "mdast-util-to-string";
import { visit } from "unist-util-visit";
import type { PaperContext } from "./context.ts";
import { plainOf } from "./number.ts";
import { boundNumber } from "./value.ts";

/** remark plugin: gives headings ids made from their text and makes links to themselves of them, and gathers the table of contents. */
export function headings(context: PaperContext) {
  return (tree: Root): void => {
    visit(tree, "heading", (node) => {
      if (node.depth === 1) {
        context.problems.report(
          node,
          "a first-level heading in the text",
          "Sections start with `##`: the title is in the frontmatter.",
        );
      }
      const text = textOf(node, context);
      // An address stays when a number moves
      const id = unused(slug(textOf(node)), context);
      context.found.targets.set(id, { kind: "section", title: text });
      context.found.headings.push({ depth: node.depth, id, text });
      node.data = { ...node.data, hProperties: { id } };
      node.children = linked(node.children, id);
    });
  };
}

/** The words themselves as the link to their section: it has their name, and nothing is read out twice. */
function linked(children: PhrasingContent[], id: string): PhrasingContent[] {
  const link = { type: "link" as const, url: `#${id}` };
  const hProperties = { className: ["permalink"] };
  if (!children.some(holdsLink)) return [{ ...link, data: { hProperties }, children }];
  // A link cannot stand within another: theirs stay, and ours is a sign beside the words
  const named = { ...hProperties, ariaLabel: "Link to this section" };
  return [...children, { ...link, data: { hProperties: named }, children: [] }];
}

const makeLinks: readonly string[] = ["cite", "ref", "claim", "replicated"];

function holdsLink(node: PhrasingContent): boolean {
  if (["link", "linkReference", "footnoteReference"].includes(node.type)) return true;
  if (node.type === "textDirective" && makeLinks.includes(node.name)) return true;
  return "children" in node && node.children.some(holdsLink);
}

/** As the table of contents shows it: numbers that are bound are read already, for directives are resolved later; without a context, without them. */
function textOf(node: Heading | PhrasingContent, context?: PaperContext): string {
  if (node.type === "textDirective" && (node.name === "value" || node.name === "param")) {
    if (context === undefined) return "";
    const source = node.name === "value" ? "artifact" : "params";
    const bound = boundNumber(textContent(node).trim(), node.attributes ?? {}, context, source);
    return "problem" in bound ? "" : plainOf(bound.pieces);
  }
  if (!("children" in node)) return textContent(node);
  return node.children.map((child) => textOf(child, context)).join("");
}

/** “Norm is not the cause” → `norm-is-not-the-cause` */
export function slug(text: string): string {
  const words = text
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[\u0300-\u036f’']/g, "")
    .match(/[\p{L}\p{N}]+/gu);
  return words?.join("-") ?? "section";
}

function unused(id: string, context: PaperContext): string {
  // Figures are placed later and have the names of their files, so it is the heading that gives way.
  const taken = (name: string) => context.found.targets.has(name) || context.figureIds.includes(name);
  let candidate = id;
  for (let n = 2; taken(candidate); n++) candidate = `${id}-${n}`;
  return candidate;
}
