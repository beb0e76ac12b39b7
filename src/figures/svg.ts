import { optimize, type PluginConfig, type XastElement, type XastRoot } from "svgo";
import { asCircle, joinDots } from "./dots.ts";
import { setRuns } from "./rich-text.ts";
import { blankLine, fontStack } from "./theme.ts";

export interface SvgFrame {
  /** Unique on a page; all ids inside begin with it. */
  readonly prefix: string;
  readonly width: number;
  readonly height: number;
  readonly title: string;
  readonly description: string;
}

const escapeXml = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);

const element = (
  name: string,
  attributes: Record<string, string>,
  children: XastElement["children"],
): XastElement => ({ type: "element", name, attributes, children });

/** Children of a text element: raised, lowered and italic runs as tspans, followed by a return to the base line. */
function richChildren(text: string): XastElement["children"] {
  return setRuns(text).map((run) => {
    const node = { type: "text" as const, value: run.text };
    return Object.keys(run.attributes).length === 0 ? node : element("tspan", run.attributes, [node]);
  });
}

/** What Vega writes for its own use in a page, or repeats on every element. */
const dropped = new Set(["class", "pointer-events", "role", "font-family", "font-variant", "style"]);

const simplify: PluginConfig = {
  name: "simplifyVega",
  fn: () => ({
    element: {
      enter(node: XastElement, parent: XastElement | XastRoot) {
        const { attributes } = node;
        const role = attributes.class ?? "";
        if (role === "background" || role === "foreground") {
          if (!attributes.fill && !attributes.stroke) {
            parent.children = parent.children.filter((sibling) => sibling !== node);
            return;
          }
        }
        if (role.startsWith("mark-symbol")) node.children = joinDots(node.children).map(asCircle);
        for (const name of Object.keys(attributes)) {
          if (dropped.has(name) || name.startsWith("aria-")) delete attributes[name];
        }
        if (
          node.name === "text" &&
          node.children.every((item) => item.type === "text" && item.value === blankLine)
        ) {
          parent.children = parent.children.filter((sibling) => sibling !== node);
          return;
        }
        if (attributes["font-weight"] === "400" || attributes["font-weight"] === "normal") {
          delete attributes["font-weight"];
        }
        if (node.name === "text" || node.name === "tspan") {
          node.children = node.children.flatMap((item) =>
            item.type === "text" ? richChildren(item.value) : [item],
          );
        }
      },
    },
  }),
};

/** One clip for all marks of a plot: Vega writes the same rectangle for each layer anew. */
const shareClips: PluginConfig = {
  name: "shareClips",
  fn: (root) => {
    const byContent = new Map<string, string>();
    const kept = new Map<string, string>();
    const gather = (node: XastElement | XastRoot): void => {
      for (const child of node.children) {
        if (child.type !== "element") continue;
        if (child.name !== "clipPath") gather(child);
        else {
          const content = JSON.stringify(child.children);
          const id = child.attributes.id ?? "";
          kept.set(id, byContent.get(content) ?? id);
          byContent.set(content, kept.get(id) ?? id);
        }
      }
    };
    gather(root);
    return {
      element: {
        enter(node: XastElement, parent: XastElement | XastRoot) {
          const { id, "clip-path": clip } = node.attributes;
          if (node.name === "clipPath" && id !== undefined && kept.get(id) !== id)
            parent.children = parent.children.filter((sibling) => sibling !== node);
          const used = /^url\(#(.+)\)$/.exec(clip ?? "")?.[1];
          if (used !== undefined) node.attributes["clip-path"] = `url(#${kept.get(used) ?? used})`;
        },
      },
    };
  },
};

/**
 * Vega's SVG as it stands in a page: without what only Vega's own runtime needs, with short numbers, ids that begin
 * with the frame's prefix, and a title and description for screen readers. Colours stay CSS variables.
 */
export function finishSvg(svg: string, frame: SvgFrame): string {
  const { prefix, width, height } = frame;
  const { data } = optimize(svg, {
    floatPrecision: 2,
    plugins: [
      simplify,
      shareClips,
      {
        name: "preset-default",
        // A tenth of a pixel is finer than any screen, and curves are most of what a figure weighs
        params: { overrides: { cleanupIds: { minify: true }, convertPathData: { floatPrecision: 1 } } },
      },
      { name: "prefixIds", params: { prefix, delim: "-", prefixClassNames: false } },
    ],
  });
  const content = data.replace(/^<svg[^>]*>/, "").replace(/<\/svg>$/, "");
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="${prefix}-title ${prefix}-desc"` +
    ` viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"` +
    // Nothing in a figure answers the pointer, and a title would otherwise pop up all over it.
    ` pointer-events="none" font-family="${fontStack}">` +
    `<title id="${prefix}-title">${escapeXml(frame.title)}</title>` +
    `<desc id="${prefix}-desc">${escapeXml(frame.description)}</desc>${content}</svg>`
  );
}
