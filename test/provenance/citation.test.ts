import assert from "node:assert/strict";
import { test } from "node:test";
import { bibtexText, figureBibtex, figureCitation } from "../../src/provenance/citation.ts";

const figure = {
  paper: {
    slug: "pi",
    title: "What is π?",
    authors: [{ name: "Ada Lovelace" }, { name: "The Society" }],
    date: "2026-03-01",
  },
  id: "errors",
  number: 2,
  title: "50 % & more",
  data: ["a".repeat(64), "b".repeat(64)],
  url: "https://example.org/pi/figures/errors/",
};

test("a figure is cited with its paper, and with the data that it shows", () => {
  assert.equal(
    figureCitation(figure),
    "Ada Lovelace, The Society (2026). 50 % & more (figure 2). In What is π? Data: SHA-256 aaaaaaaaaaaaaaaa, bbbbbbbbbbbbbbbb. https://example.org/pi/figures/errors/",
  );
  assert.doesNotMatch(figureCitation({ ...figure, url: undefined }), /http/);
});

test("its BibTeX entry has names that stay whole, and no sign that TeX takes for a command", () => {
  assert.equal(
    figureBibtex(figure),
    `@misc{pi-errors,
  author = {Ada Lovelace and {The Society}},
  title  = {{50 \\% \\& more}},
  year   = {2026},
  month  = {3},
  note   = {Figure 2 of “What is π?”; data SHA-256 aaaaaaaaaaaaaaaa, bbbbbbbbbbbbbbbb},
  url    = {https://example.org/pi/figures/errors/}
}`,
  );
  assert.equal(bibtexText("a_b}{\\input{x}"), "a\\_b\\}\\{\\textbackslash{}input\\{x\\}");
});
