import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { nothingFound } from "../../src/markdown/context.ts";
import { renderBody, renderSentences } from "../../src/markdown/pipeline.ts";
import { gatherProblems, throwProblems } from "../../src/markdown/problems.ts";
import { testContext } from "../markdown/support.ts";
import { address, tags, text, trap } from "./hostile.ts";
import { cases, outcomeOf } from "./outcome.ts";
import { assertInert } from "./safe-html.ts";

const shared = { syntaxHighlight: false } as const;
const model = testContext();

/** A context of its own for every case, without reading the bibliography again. */
function fresh() {
  return { ...model, problems: gatherProblems(), found: nothingFound() };
}

const name = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom("value", "param", "cite", "ref", "series", "claim", "figure", "note"),
  },
  fc.constantFrom("__proto__", "constructor", "toString", "valu", "a", "1", "x-y", "script"),
);
const path = fc.oneof(
  fc.constantFrom(
    "darts.mean",
    "darts.curve.0.mean",
    "darts.word",
    "darts.throws",
    "darts",
    "saxe2014",
    "throws",
    "errors",
    "hit",
    "darts.hit",
    "saxe2014;metropolis1949",
    "blue",
  ),
  fc
    .array(fc.oneof(fc.constantFrom("darts", "curve", "0", "-1", "mean"), trap), {
      minLength: 1,
      maxLength: 4,
    })
    .map((parts) => parts.join(".")),
  text,
);
const attribute = fc.oneof(
  path.map((id) => `#${id}`),
  path.map((id) => `.${id}`),
  fc
    .tuple(
      fc.constantFrom(
        "format",
        "se",
        "color",
        "narrative",
        "id",
        "class",
        "style",
        "onclick",
        "href",
        "__proto__",
        "constructor",
      ),
      fc.oneof(path, fc.constantFrom(".3f", "×10", ".99999f", ",.2%", "blue")),
    )
    .map(([key, word]) => `${key}="${word}"`),
  fc.constantFrom("narrative", "=", '"', "{", "}", "a=b", "# .", "x='"),
);
const braces = fc
  .array(attribute, { maxLength: 3 })
  .map((all) => (all.length === 0 ? "" : `{${all.join(" ")}}`));
const formula = fc.constantFrom(
  "\\href{javascript:alert(1)}{x}",
  "\\url{https://evil.example}",
  "\\includegraphics{https://evil.example/x.png}",
  "\\htmlClass{a}{x}",
  "\\htmlStyle{position:fixed}{x}",
  "\\htmlData{a=b}{x}",
  "\\def\\x{\\x\\x}\\x",
  "\\gdef\\a{<script>}\\a",
  "\\frac{1}{",
  "{".repeat(300),
  "\\sqrt".repeat(100),
  "x^x^x",
  "\\text{<script>alert(1)</script>}",
  "\\color{red;background:url(//evil.example)}x",
  "\\rule{1e9em}{1e9em}",
  "\\kern1e308em x",
  "\\begin{matrix}1&2\\\\3\\end{matrix}",
  "\\label{eq-a} x",
  "\\label{__proto__}",
  "\\label{eq-a}\\label{eq-b}",
  "\\tag{1}\\tag{2}",
  "\\unicode{x}",
  '\\char"FFFFFFF',
  "数\u0000\uD800",
  "\\sum_{i=1}^n \\mathbb{E} x_i",
);
const inline: fc.Arbitrary<string> = fc.oneof(
  { weight: 2, arbitrary: text },
  {
    weight: 5,
    arbitrary: fc
      .tuple(name, fc.option(path), braces)
      .map(([directive, label, more]) => `:${directive}${label === null ? "" : `[${label}]`}${more}`),
  },
  { weight: 2, arbitrary: formula.map((tex) => `$${tex}$`) },
  fc.tuple(text, address).map(([label, to]) => `[${label}](<${to}>)`),
  fc.tuple(text, address).map(([label, to]) => `[${label}](${to} "t")`),
  address.map((to) => `<${to}>`),
  fc.tuple(text, address).map(([label, to]) => `![${label}](${to})`),
  fc.tuple(tags, text).map(([tag, inside]) => `${tag}${inside}`),
  fc.constantFrom(
    "[^1]",
    "[^__proto__]",
    "`:cite[x]`",
    "**bold",
    "_a_",
    "\\:cite[x]",
    "~~x~~",
    "  \n",
    "[a]",
    "[x][y]",
    "&nbsp;",
    "&#0;",
  ),
);
const sentence = fc.array(inline, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(" "));
const block: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: sentence },
  fc.tuple(fc.integer({ min: 1, max: 7 }), sentence).map(([depth, words]) => `${"#".repeat(depth)} ${words}`),
  fc
    .tuple(fc.integer({ min: 2, max: 5 }), name, braces, sentence, fc.boolean())
    .map(
      ([colons, directive, more, words, closed]) =>
        `${":".repeat(colons)}${directive}${more}\n${words}\n${closed ? ":".repeat(colons) : ""}`,
    ),
  fc
    .tuple(fc.constantFrom("throws", "errors", "__proto__", "nothing"), sentence)
    .map(([id, words]) => `:::figure{#${id}}\n${words}\n:::`),
  formula.map((tex) => `$$\n${tex}\n$$`),
  fc.tuple(trap, sentence).map(([id, words]) => `[^${id}]: ${words}`),
  fc.tuple(text, address).map(([id, to]) => `[${id}]: ${to}`),
  sentence.map((words) => `| a | b |\n| --- | :-: |\n| ${words} | ${words} |`),
  sentence.map((words) => `> ${words}\n- ${words}\n1. ${words}`),
  sentence.map((words) => `\`\`\`html\n${words}\n\`\`\``),
  tags,
  fc.constantFrom("---", "***", "$$", ":::", "~~~", "<!-- ", "-->", "\t\t", "\r", "\uFEFF"),
);
const prose = fc.array(block, { minLength: 1, maxLength: 4 }).map((blocks) => blocks.join("\n\n"));

async function check(markdown: string, render: (context: typeof model) => Promise<string>): Promise<void> {
  await outcomeOf(markdown, async () => {
    const context = fresh();
    const html = await render(context);
    throwProblems("content/x/index.md", context.problems.found);
    assertInert(html);
    assert.doesNotMatch(html, /\[object Object\]/);
  });
}

describe("prose, whatever it says, becomes inert HTML or one error with its line", () => {
  test("as the body of a paper", { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(prose, (markdown) =>
        check(markdown, (context) => renderBody(markdown, context, shared)),
      ),
      cases(2500),
    );
  });

  test("as an abstract", { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(sentence, (markdown) =>
        check(markdown, async (context) => (await renderSentences(markdown, context, shared)).html),
      ),
      cases(1000),
    );
  });
});
