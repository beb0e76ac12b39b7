import assert from "node:assert/strict";
import { test } from "node:test";
import { slug } from "../../src/markdown/headings.ts";
import { renderBody, renderSentences } from "../../src/markdown/pipeline.ts";
import { problemOf, render, testContext } from "./support.ts";

test("a heading leaves the id of a figure to the figure", async () => {
  const { context } = await render("## Errors\n\nSee :ref[errors].\n\n:::figure{#errors}\n**A.** B.\n:::");
  assert.deepEqual(
    context.found.headings.map(({ id }) => id),
    ["errors-2"],
  );
  assert.equal(context.found.targets.get("errors")?.kind, "figure");
});

test("headings get ids from their text, distinct, and make the table of contents", async () => {
  const { html, context } = await render(
    "## Norm *is not* the cause\n\n### Détails\n\n## Norm is not the cause",
  );
  assert.match(
    html,
    /<h2 id="norm-is-not-the-cause"><a href="#norm-is-not-the-cause" class="permalink">Norm <em>is not<\/em> the cause<\/a><\/h2>/,
  );
  assert.deepEqual(
    context.found.headings.map(({ depth, id }) => [depth, id]),
    [
      [2, "norm-is-not-the-cause"],
      [3, "details"],
      [2, "norm-is-not-the-cause-2"],
    ],
  );
  assert.equal(slug("What’s “this”?"), "whats-this");
  assert.match(await problemOf("# Title"), /first-level heading/);
});

test("a section is referred to by its title", async () => {
  const { html } = await render("See :ref[the-end].\n\n## The end");
  assert.match(html, /See <a href="#the-end" class="ref ref-section"><span>The end<\/span><\/a>/);
  assert.match(
    await problemOf("See :ref[the-ent].\n\n## The end"),
    /no figure, table, equation or section “the-ent” .*"the-end"/,
  );
});

test("labelled equations are numbered in order and referred to", async () => {
  const { html, problems } = await render(
    "$$\na = b\n$$\n\n$$\nc = d\n\\label{eq-one}\n$$\n\n$$\ne = f\n\\label{eq-two}\n$$\n\nBy :ref[eq-two].",
  );
  assert.equal(problems.length, 0);
  assert.equal([...html.matchAll(/<div class="equation"/g)].length, 3);
  assert.match(html, /<div class="equation" tabindex="0" role="group" aria-label="Equation 1" id="eq-one">/);
  assert.match(html, /Equation\u00a02/);
  assert.doesNotMatch(html, /\\label/);
  assert.equal([...html.matchAll(/class="tag"/g)].length, 2);
});

test("labels that clash or are malformed, and formulas that cannot be set, are problems with their line", async () => {
  const twice = "$$\na\n\\label{eq-a}\n$$\n\n$$\nb\n\\label{eq-a}\n$$";
  assert.match(await problemOf(twice), /^6: two equations have the label “eq-a”/);
  assert.match(await problemOf("$$\na\n\\label{A}\n$$"), /“A” is not an equation's label/);
  assert.match(await problemOf("One.\n\nTwo $\\frac{1}$ three."), /^3: this formula cannot be set: /);
  assert.match(
    await problemOf("One.\n\n$$\n\\nosuchcommand\n$$"),
    /^3: this formula cannot be set: .*nosuchcommand/,
  );
});

test("which glyphs formulas use is known, font by font", async () => {
  const { context } = await render(
    "$x + \\mathcal{N}(0, 1)$ and $\\mathbb{E}$ and $\\left(\\frac{\\frac12}{\\frac34}\\right)$",
  );
  const glyphs = (name: string) => [...(context.found.glyphs.get(name) ?? [])].sort().join("");
  assert.equal(glyphs("KaTeX_Math-Italic"), "x");
  assert.equal(glyphs("KaTeX_Caligraphic-Regular"), "N");
  assert.equal(glyphs("KaTeX_AMS-Regular"), "E");
  assert.match(glyphs("KaTeX_Main-Regular"), /\+/);
  assert.match(glyphs("KaTeX_Size3-Regular") + glyphs("KaTeX_Size2-Regular"), /\(\)/);
});

test("a short formula stays whole, and with the punctuation that touches it", async () => {
  const { html } = await render("Let ($x$), then $y$ and $z$.");
  const text = html.replaceAll(/<annotation[^>]*>.*?<\/annotation>/g, "");
  assert.match(
    text,
    /Let <span class="unbroken">\(<span class="katex">.*?<\/span>\),?<\/span> then <span class="katex">/,
  );
  assert.match(text, /and <span class="unbroken"><span class="katex">.*?\.<\/span><\/p>/);
  const whole = await render("Here $l = L$ is not parted.");
  assert.match(whole.html, /Here <span class="unbroken"><span class="katex">.*?<\/span> is not/);
  const long = await render("$a + b + c + d + e + f + g + h + i + j + k + l + m + n$.");
  assert.doesNotMatch(long.html, /unbroken/);
});

test("typography: curly quotes, dashes, footnotes under “Notes”", async () => {
  const { html } = await render('A "word" -- and --- more[^a].\n\n[^a]: Note.');
  assert.match(html, /A “word” – and — more/);
  assert.match(html, /<h2 id="footnote-label">Notes<\/h2>/);
  assert.match(html, /<li id="fn-a">/);
});

test("sentences of the frontmatter come as HTML and as plain text, each formula once", async () => {
  const context = testContext();
  const { html, text } = await renderSentences(
    "At $\\pi/4$ it is :value[darts.mean] :cite[saxe2014].",
    context,
    {
      syntaxHighlight: false,
    },
  );
  assert.match(html, /class="katex"/);
  assert.equal(text, "At π/4 it is 2.35 (Saxe et al., 2014).");
});

test("an abstract may refer to the text, and what it alone cites is among the references", async () => {
  const context = testContext();
  let abstract = "";
  const html = await renderBody(
    "## The end\n\n$$\na = b\n\\label{eq-a}\n$$",
    context,
    { syntaxHighlight: false },
    async () => {
      const sentences = "By :ref[eq-a] of :ref[the-end] :cite[saxe2014].";
      abstract = (await renderSentences(sentences, context, { syntaxHighlight: false })).text;
    },
  );
  assert.deepEqual(context.problems.found, []);
  assert.equal(abstract, "By Equation 1 of The end (Saxe et al., 2014).");
  assert.match(html, /<li id="ref-saxe2014">/);
});
