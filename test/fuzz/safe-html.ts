import assert from "node:assert/strict";
import { type DefaultTreeAdapterTypes, parse, parseFragment } from "parse5";
import { faultOfAddress } from "../../src/markdown/links.ts";

type Node = DefaultTreeAdapterTypes.Node;

/** Elements that run, load, send or restyle. */
const forbidden = new Set(
  "script style iframe frame object embed applet base form link meta portal template noscript audio video track textarea select foreignObject animate set use image".split(
    " ",
  ),
);
const addressAttributes = new Set([
  "href",
  "src",
  "srcset",
  "action",
  "formaction",
  "data",
  "poster",
  "cite",
  "background",
  "ping",
]);

/** Throws unless a fragment of HTML, as browsers read it, can do nothing: no script, style, request elsewhere or form. */
export function assertInert(html: string): void {
  for (const node of nodesOf(parseFragment(html))) {
    if (!("tagName" in node)) continue;
    assert.ok(!forbidden.has(node.tagName), `<${node.tagName}> in ${excerpt(html, node.tagName)}`);
    for (const { name, value } of node.attrs) {
      assert.doesNotMatch(name, /^on/i, `${name}= in ${excerpt(html, name)}`);
      assert.notEqual(name, "style", `style=${value}`);
      assert.notEqual(name, "srcdoc");
      if (addressAttributes.has(name)) assert.equal(faultOfAddress(value), undefined, `${name}=${value}`);
      // The site's own pictures, which are few and relative
      if (name === "src" || name === "srcset")
        assert.doesNotMatch(value, /^[a-z]+:|^\/\//i, `${name}=${value}`);
    }
  }
}

/** All nodes of a document or fragment. */
function nodesOf(node: Node): readonly Node[] {
  const found: Node[] = [];
  const left: Node[] = [node];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    found.push(next);
    if ("content" in next) left.push(next.content);
    if ("childNodes" in next) left.push(...next.childNodes);
  }
  return found;
}

/** All elements of a page. */
export function elementsOf(html: string): readonly DefaultTreeAdapterTypes.Element[] {
  return nodesOf(parse(html)).filter((node) => "tagName" in node);
}

function excerpt(html: string, word: string): string {
  const at = Math.max(0, html.toLowerCase().indexOf(word.toLowerCase()) - 100);
  return html.slice(at, at + 240);
}
