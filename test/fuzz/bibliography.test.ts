import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { ElementContent } from "hast";
import { bibliographyOf, parseReferences } from "../../src/markdown/bibliography.ts";
import { citationMarkup } from "../../src/markdown/citation-markup.ts";
import { nothingFound } from "../../src/markdown/context.ts";
import { faultOfAddress } from "../../src/markdown/links.ts";
import { renderBody } from "../../src/markdown/pipeline.ts";
import { gatherProblems } from "../../src/markdown/problems.ts";
import { testContext } from "../markdown/support.ts";
import { address, tags, text, trap } from "./hostile.ts";
import { cases, outcomeOf } from "./outcome.ts";
import { assertInert } from "./safe-html.ts";

const file = "content/x/references.bib";
const model = testContext();

const latex = fc.constantFrom(
  "{\\'e}",
  '\\"{o}',
  "\\href{javascript:alert(1)}{x}",
  "\\url{https://example.org/a_b}",
  "$x^{2}_1$",
  "$\\unknown{y}$",
  "\\textbf{a \\emph{b}}",
  "\\def\\x{\\x}\\x",
  "\\input{/etc/passwd}",
  "\\write18{rm -rf /}",
  "\\&",
  "--",
  "~",
  "\\",
  "{",
  "}",
  '"',
  "%",
  "#",
  "@",
  ",",
  "\\verb|<script>|",
  "\\char60 script\\char62",
  "{{nested {deep}}}",
  `${"{".repeat(40)}x${"}".repeat(40)}`,
  "<i>set</i>",
  '<span class="nocase">X</span>',
  "<sc>x</sc>",
  "&lt;b&gt;",
);
const content = fc
  .array(fc.oneof(text, latex, tags, address), { maxLength: 3 })
  .map((parts) => parts.join(" "));
const field = fc.tuple(
  fc.oneof(
    fc.constantFrom(
      "author",
      "title",
      "year",
      "journal",
      "url",
      "doi",
      "pages",
      "note",
      "date",
      "month",
      "editor",
      "isbn",
      "crossref",
      "keywords",
      "edition",
    ),
    trap,
  ),
  fc.oneof(
    { weight: 4, arbitrary: content.map((inner) => `{${inner}}`) },
    content.map((inner) => `"${inner}"`),
    fc.constantFrom(
      "2020",
      "jan",
      "a # b",
      "{}",
      "",
      "-1",
      "{1--}",
      "{2020-99-99}",
      "{and and and}",
      "{A and others}",
      "{, ,}",
      "{javascript:alert(1)}",
    ),
  ),
);
const entry = fc
  .tuple(
    fc.constantFrom(
      "article",
      "book",
      "misc",
      "weird",
      "string",
      "comment",
      "preamble",
      "__proto__",
      "inproceedings",
    ),
    fc.oneof({ weight: 3, arbitrary: fc.constantFrom("a", "b", "key2020") }, trap),
    fc.array(field, { maxLength: 4 }),
    fc.constantFrom("}", "}", "}", "", ")", "}}"),
  )
  .map(
    ([type, key, fields, close]) =>
      `@${type}{${key}, ${fields.map(([name, value]) => `${name} = ${value}`).join(",\n  ")}${close}`,
  );
const bibtex = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.array(entry, { minLength: 1, maxLength: 3 }).map((entries) => entries.join("\n")),
  },
  content,
  fc.constantFrom(
    "",
    "{}",
    "[]",
    '{"id": 1}',
    '[{"title": "x"}]',
    "10.1000/xyz",
    "https://example.org/x.bib",
    "Q42",
    "\u0000",
    "@",
    "@article{".repeat(200),
  ),
);

describe("a bibliography, whatever it says, becomes inert HTML or one error with its place", () => {
  test("entries that are cited, on a page", { timeout: 120_000 }, async () => {
    let cited = 0;
    await fc.assert(
      fc.asyncProperty(bibtex, async (source) => {
        const outcome = await outcomeOf(source, () => parseReferences(source, file));
        if ("error" in outcome) {
          assert.match(outcome.error.where ?? "", /^content\/x\/references\.bib(:\d+)?$/);
          return;
        }
        const bibliography = bibliographyOf(outcome.result, file);
        const keys = bibliography.keys.filter((key) => /^[\w-]+$/.test(key));
        const context = { ...model, bibliography, problems: gatherProblems(), found: nothingFound() };
        assertInert(
          await renderBody(keys.map((key) => `:cite[${key}]`).join(" "), context, { syntaxHighlight: false }),
        );
        assert.deepEqual(context.problems.found, []);
        cited += keys.length;
      }),
      cases(700),
    );
    assert.ok(cited > cases(700).numRuns / 14, `${cited} entries reached a page`);
  });

  test("what the citation style writes, if it let markup through", async () => {
    const html = fc
      .array(
        fc.oneof(
          tags,
          text,
          fc.constantFrom(
            "<i>",
            "</i>",
            "<div>",
            "</div>",
            "&#x3c;",
            "&#99999999;",
            "&#xD800;",
            "&#-1;",
            "https://example.org/<b>",
            '<a href="javascript:alert(1)">',
            "<B>",
            "<i onclick=x>",
          ),
        ),
        { maxLength: 6 },
      )
      .map((parts) => parts.join(""));
    await fc.assert(
      fc.asyncProperty(html, (entry) =>
        outcomeOf(entry, () => {
          const [found] = citationMarkup(`<div data-csl-entry-id="a" class="csl-entry">${entry}</div>`);
          for (const node of found?.entry ?? []) assertPlain(node);
        }).then(() => undefined),
      ),
      cases(1500),
    );
  });
});

/** Text, a little inline markup without attributes, and links to web addresses. */
function assertPlain(node: ElementContent): void {
  if (node.type === "text") return;
  assert.equal(node.type, "element");
  if (node.type !== "element") return;
  assert.match(node.tagName, /^(a|i|b|em|strong|sup|sub)$/);
  assert.deepEqual(Object.keys(node.properties), node.tagName === "a" ? ["href"] : []);
  if (node.tagName === "a") assert.equal(faultOfAddress(String(node.properties.href)), undefined);
  node.children.forEach(assertPlain);
}
