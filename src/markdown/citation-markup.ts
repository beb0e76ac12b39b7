import type { Element, ElementContent } from "hast";
import { element } from "./element.ts";

/** Inline markup that a bibliographic style may use; anything else in an entry is taken as text. */
const inline: readonly string[] = ["i", "b", "em", "strong", "sup", "sub"];

/**
 * The entries of Citation.js's HTML as trees that hold nothing but text, inline markup and links to web addresses:
 * whatever a .bib file contains, no other markup reaches the page.
 */
export function citationMarkup(
  html: string,
): { readonly key: string; readonly entry: readonly ElementContent[] }[] {
  return html
    .split(/<div data-csl-entry-id="/)
    .slice(1)
    .map((part) => {
      const [, key = "", content = ""] = /^([^"]*)"[^>]*>([\s\S]*?)<\/div>/.exec(part) ?? [];
      return { key: decode(key), entry: parseInline(content.trim()) };
    });
}

/** The text of a tree, without its markup. */
export function textOf(nodes: readonly ElementContent[]): string {
  return nodes
    .map((node) => (node.type === "text" ? node.value : node.type === "element" ? textOf(node.children) : ""))
    .join("");
}

function parseInline(html: string): ElementContent[] {
  const root = element("span", {});
  const open: Element[] = [root];
  for (const [token] of html.matchAll(/<[^<>]*>|[^<]+|</g)) {
    const innermost = open.at(-1) ?? root;
    const [, slash, name = ""] = /^<(\/?)([a-z]+)>$/.exec(token) ?? [];
    if (inline.includes(name)) {
      if (slash === "") {
        const child = element(name, {});
        innermost.children.push(child);
        open.push(child);
      } else if (innermost.tagName === name) open.pop();
    } else if (!/^<\/?(span|div)\b[^<>]*>$/.test(token)) {
      innermost.children.push(...linked(unbroken(decode(token))));
    }
  }
  return root.children;
}

function linked(text: string): ElementContent[] {
  // What the group catches stands at odd places
  return text.split(/(https?:\/\/[^\s<>"]*[^\s<>".,;)])/).flatMap((part, index): ElementContent[] => {
    if (part === "") return [];
    if (index % 2 === 0 || !URL.canParse(part)) return [{ type: "text", value: part }];
    return [
      element("a", { href: part }, [
        part.replace(/^https?:\/\/(doi\.org\/)?/, (_, doi) => (doi === undefined ? "" : "doi:")),
      ]),
    ];
  });
}

/** Page ranges stay on one line. */
function unbroken(text: string): string {
  return text.replace(/(\d)–(\d)/g, "$1\u2060–\u2060$2");
}

const named: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: "\u00a0",
};

function decode(text: string): string {
  return text.replace(/&(#x?[0-9a-f]+|[a-z]+);/gi, (whole, code: string) => {
    if (!code.startsWith("#")) return named[code] ?? whole;
    const point = code[1] === "x" ? Number.parseInt(code.slice(2), 16) : Number(code.slice(1));
    return point > 0x10ffff || Number.isNaN(point) ? whole : String.fromCodePoint(point);
  });
}
