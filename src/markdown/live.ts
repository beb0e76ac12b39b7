import type { ElementContent } from "hast";
import type { BlockContent, Root } from "mdast";
import type { ContainerDirective } from "mdast-util-directive";
import { visit } from "unist-util-visit";
import { UserError } from "../engine/errors.ts";
import { suggestion } from "../engine/nearest.ts";
import { type LiveDocument, liveDocumentAddress } from "../live/document.ts";
import type { PaperContext } from "./context.ts";
import { attributesOf, become } from "./directive.ts";
import { element } from "./element.ts";

/** remark plugin: `:::live{#experiment-id}`, its caption, `:::` becomes a place where that experiment runs in the browser. */
export function liveExperiments(context: PaperContext) {
  return async (tree: Root): Promise<void> => {
    const nodes: ContainerDirective[] = [];
    visit(tree, "containerDirective", (node) => {
      if (node.name === "live") nodes.push(node);
    });
    for (const node of nodes) await place(node, context);
  };
}

async function place(node: ContainerDirective, context: PaperContext): Promise<void> {
  const { id = "" } = attributesOf(node, ["id"], context);
  const document = await documentOf(node, id, context);
  if (document === undefined) return;
  context.found.live.push(document);
  context.found.experiments.add(id);
  become(node, "figure", {
    id: `live-${id}`,
    className: ["live"],
    dataLive: `../${liveDocumentAddress(id)}`,
  });
  // Nodes of our own, which remark-rehype turns into the elements named in their data.
  const caption = { type: "figureCaption", data: { hName: "figcaption" }, children: node.children };
  node.children = [stage(), caption] as unknown as BlockContent[];
}

/** The document of the experiment; undefined when it cannot be placed, which is then reported. */
async function documentOf(
  node: ContainerDirective,
  id: string,
  context: PaperContext,
): Promise<LiveDocument | undefined> {
  const mistake = mistakeIn(node, id, context);
  if (mistake !== undefined) {
    context.problems.report(node, ...mistake);
    return undefined;
  }
  try {
    return await context.liveDocument(id);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    context.problems.reportError(node, error);
    return undefined;
  }
}

function mistakeIn(
  node: ContainerDirective,
  id: string,
  { evidence, liveIds, found }: PaperContext,
): [string, string] | undefined {
  if (id === "") {
    return [
      "it is not said which experiment runs here",
      `Write \`:::live{#experiment}\`. ${suggestion("", liveIds)}`,
    ];
  }
  if (!evidence.ids.includes(id)) return [`there is no experiment “${id}”`, suggestion(id, liveIds)];
  if (!liveIds.includes(id)) {
    return [
      `the experiment “${id}” does not run in a browser`,
      `Write experiments/${id}/live.ts with \`export default defineLive({ … })\`.`,
    ];
  }
  if (found.live.some(({ experiment }) => experiment === id)) {
    return [`the experiment “${id}” is placed twice`, "Leave one of the two out."];
  }
  if (node.children[0]?.type !== "paragraph" || node.children[0].data?.directiveLabel === true) {
    return [
      `the live experiment “${id}” has no caption`,
      "Write the caption on the lines below `:::live`, starting with a sentence.",
    ];
  }
  return undefined;
}

/** What stands there until the reader asks for it; the button says so itself where scripts are off. */
function stage() {
  const children: ElementContent[] = [
    element("button", { type: "button" }, ["Run it in your browser"]),
    element("noscript", {}, [element("p", {}, ["This needs JavaScript, which is off in this browser."])]),
  ];
  return {
    type: "liveStage",
    data: { hName: "div", hProperties: { className: ["live-stage"] }, hChildren: children },
  };
}
