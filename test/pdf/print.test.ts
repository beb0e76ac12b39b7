import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { UserError } from "../../src/engine/errors.ts";
import { finishedPdf } from "../../src/pdf/finish.ts";
import { cssString, paperStyles } from "../../src/pdf/paper-styles.ts";
import { openPrinter, type Printer } from "../../src/pdf/print.ts";
import { type PdfDocument, readPdf } from "./document.ts";

/** As pages are set, by the package that rehype-katex brings. */
const katex: { renderToString(tex: string, options: object): string } = createRequire(
  createRequire(import.meta.url).resolve("rehype-katex"),
)("katex");

const title = 'Darts (at "π") \\ back; } and';
const metadata = { title, authors: ["Ada", "Böb"], subject: "A test.", keywords: ["x"], date: "2026-11-24" };
const words = "Words that fill a page, line after line, until it ends. ".repeat(40);
const half = words.slice(0, words.length / 2);
const drawing =
  '<svg role="img" aria-label="A square" viewBox="0 0 100 100" width="600" height="600"><rect width="100" height="100" fill="#00f"/></svg>';
/** Of articles, in the order in which pages have them. */
const styles = ["palette", "page", "article", "figure", "print"]
  .map((name) => readFileSync(join("src/styles", `${name}.css`), "utf8"))
  .join("");
/** Formulas, and how they are to be said. */
const formulas: readonly (readonly [tex: string, said: string, display?: boolean])[] = [
  [String.raw`\lambda_i \ge 0.5`, "λ sub i is at least 0.5"],
  [String.raw`x^2 - y^{-1} \times 10^3`, "x squared minus y to the power minus 1 end power times 10 cubed"],
  [String.raw`\tfrac12 \lVert e \rVert^2`, "1 over 2 the norm of e end norm squared"],
  [
    String.raw`\frac{\hat m}{\sqrt{v + 1}}`,
    "the fraction m hat over the square root of v plus 1 end root end fraction",
  ],
  [String.raw`P_k^\top, q^*`, "P sub k transposed, q star"],
  [String.raw`\operatorname{tr} K`, "tr of K"],
  [
    String.raw`\sum_{l=1}^{L} W_{l-1} \approx L, \tag{7}`,
    "the sum from l equals 1 to L of W sub l minus 1 end sub is about L, equation 7",
    true,
  ],
  [
    String.raw`\begin{aligned} a &= b, \\ c &= d \quad \text{(e)}. \end{aligned} \tag{8}`,
    "a equals b; c equals d (e), equation 8",
    true,
  ],
];
const page = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title.replaceAll('"', "&quot;")}</title>
<link rel="stylesheet" href="/base/style.css"><script src="/base/run.js"></script></head><body><main class="article"><article class="prose">
<h1>A heading that is so long that it cannot stand on one line of a page of this size, whatever is done</h1>
<p>${half}</p><p>${half}</p><p>See <a href="#later">later</a>, <a href="../code/x/">the code</a> and <a href="https://example.com/paper">a paper</a>.</p>
<figure class="figure" id="square">${drawing}<figcaption>Caption of the square.</figcaption></figure>
<p>FOLLOWING ${half}</p>
<h2 id="later">Later</h2><details><summary>Folded</summary><p>hidden words</p></details><button>Press</button>
<p><span class="katex"><span class="katex-mathml"><math><mi>doubled</mi></math></span><span class="katex-html" aria-hidden="true">formula</span></span></p>
<aside aria-label="Aside">An <em>important</em> <strong>aside</strong></aside>
<table><thead><tr><th scope="col">Head</th></tr></thead><tbody><tr><td>Cell</td></tr></tbody></table>
</article></main></body></html>`;

const mathsPage = `<!doctype html><html lang="en"><title>Maths</title>${formulas
  .map(([tex, , displayMode = false]) => `<p>${katex.renderToString(tex, { displayMode })}</p>`)
  .join("")}</html>`;

describe("a printed page", { timeout: 120_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), "reprise-pdf-"));
  let printer: Printer;
  let bytes: Uint8Array;
  let pdf: PdfDocument;
  const printable = {
    folder,
    page: "paper/",
    site: "https://example.org",
    base: "/base/",
    runningTitle: title,
  };

  before(async () => {
    mkdirSync(join(folder, "paper"));
    mkdirSync(join(folder, "maths"));
    writeFileSync(join(folder, "paper/index.html"), page);
    writeFileSync(join(folder, "maths/index.html"), mathsPage);
    writeFileSync(
      join(folder, "style.css"),
      "@page { margin: 20mm 14mm 18mm 16mm } figure { break-inside: avoid } h1 { font-size: 40px }",
    );
    printer = await openPrinter(join(folder, "workshop"));
    bytes = finishedPdf(await printer.print(printable), metadata);
    pdf = readPdf(bytes);
  });
  after(async () => {
    await printer.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test("is tagged, in its language, with its metadata and no time but the paper's", () => {
    assert.equal(pdf.language, "en");
    for (const kind of ["H1", "H2", "P", "Link", "Figure", "Caption", "Formula", "Table", "TH", "TD"])
      assert.ok((pdf.structure[kind] ?? 0) > 0, `${kind} in ${JSON.stringify(pdf.structure)}`);
    assert.equal(pdf.information.Title, title);
    assert.equal(pdf.information.Author, "Ada, Böb");
    assert.deepEqual(
      [
        ...Buffer.from(bytes)
          .toString("latin1")
          .matchAll(/D:(\d{8})/g),
      ].map(([, day]) => day),
      ["20261124", "20261124", "20261124", "20261124"],
    );
  });

  test("says what its pictures and formulas show, and what its elements are", () => {
    assert.deepEqual(pdf.alternatives.Figure, ["A square"]);
    assert.equal(pdf.structure.Figure, 1);
    assert.deepEqual(pdf.alternatives.Formula, ["doubled"]);
    assert.equal(pdf.structure.Formula, 1);
    // Of PDF 1.4, sections 9.7.4
    const standard =
      "Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private P H H1 H2 H3 H4 H5 H6 L LI Lbl LBody Table TR TH TD Span Quote Note Reference BibEntry Code Link Figure Formula Form";
    const unknown = Object.keys(pdf.structure).filter(
      (kind) => !standard.split(" ").includes(pdf.roles[kind] ?? kind),
    );
    assert.deepEqual(unknown, []);
    assert.ok(
      (pdf.structure.Em ?? 0) > 0 && (pdf.structure.Strong ?? 0) > 0 && (pdf.structure.Aside ?? 0) > 0,
    );
  });

  test("says formulas in words", async () => {
    const { alternatives, structure } = readPdf(
      finishedPdf(await printer.print({ ...printable, page: "maths/" }), metadata),
    );
    assert.deepEqual(
      alternatives.Formula,
      formulas.map(([, said]) => said),
    );
    assert.equal(structure.Formula, formulas.length);
    assert.equal(structure.Figure, undefined);
  });

  test("has its text, its running title and its page numbers, and what was folded", () => {
    for (const part of ["Words that", "Caption of the square.", "hidden words", "formula", "Cell"])
      assert.ok(pdf.text.includes(part), `${part} in ${pdf.text.slice(0, 300)}`);
    assert.ok(pdf.text.includes(title), "the running title");
    assert.doesNotMatch(pdf.text, /doubled|Press|\ufffd/);
    assert.ok(pdf.fontsEmbedded);
  });

  test("has links to its own places, to other pages of the published site, and to other sites", () => {
    assert.ok(pdf.inner.includes("later") && pdf.places.has("later"));
    assert.deepEqual([...new Set(pdf.links)].sort(), [
      "https://example.com/paper",
      "https://example.org/base/code/x/",
    ]);
  });

  test("has an outline of its headings as they read, and drawings that stay drawings", () => {
    assert.ok(
      pdf.outline.includes(
        "A heading that is so long that it cannot stand on one line of a page of this size, whatever is done",
      ),
      pdf.outline.join("\n"),
    );
    assert.ok(pdf.outline.includes("Later"));
    assert.equal(pdf.images, 0);
  });

  test("lets text go before a figure that does not fit on what is left of the page", () => {
    const place = (part: string) => pdf.text.indexOf(part);
    assert.ok(place("FOLLOWING") < place("Caption of the square."), pdf.text.slice(-600));
    assert.ok(place("Caption of the square.") < place("hidden words"));
  });

  test("puts a figure before the text that it follows where no text can go before it", async () => {
    const figure = `<figure class="figure">${drawing.replace('height="600"', 'height="450"')}<figcaption>CAPTION</figcaption></figure>`;
    const order = async (prose: string) => {
      writeFileSync(
        join(folder, "floats/index.html"),
        `<!doctype html><html lang="en"><link rel="stylesheet" href="/base/style.css"><title>F</title><article class="prose">${prose}</article></html>`,
      );
      const { text } = readPdf(finishedPdf(await printer.print({ ...printable, page: "floats/" }), metadata));
      return (text.match(/FIRST|SECTION|SECOND|CAPTION|THEREFORE|FORMULA|WHERE|HEADING|AFTER/g) ?? []).join(
        " ",
      );
    };
    // A quarter of a page; the figure is half of one
    const long = (word: string) => `<p>${word} ${half}</p>`;
    mkdirSync(join(folder, "floats"));
    const end = "<h2>HEADING</h2><p>AFTER</p>";
    assert.equal(
      await order(`${long("FIRST")}${long("SECOND")}${figure}${end}`),
      "FIRST CAPTION SECOND HEADING AFTER",
    );
    // It fits where it is
    assert.equal(await order(`${long("FIRST")}${figure}${end}`), "FIRST CAPTION HEADING AFTER");
    // Nowhere on the page of the text it follows
    assert.equal(
      await order(`${long("FIRST")}<h2>SECTION</h2>${long("SECOND")}${figure}${end}`),
      "FIRST SECTION SECOND CAPTION HEADING AFTER",
    );
    // A formula stays with its sentence
    assert.equal(
      await order(
        `${long("FIRST")}${figure.replace('height="450"', 'height="700"')}<p>THEREFORE</p><div class="equation">FORMULA</div><p>WHERE</p>${end}`,
      ),
      "FIRST THEREFORE FORMULA WHERE CAPTION HEADING AFTER",
    );
  });

  test("has figures as wide as the page or as the text, from their left edge", async () => {
    const figure = (span: string) =>
      `<figure class="figure figure-${span}"><div class="plot"><div class="plot-wide"><a href="https://example.com/" style="display: block">${drawing}</a></div></div><figcaption>Caption</figcaption></figure>`;
    mkdirSync(join(folder, "styled"));
    writeFileSync(
      join(folder, "styled/index.html"),
      `<!doctype html><html lang="en"><style>${styles}</style><title>S</title><main class="article"><article class="prose">${figure("wide")}${figure("column")}</article></main></html>`,
    );
    const { linkSpans } = readPdf(
      finishedPdf(await printer.print({ ...printable, page: "styled/" }), metadata),
    );
    const point = 25.4 / 72;
    assert.deepEqual(
      linkSpans.map((ends) => ends.map((end) => Math.round(end * point))),
      [
        [16, 196],
        [16, 140],
      ],
      "in millimetres from the left of the page",
    );
  });

  test("is the same bytes from another browser, elsewhere, at another time", async () => {
    const zone = process.env.TZ;
    const elsewhere = mkdtempSync(join(tmpdir(), "reprise-pdf-"));
    process.env.TZ = "Asia/Tokyo";
    process.env.LANG = "de_DE.UTF-8";
    try {
      const other = await openPrinter(join(elsewhere, "workshop"));
      // Elements are counted in the order in which a browser makes them
      await other.print(printable);
      const again = finishedPdf(await other.print(printable), metadata);
      await other.close();
      assert.ok(Buffer.from(again).equals(Buffer.from(bytes)));
    } finally {
      if (zone === undefined) delete process.env.TZ;
      else process.env.TZ = zone;
      rmSync(elsewhere, { recursive: true, force: true });
    }
  });

  test("has no link to where the site is, when that is not known", async () => {
    const { links, inner, text } = readPdf(
      finishedPdf(await printer.print({ ...printable, site: undefined }), metadata),
    );
    assert.deepEqual([...new Set(links)], ["https://example.com/paper"]);
    assert.ok(inner.includes("later"));
    assert.ok(text.includes("the code"));
  });

  test("is refused when it asks for what is not there", async () => {
    writeFileSync(join(folder, "index.html"), page.replace("style.css", "no.css"));
    await assert.rejects(printer.print({ ...printable, page: "" }), /asks for what is not there: .*no\.css/);
  });
});

test("a browser that does not start is told with what is missing and how to do without", async () => {
  const cache = process.env.REPRISE_CACHE;
  const folder = mkdtempSync(join(tmpdir(), "reprise-pdf-"));
  process.env.REPRISE_CACHE = folder;
  try {
    const { browserVersion } = await import("../../src/browser.ts");
    const place = join(folder, `chromium-${browserVersion}`);
    mkdirSync(place);
    const missing = "chromium: error while loading shared libraries: libnone.so.3: cannot open";
    writeFileSync(join(place, "chromium"), `#!/bin/sh\necho "${missing}" >&2\nexit 127\n`, { mode: 0o700 });
    await assert.rejects(openPrinter(folder), (error) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, /does not start: the system lacks libnone\.so\.3[\s\S]*--no-pdf/);
      return true;
    });
  } finally {
    if (cache === undefined) delete process.env.REPRISE_CACHE;
    else process.env.REPRISE_CACHE = cache;
    rmSync(folder, { recursive: true, force: true });
  }
});

test("a title ends no string of CSS", () => {
  const string = cssString('a "b" \\ \n } é 数');
  assert.match(string, /^"[^"\\\n}]*(\\[0-9a-f]+ [^"\\\n}]*)*"$/);
  const long = paperStyles("word ".repeat(60), "https://example.org/x");
  assert.match(long, /word \\2026 "/);
});
