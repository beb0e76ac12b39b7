import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { elementsOf } from "../fuzz/safe-html.ts";
import { readPdf } from "../pdf/document.ts";
import { type Ended, makeProject, type Project } from "./project.ts";

const config = "astro.config.mjs";
const site = "https://example.org";
const base = "/papers/";

/** A project that is to be published in a folder of a site. */
function publishedProject(warm: boolean): Project {
  const project = makeProject({ warm });
  project.edit(config, (text) =>
    text.replace("integrations:", `site: "${site}", base: "${base}", integrations:`),
  );
  project.edit("content/pi/index.md", (text) =>
    text.replace(
      "license: CC BY 4.0",
      "license: CC BY 4.0\nkeywords: [Monte Carlo, darts & boards]\ncover: convergence",
    ),
  );
  return project;
}

describe("a paper that is published in a folder of a site", { timeout: 240_000 }, () => {
  let project: Project;
  let other: Project;
  let built: Ended;
  const read = (file: string) => project.read(join("dist", file));

  before(async () => {
    project = publishedProject(true);
    other = publishedProject(false);
    built = await project.reprise("build");
    assert.equal(built.code, 0, built.stderr);
  });
  after(() => {
    project.remove();
    other.remove();
  });

  test("is told to search engines, reference managers and messengers", () => {
    const elements = elementsOf(read("pi/index.html"));
    const attribute = (element: (typeof elements)[number], name: string) =>
      element.attrs.find((each) => each.name === name)?.value;
    const content = (name: string) =>
      elements
        .toReversed()
        .filter((element) => attribute(element, "name") === name || attribute(element, "property") === name)
        .map((element) => attribute(element, "content"));
    assert.deepEqual(content("citation_title"), ["Throwing darts at π"]);
    assert.deepEqual(content("citation_author"), ["The Reprise maintainers"]);
    assert.deepEqual(content("citation_pdf_url"), [`${site}${base}pi/pi.pdf`]);
    assert.deepEqual(content("citation_keywords"), ["Monte Carlo", "darts & boards"]);
    assert.deepEqual(
      content("citation_reference").map((work) => work?.split(";")[0]),
      ["citation_title=Monte Carlo Methods", "citation_title=The Monte Carlo Method"],
    );
    assert.deepEqual(content("DC.identifier"), [`${site}${base}pi/`]);
    assert.deepEqual(content("og:image"), [`${site}${base}pi/card.png`]);
    assert.deepEqual(content("og:type"), ["article"]);
    const canonical = elements.filter((element) => attribute(element, "rel") === "canonical");
    assert.deepEqual(
      canonical.map((element) => attribute(element, "href")),
      [`${site}${base}pi/`],
    );
    const blocks = elements.filter((element) => attribute(element, "type") === "application/ld+json");
    const [text] = blocks[0]?.childNodes ?? [];
    assert.ok(blocks.length === 1 && text !== undefined && "value" in text);
    assert.equal(JSON.parse(text.value)["@type"], "ScholarlyArticle");
  });

  test("has its BibTeX as a file, in the article and on the page about its reproducibility", () => {
    const bibtex = read("pi/cite.bib");
    assert.match(bibtex, /^@misc\{pi-2026,\n/);
    assert.ok(bibtex.includes(`{${site}${base}pi/}`));
    for (const page of ["pi/index.html", "pi/reproducibility/index.html"]) {
      const html = read(page);
      assert.match(html, /Cite this/);
      assert.ok(html.includes("@misc{pi-2026,"), page);
      assert.ok(html.includes(`href="${base}pi/cite.bib"`), page);
    }
  });

  test("is in the feed, the sitemap and robots.txt, at absolute addresses", () => {
    assert.match(read("feed.xml"), /<link href="https:\/\/example\.org\/papers\/pi\/"\/>/);
    assert.ok(read("robots.txt").includes(`Sitemap: ${site}${base}sitemap-index.xml`));
    assert.ok(read("sitemap-index.xml").includes(`<loc>${site}${base}sitemap-0.xml</loc>`));
    const listed = [...read("sitemap-0.xml").matchAll(/<loc>([^<]*)<\/loc>/g)].map(
      ([, address = ""]) => address,
    );
    const pages = globSync("**/index.html", { cwd: join(project.root, "dist") });
    assert.deepEqual(
      listed.toSorted(),
      pages.map((page) => `${site}${base}${page.replace(/index\.html$/, "")}`).toSorted(),
      "every page, and not the one that says there is none",
    );
  });

  test("has links that lead somewhere, in the folder that it is published in", () => {
    const pages = globSync("**/*.html", { cwd: join(project.root, "dist") });
    assert.ok(pages.includes("404.html"));
    for (const page of pages) {
      for (const [, address = ""] of read(page).matchAll(/(?:href|src)="([^"#]+)[^"]*"/g)) {
        const url = new URL(address, `${site}${base}${page}`);
        if (url.origin !== site) continue;
        assert.ok(url.pathname.startsWith(base), `${page}: ${address}`);
        const file = decodeURIComponent(url.pathname.slice(base.length)).replace(/(^|\/)$/, "$1index.html");
        assert.ok(existsSync(join(project.root, "dist", file)), `${page}: ${address}`);
      }
    }
    assert.match(read("404.html"), /noindex/);
  });

  test("has a PDF: tagged, with text, figures and links, of which those to the site lead where it is published", () => {
    const pdf = readPdf(readFileSync(join(project.root, "dist/pi/pi.pdf")));
    assert.ok(pdf.pages >= 2, `${pdf.pages} pages`);
    assert.equal(pdf.information.Title, "Throwing darts at π");
    assert.equal(pdf.information.Keywords, "Monte Carlo, darts & boards");
    assert.equal(pdf.language, "en");
    assert.ok(pdf.fontsEmbedded);
    assert.equal(pdf.images, 0, "figures are drawings");
    for (const [kind, least] of Object.entries({
      H1: 1,
      H2: 3,
      Figure: 2,
      Caption: 2,
      Formula: 2,
      Table: 1,
      Link: 5,
    }))
      assert.ok((pdf.structure[kind] ?? 0) >= least, `${kind}: ${pdf.structure[kind]}`);
    assert.equal(pdf.alternatives.Figure.length, pdf.structure.Figure, "each picture is described");
    assert.equal(pdf.alternatives.Formula.length, pdf.structure.Formula, "each formula is said in words");
    const text = pdf.text.replaceAll(/\s/g, "");
    for (const part of ["Rootmeansquareerroroftheestimate", "MetropolisandUlam(1949)"])
      assert.ok(text.includes(part), `${part} in ${text.slice(0, 500)}`);
    assert.doesNotMatch(pdf.text, /\ufffd/);
    assert.ok(pdf.outline.includes("How far off it is"), pdf.outline.join("\n"));
    assert.ok(
      pdf.links.some((link) => link === `${site}${base}pi/reproducibility/`),
      pdf.links.join("\n"),
    );
    assert.ok(pdf.links.every((link) => /^https:\/\//.test(link) && !link.includes("127.0.0.1")));
    assert.deepEqual(
      pdf.inner.filter((place) => !pdf.places.has(place)),
      [],
    );
    assert.ok(pdf.inner.includes("convergence"));
  });

  test("is the same in another folder, at another time, in another time zone", async () => {
    const zone = process.env.TZ;
    process.env.TZ = "Pacific/Auckland";
    try {
      const { code, stderr } = await other.reprise("build");
      assert.equal(code, 0, stderr);
      const hashes = (from: Project) =>
        Object.fromEntries(
          Object.entries(from.hashes("dist")).filter(([file]) => !file.endsWith(".provenance.json")),
        );
      assert.deepEqual(hashes(other), hashes(project));
    } finally {
      if (zone === undefined) delete process.env.TZ;
      else process.env.TZ = zone;
    }
  });

  test("is refused with a cover that it does not have", async () => {
    const edit = project.edit("content/pi/index.md", (text) =>
      text.replace("cover: convergence", "cover: convergance"),
    );
    try {
      const { code, stderr } = await project.reprise("build", "--no-pdf");
      assert.equal(code, 1);
      assert.match(
        stderr,
        /no figure “convergance”[\s\S]*content\/pi\/index\.md[\s\S]*Did you mean “convergence”/,
      );
      assert.ok(existsSync(join(project.root, "dist/pi/pi.pdf")), "the site stays as it was");
    } finally {
      edit.undo();
    }
  });

  test("has neither a PDF nor a link to one when that is asked for", async () => {
    const { code, stderr } = await project.reprise("build", "--no-pdf");
    assert.equal(code, 0, stderr);
    assert.ok(!existsSync(join(project.root, "dist/pi/pi.pdf")));
    assert.doesNotMatch(read("pi/index.html"), /\.pdf/);
  });
});
