import { globSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { browserVersion } from "../browser.ts";
import { digestOf, madeOnce } from "../cache.ts";
import type { Paper } from "../markdown/paper.ts";
import { pdfFile } from "../metadata/addresses.ts";
import { finishedPdf, type PdfMetadata } from "./finish.ts";
import { openPrinter, type Printable } from "./print.ts";

export interface ArticlePdfs {
  readonly root: string;
  /** Of the built site, complete but for the PDFs. */
  readonly folder: string;
  readonly site: string | undefined;
  /** With slashes at both ends. */
  readonly base: string;
  readonly papers: readonly Paper[];
}

/**
 * The PDFs of all articles of a site, by their addresses, printed from its pages. One whose page and everything that it
 * shows are as they were is taken from the cache, and without any to print no browser is started.
 *
 * @throws UserError if the browser does not start
 */
export async function articlePdfs({
  root,
  papers,
  ...site
}: ArticlePdfs): Promise<ReadonlyMap<string, Uint8Array>> {
  const cache = join(root, ".artifacts", "pdf");
  let printer: ReturnType<typeof openPrinter> | undefined;
  const files = new Map<string, Uint8Array>();
  try {
    for (const paper of papers) {
      const page: Printable = { ...site, page: `${paper.slug}/`, runningTitle: paper.title };
      const metadata = metadataOf(paper);
      const { pdf } = await madeOnce(cache, paper.slug, inputsOf(root, page, metadata), async () => {
        printer ??= openPrinter(cache);
        const printed = await (await printer).print(page);
        return { pdf: Buffer.from(finishedPdf(printed, metadata)).toString("base64") };
      });
      files.set(pdfFile(paper.slug), Buffer.from(pdf, "base64"));
    }
  } finally {
    await printer?.then((opened) => opened.close()).catch(() => undefined);
  }
  return files;
}

function metadataOf(paper: Paper): PdfMetadata {
  return {
    title: paper.title,
    authors: paper.authors.map(({ name }) => name),
    subject: paper.subtitle ?? paper.summary,
    keywords: paper.keywords ?? [],
    date: paper.updated ?? paper.date,
  };
}

/** Everything that the printed page is made of: itself, all styles, fonts and drawings of the site, and what prints it. */
function inputsOf(root: string, { folder, page, ...rest }: Printable, metadata: PdfMetadata) {
  const shown = globSync(["**/*.css", "fonts/*", `${page}figures/*.svg`], { cwd: folder }).sort();
  const own = readdirSync(import.meta.dirname).sort();
  return [
    JSON.stringify([browserVersion, rest, metadata]),
    readFileSync(join(root, "package-lock.json")),
    ...own.map((file) => readFileSync(join(import.meta.dirname, file))),
    readFileSync(join(folder, page, "index.html")),
    digestOf(shown.flatMap((file) => [file, readFileSync(join(folder, file))])),
  ];
}
