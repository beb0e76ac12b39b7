import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { baseFolder, paperAddresses } from "../../src/metadata/addresses.ts";
import { inertJson, licenseAddress, scholarlyArticle } from "../../src/metadata/json-ld.ts";
import { cardSize, citationTags, type DescribedPaper, sharingTags } from "../../src/metadata/tags.ts";
import { paperBibtex, paperCitation } from "../../src/provenance/citation.ts";
import { text } from "../fuzz/hostile.ts";
import { elementsOf } from "../fuzz/safe-html.ts";

const paper = {
  slug: "pi",
  title: "Throwing darts at π",
  subtitle: "An estimate",
  authors: [
    { name: "Ada Lovelace", affiliation: "Analytical Society", url: "https://orcid.org/0000-0002-1825-0097" },
    { name: "The Dart Club" },
  ],
  date: "2026-11-24",
  updated: "2026-12-01",
  summary: "Darts, thrown & counted.",
  license: "CC BY-SA 4.0",
  keywords: ["darts", "Monte Carlo"],
  doi: "10.1000/182",
  cited: [
    {
      title: "Needles; an essay",
      authors: ["Buffon, Georges", "The Needle Club"],
      year: 1777,
      within: { kind: "journal", title: "Mémoires" },
      doi: "10.1000/1",
    },
    { title: "Untitled", authors: [], year: undefined, within: undefined, doi: undefined },
    {
      title: "Dots",
      authors: ["A, B"],
      year: 2001,
      within: { kind: "book", title: "Essays" },
      doi: undefined,
    },
  ],
} satisfies DescribedPaper & { slug: string };
const where = { site: "https://example.org", base: "/papers/" };
const addresses = paperAddresses("pi", true, where);

test("reference managers find title, authors in order, dates, identifier and the PDF", () => {
  const tags = citationTags(paper, addresses).map(({ name, content }) => `${name}: ${content}`);
  assert.deepEqual(
    tags.filter((tag) => tag.startsWith("citation_author")),
    [
      "citation_author: Ada Lovelace",
      "citation_author_institution: Analytical Society",
      "citation_author_orcid: https://orcid.org/0000-0002-1825-0097",
      "citation_author: The Dart Club",
    ],
  );
  for (const tag of [
    "citation_title: Throwing darts at π",
    "citation_publication_date: 2026/11/24",
    "citation_pdf_url: https://example.org/papers/pi/pi.pdf",
    "citation_fulltext_html_url: https://example.org/papers/pi/",
    "citation_doi: 10.1000/182",
    "DC.creator: The Dart Club",
    "DC.rights: CC BY-SA 4.0",
    "DC.identifier: doi:10.1000/182",
  ])
    assert.ok(tags.includes(tag), `${tag} is missing of ${tags.join("\n")}`);
});

test("reference managers find the works that are cited, each with its title, authors, year and place", () => {
  const found = citationTags(paper, addresses).filter(({ name }) => name === "citation_reference");
  assert.deepEqual(
    found.map(({ content }) => content.split(";")),
    [
      [
        "citation_title=Needles, an essay",
        "citation_author=Buffon, Georges",
        "citation_author=The Needle Club",
        "citation_journal_title=Mémoires",
        "citation_publication_date=1777",
        "citation_doi=10.1000/1",
      ],
      ["citation_title=Untitled"],
      [
        "citation_title=Dots",
        "citation_author=A, B",
        "citation_inbook_title=Essays",
        "citation_publication_date=2001",
      ],
    ],
  );
});

test("without the site's address nothing needs it, and nothing is relative that must not be", () => {
  assert.equal(paperAddresses("pi", true, { ...where, site: undefined }), undefined);
  const described = JSON.stringify([
    citationTags({ ...paper, doi: undefined }, undefined),
    scholarlyArticle(paper, undefined),
    sharingTags({ title: "A", description: "B", url: undefined, article: paper }),
  ]);
  assert.doesNotMatch(described, /undefined|_url|og:url|og:image|contentUrl|"\/|identifier":null/);
});

test("a page that is shared shows the paper's picture, and a description that fits", () => {
  const image = addresses?.image;
  const tags = sharingTags({
    title: paper.title,
    description: "word ".repeat(100),
    url: addresses?.page,
    article: paper,
    image,
  });
  const content = (key: string) => tags.find(({ name, property }) => (name ?? property) === key)?.content;
  assert.equal(content("og:image"), "https://example.org/papers/pi/card.png");
  assert.equal(content("og:image:width"), String(cardSize.width));
  assert.equal(content("twitter:card"), "summary_large_image");
  assert.equal(content("og:type"), "article");
  const description = content("og:description") ?? "";
  assert.ok(description.length <= 222 && description.endsWith("word …"), description);
});

test("schema.org's description has persons, groups, licence and file", () => {
  const article = JSON.parse(JSON.stringify(scholarlyArticle(paper, addresses)));
  assert.equal(article["@type"], "ScholarlyArticle");
  assert.deepEqual(
    article.author.map((author: Record<string, string>) => [author["@type"], author.name]),
    [
      ["Person", "Ada Lovelace"],
      ["Organization", "The Dart Club"],
    ],
  );
  assert.equal(article.license, "https://creativecommons.org/licenses/by-sa/4.0/");
  assert.equal(article.encoding.contentUrl, "https://example.org/papers/pi/pi.pdf");
  assert.equal(article.dateModified, "2026-12-01");
});

test("licences are known by the names that people give them", () => {
  assert.equal(licenseAddress("CC BY 4.0"), "https://creativecommons.org/licenses/by/4.0/");
  assert.equal(licenseAddress("cc-by-nc-nd 3.0"), "https://creativecommons.org/licenses/by-nc-nd/3.0/");
  assert.equal(licenseAddress("CC0"), "https://creativecommons.org/publicdomain/zero/1.0/");
  assert.equal(licenseAddress("MIT"), undefined);
});

test("whatever titles and names hold, the data block of a page is one block of JSON that says it", () => {
  fc.assert(
    fc.property(text, text, text, fc.array(text, { maxLength: 3 }), (title, name, summary, keywords) => {
      const described: DescribedPaper = { ...paper, title, summary, keywords, authors: [{ name }] };
      const json = inertJson(scholarlyArticle(described, addresses));
      const page = `<!doctype html><head><script type="application/ld+json">${json}</script></head><body><p>text</p>`;
      const elements = elementsOf(page);
      assert.deepEqual(
        elements.map(({ tagName }) => tagName).sort(),
        ["body", "head", "html", "p", "script"],
        json,
      );
      const script = elements.find(({ tagName }) => tagName === "script");
      const [content] = script?.childNodes ?? [];
      assert.ok(content !== undefined && "value" in content);
      const found = JSON.parse(content.value);
      assert.equal(found.headline, title);
      assert.equal(found.author[0].name, name);
      assert.equal(found.abstract, summary);
      assert.doesNotMatch(json, /[<>&\u2028\u2029]/);
    }),
    { numRuns: 1000 },
  );
});

test("a paper is cited in a sentence and in BibTeX, whose braces balance whatever the title", () => {
  const url = "https://example.org/papers/pi/";
  assert.equal(
    paperCitation({ paper: { ...paper, doi: undefined }, url }),
    `Ada Lovelace, The Dart Club (2026). Throwing darts at π. ${url}`,
  );
  const entry = paperBibtex({ paper, url });
  assert.match(entry, /^@misc\{pi-2026,\n {2}author = \{Ada Lovelace and \{The Dart Club\}\},/);
  assert.match(entry, /title {2}= \{\{Throwing darts at π: An estimate\}\}/);
  assert.match(entry, /doi {4}= \{10\.1000\/182\}/);
  fc.assert(
    fc.property(text, text, (title, name) => {
      const bibtex = paperBibtex({ paper: { ...paper, title, authors: [{ name }] }, url: undefined });
      let depth = 0;
      for (const [sign] of bibtex.replaceAll(/\\[\\{}]/g, "").matchAll(/[{}]/g)) {
        depth += sign === "{" ? 1 : -1;
        assert.ok(depth >= 0, bibtex);
      }
      assert.equal(depth, 0, bibtex);
    }),
  );
});

test("a base is a folder, however it is written", () => {
  for (const [written, folder] of [
    ["/", "/"],
    ["", "/"],
    ["papers", "/papers/"],
    ["/papers", "/papers/"],
    ["/a/b/", "/a/b/"],
  ] as const)
    assert.equal(baseFolder(written), folder);
});
