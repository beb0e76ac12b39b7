import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { contentPolicy } from "../../src/content-policy.ts";
import { withInlineStyles } from "../../src/inline-styles.ts";

const page = (links: string, policy = contentPolicy()) =>
  `<head><meta http-equiv="Content-Security-Policy" content="${policy}"><link rel="icon" href="/i.svg">${links}</head>`;
const sheets: Readonly<Record<string, string>> = {
  "/base/fonts/type.css": '@font-face{src:url(serif.woff2)}@font-face{src:url("../sans.woff2")}',
  "/base/_astro/page.css": "p{background:url(/mark.svg);mask:url(#m)}i{background:url(data:,x)}",
};
const read = (address: string) => sheets[address] ?? assert.fail(address);
const both =
  '<link rel="stylesheet" href="/base/fonts/type.css"><link rel="stylesheet" href="/base/_astro/page.css">';

test("style sheets stand in the page in their order, find what they refer to, and the policy knows them", () => {
  const html = withInlineStyles(page(both), read);
  assert.doesNotMatch(html, /rel="stylesheet"/);
  assert.match(html, /<link rel="icon" href="\/i.svg"><style>/);
  const [, styles = ""] = /<style>(.*)<\/style>/s.exec(html) ?? [];
  assert.equal(
    styles,
    "@font-face{src:url(/base/fonts/serif.woff2)}@font-face{src:url(/base/sans.woff2)}\n" +
      "p{background:url(/mark.svg);mask:url(#m)}i{background:url(data:,x)}",
  );
  const hash = createHash("sha256").update(styles).digest("base64");
  assert.ok(html.includes(`style-src 'self' 'sha256-${hash}';`), html);
});

test("a page without style sheets is left alone; one without a policy, or with styles that would end early, is refused", () => {
  assert.equal(withInlineStyles(page(""), read), page(""));
  assert.throws(() => withInlineStyles(page(both, "default-src 'none'"), read), /cannot be put/);
  assert.throws(() => withInlineStyles(page(both), () => "</style><script>"), /cannot be put/);
});
