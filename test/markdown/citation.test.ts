import assert from "node:assert/strict";
import { test } from "node:test";
import { parseReferences } from "../../src/markdown/bibliography.ts";
import { problemOf, render } from "./support.ts";

test("citations are author–year links, in parentheses or in the sentence", async () => {
  const { html } = await render(
    "So :cite[saxe2014; metropolis1949]. But :cite[saxe2014]{narrative} say, and :cite[metropolis1949]{narrative}.",
  );
  assert.match(
    html,
    /So <span class="cite">\(<span class="cited"><a href="#ref-saxe2014" class="citation">Saxe et al\.,\u00a02014<\/a>/,
  );
  assert.match(html, /Metropolis &#x26; Ulam,\u00a01949<\/a>/);
  assert.match(html, /class="citation">Saxe et al\.\u00a0\(2014\)<\/a>.*?<\/span><\/span><\/span> say/);
  assert.match(html, /class="citation">Metropolis and Ulam\u00a0\(1949\)<\/a>/);
  assert.match(html, /<span class="card" aria-hidden="true">Saxe, A\. M\.,[^\n]*<i>ICLR<\/i>/);
});

test("two works of an author and year are told apart as the bibliography does", async () => {
  const { html } = await render(":cite[twin1] and :cite[twin2]");
  const years = [...html.matchAll(/Doe,\u00a0(\w+)<\/a>/g)].map(([, year]) => year);
  assert.deepEqual(years.toSorted(), ["2001a", "2001b"]);
});

test("the references are those cited, sorted, with links", async () => {
  const { html, context } = await render(":cite[saxe2014] :cite[metropolis1949]");
  const listed = [...html.matchAll(/<li id="ref-(\w+)">/g)].map(([, key]) => key);
  assert.deepEqual(listed, ["metropolis1949", "saxe2014"]);
  assert.match(html, /<a href="https:\/\/doi\.org\/10\.1000\/xyz">doi:10\.1000\/xyz<\/a>/);
  assert.match(html, /<i>ICLR<\/i>/);
  assert.equal(context.found.headings.at(-1)?.id, "references");
});

test("search engines are told what a cited work is, without markup", () => {
  const works = parseReferences(
    `@inproceedings{a, author = {van der Berg, Jo and {The Club}}, title = {On {X$_2$} \\& \\emph{y}}, booktitle = {Proc. of Z}, year = {2000}, doi = {10.1/2}}
     @article{b, editor = {Doe, J.}, title = {B}, journal = {Letters}, year = {2001}}
     @misc{c, title = {C}}`,
    "r.bib",
  ).map(({ work }) => work);
  const nothing = { within: undefined, year: undefined, doi: undefined };
  assert.deepEqual(works, [
    { ...nothing, title: "C", authors: [] },
    {
      ...nothing,
      title: "B",
      authors: ["Doe, J."],
      within: { kind: "journal", title: "Letters" },
      year: 2001,
    },
    {
      title: "On X₂ & y",
      authors: ["van der Berg, Jo", "The Club"],
      within: { kind: "conference", title: "Proc. of Z" },
      year: 2000,
      doi: "10.1/2",
    },
  ]);
});

test("without citations there is no list of references", async () => {
  assert.doesNotMatch((await render("Nothing.")).html, /references/);
});

test("a bibliography cannot inject markup", async () => {
  const { html } = await render(":cite[hostile]");
  assert.doesNotMatch(html, /<(script|img)/);
  assert.match(html, /&#x3C;img src=x onerror=alert\(1\)>/);
});

test("an unknown key is a problem with its line and the nearest key", async () => {
  assert.match(
    await problemOf("a\n\n:cite[saxe2013]"),
    /^3: references\.bib has no entry “saxe2013” Did you mean "saxe2014"\?/,
  );
});

test("two entries of one key, or no BibTeX at all, are refused", () => {
  const entry = "@misc{a, title = {A}, year = {2000}}";
  assert.throws(
    () => parseReferences(`${entry}\n${entry}`, "r.bib"),
    /r\.bib:2: two entries have the key “a”/,
  );
  assert.throws(() => parseReferences("@article{a, title = {", "r.bib"), /r\.bib:1: this is not BibTeX/);
  assert.throws(
    () => parseReferences('[{"id": "a", "title": "JSON"}]\n@misc{b, title}', "r.bib"),
    /not BibTeX/,
  );
});

test("an entry that would vanish from the references is refused", () => {
  assert.throws(
    () => parseReferences("@misc{__proto__, title = {A}}", "r.bib"),
    /r\.bib:1: the entry “__proto__” cannot be set/,
  );
});
