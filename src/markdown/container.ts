import type { Paragraph, Root } from "mdast";
import type { ContainerDirective } from "mdast-util-directive";
import { visit } from "unist-util-visit";
import { UserError } from "../engine/errors.ts";
import type { PaperContext } from "./context.ts";

/** What is wrong with a container, and what to write. */
export type Mistake = readonly [what: string, fix: string];

/** The containers of this name, in the order of the text. */
export function containersIn(tree: Root, name: string): readonly ContainerDirective[] {
  const nodes: ContainerDirective[] = [];
  visit(tree, "containerDirective", (node) => {
    if (node.name === name) nodes.push(node);
  });
  return nodes;
}

/** What a container is to show; undefined when it has a mistake or cannot be made, which is then reported. */
export async function shownBy<T>(
  node: ContainerDirective,
  mistake: Mistake | undefined,
  make: () => Promise<T>,
  { problems }: PaperContext,
): Promise<T | undefined> {
  if (mistake !== undefined) {
    problems.report(node, ...mistake);
    return undefined;
  }
  try {
    return await make();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    problems.reportError(node, error);
    return undefined;
  }
}

/** The mistake of a container, called `name`, that does not begin with its caption; undefined when it does. */
export function missingCaption(
  { name: kind, children: [first] }: ContainerDirective,
  name: string,
): Mistake | undefined {
  if (first?.type === "paragraph" && first.data?.directiveLabel !== true) return undefined;
  return [
    `${name} has no caption`,
    `Write the caption on the lines below \`:::${kind}\`, starting with a sentence.`,
  ];
}

/** A node of our own, which remark-rehype turns into the caption; its children are a container's. */
export function caption(children: ContainerDirective["children"]) {
  return { type: "caption", data: { hName: "figcaption" }, children };
}

/** The same, beginning with a label such as `Figure 2.` that leads to the container itself. */
export function numberedCaption(children: ContainerDirective["children"], id: string, label: string) {
  const [first, ...rest] = children;
  const link = {
    type: "link",
    url: `#${id}`,
    data: { hProperties: { className: ["figure-number"] } },
    children: [{ type: "text", value: label }],
  };
  const { children: words, ...paragraph } = first as Paragraph;
  const opening = { ...paragraph, children: [link, { type: "text", value: " " }, ...words] } as Paragraph;
  return caption([opening, ...rest]);
}
