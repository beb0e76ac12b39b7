import type { Root } from "mdast";
import { visit } from "unist-util-visit";
import type { PaperContext } from "./context.ts";

const protocols: readonly string[] = ["http:", "https:", "mailto:"];

/**
 * What is wrong with an address that a reader might follow; undefined when it is one of http, https or mailto, a place on
 * this page, or a path within the site. It is read as browsers read it, who pass over tabs and line breaks inside.
 */
export function faultOfAddress(address: string): string | undefined {
  const here = "https://site.invalid/paper/";
  if (!URL.canParse(address, here)) return "is no address";
  const { protocol, host } = new URL(address, here);
  if (!protocols.includes(protocol)) return `starts with \`${protocol}\``;
  const written = /^\s*https?:\/\//i.test(address);
  if (!written && protocol !== "mailto:" && host !== "site.invalid")
    return "leads to another site without saying how";
  return undefined;
}

/** remark plugin: links lead to web pages, mail and places of this site; pictures come from figures only. */
export function links(context: PaperContext) {
  return (tree: Root): void => {
    visit(tree, (node) => {
      if (node.type === "image" || node.type === "imageReference") {
        context.problems.report(
          node,
          "a picture in the prose",
          "Pictures are figures, made from artifacts: `:::figure{#id}`.",
        );
      } else if (node.type === "link" || node.type === "definition") {
        const fault = faultOfAddress(node.url);
        if (fault === undefined) return;
        const shown = node.url.length > 60 ? `${node.url.slice(0, 60)}…` : node.url;
        context.problems.report(
          node,
          `the link “${shown}” ${fault}`,
          "Links start with https://, http://, mailto: or #, or are paths within the site.",
        );
      }
    });
  };
}
