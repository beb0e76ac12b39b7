import type { ElementContent } from "hast";
import type { BlockContent, Root } from "mdast";
import type { ContainerDirective } from "mdast-util-directive";
import { suggestion } from "../engine/nearest.ts";
import { liveDocumentAddress } from "../live/document.ts";
import { caption, containersIn, type Mistake, missingCaption, shownBy } from "./container.ts";
import type { PaperContext } from "./context.ts";
import { attributesOf, become } from "./directive.ts";
import { element } from "./element.ts";

/** remark plugin: `:::live{#experiment-id}`, its caption, `:::` becomes a place where that experiment runs in the browser. */
export function liveExperiments(context: PaperContext) {
  return async (tree: Root): Promise<void> => {
    for (const node of containersIn(tree, "live")) await place(node, context);
  };
}

async function place(node: ContainerDirective, context: PaperContext): Promise<void> {
  const { id = "" } = attributesOf(node, ["id"], context);
  const document = await shownBy(node, mistakeIn(node, id, context), () => context.liveDocument(id), context);
  if (document === undefined) return;
  context.found.live.push(document);
  context.found.experiments.add(id);
  become(node, "figure", {
    id: `live-${id}`,
    className: ["live"],
    dataLive: `../${liveDocumentAddress(id)}`,
  });
  // Nodes of our own, which remark-rehype turns into the elements named in their data.
  node.children = [stage(), caption(node.children)] as unknown as BlockContent[];
}

function mistakeIn(
  node: ContainerDirective,
  id: string,
  { evidence, liveIds, found }: PaperContext,
): Mistake | undefined {
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
  return missingCaption(node, `the live experiment “${id}”`);
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
