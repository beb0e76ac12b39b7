import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { extname, join, resolve, sep } from "node:path";
import type { Browser, Route } from "playwright-core";
import { secludedChromiumOptions } from "../browser.ts";
import { reasonOf, UserError } from "../engine/errors.ts";
import { articleForPaper } from "./article-for-paper.ts";
import { fillPages } from "./fill-pages.ts";
import { formulaMark, type Printed } from "./finish.ts";
import { paperStyles } from "./paper-styles.ts";
import { speakFormulas } from "./speak-formulas.ts";

export interface Printable {
  /** Of the built site. */
  readonly folder: string;
  /** Path of the page from the root of the site, such as `coins/`. */
  readonly page: string;
  /** Where the site will be published, to which links to its other pages lead; undefined when that is not known. */
  readonly site: string | undefined;
  /** The folder it is published under, with slashes at both ends. */
  readonly base: string;
  /** Title at the head of each page but the first. */
  readonly runningTitle: string;
}

export interface Printer {
  /** The page as a PDF, as Chromium writes it; see `finishedPdf`. */
  print(page: Printable): Promise<Printed>;
  close(): Promise<void>;
}

/**
 * Starts the locked browser.
 *
 * @param workshop folder for what the browser needs to know
 * @throws UserError if it does not start, with what is missing
 */
export async function openPrinter(workshop: string): Promise<Printer> {
  // Takes half a second to load, which builds that print nothing need not wait for
  const { chromium } = await import("playwright-core");
  const options = await secludedChromiumOptions(workshop);
  const browser = await chromium.launch(options).catch((cause: unknown) => {
    throw cannotStart(cause);
  });
  return { print: (page) => print(browser, page), close: () => browser.close() };
}

/** Stands in for the site's address when that is not known. No link to it is left in the PDF. */
const nowhere = "http://site.invalid";
const perMillimetre = 96 / 25.4;

/** A4 less the margins that print.css sets, in CSS pixels. */
const textArea = { width: (210 - 16 - 14) * perMillimetre, height: (297 - 20 - 18) * perMillimetre };

const ownFolder = "_print/";
const monospaced = createRequire(import.meta.url).resolve(
  "@fontsource/ibm-plex-mono/files/ibm-plex-mono-latin-400-normal.woff2",
);

async function print(
  browser: Browser,
  { folder, page: path, site, base, runningTitle }: Printable,
): Promise<Printed> {
  const origin = site === undefined ? nowhere : new URL(site).origin;
  const root = `${origin}${base}`;
  const context = await browser.newContext({
    javaScriptEnabled: false,
    colorScheme: "light",
    locale: "en-US",
    timezoneId: "UTC",
    viewport: { width: Math.floor(textArea.width), height: Math.floor(textArea.height) },
  });
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(120_000);
    const failed: string[] = [];
    // Files are handed to the browser as if the site were published; nothing is served, and nothing is fetched
    await context.route("**/*", async (route) => {
      const url = route.request().url();
      const file = url.startsWith(root) ? url.slice(root.length).replace(/[?#].*$/, "") : undefined;
      const content = file === undefined ? undefined : await contentOf(folder, file, { root, runningTitle });
      if (content === undefined) failed.push(url);
      await (content === undefined ? route.abort() : route.fulfill(content));
    });
    await page.emulateMedia({ media: "print", colorScheme: "light", reducedMotion: "reduce" });
    await page.goto(`${root}${path}`, { waitUntil: "load" });
    await page.evaluate(speakFormulas, { mark: formulaMark });
    await page.evaluate(articleForPaper, { root, known: site !== undefined });
    await page.evaluate(() => document.fonts.ready.then(() => undefined));
    await page.evaluate(fillPages, { pageWidth: textArea.width, pageHeight: textArea.height });
    if (failed.length > 0)
      throw new Error(`the printed page asks for what is not there: ${failed.join(", ")}`);
    const headings = await page.evaluate(() =>
      Array.from(document.querySelectorAll("h1, h2, h3, h4, h5, h6"), ({ textContent }) =>
        textContent.replaceAll(/\s+/g, " ").trim(),
      ),
    );
    const pdf = await page.pdf({
      preferCSSPageSize: true,
      printBackground: true,
      tagged: true,
      outline: true,
    });
    return { pdf, headings };
  } finally {
    await context.close();
  }
}

type Fulfilment = NonNullable<Parameters<Route["fulfill"]>[0]>;

async function contentOf(
  folder: string,
  file: string,
  { root, runningTitle }: { readonly root: string; readonly runningTitle: string },
): Promise<Fulfilment | undefined> {
  if (file === `${ownFolder}paper.css`)
    return { contentType: "text/css", body: paperStyles(runningTitle, `${root}${ownFolder}mono.woff2`) };
  if (file === `${ownFolder}mono.woff2`)
    return { contentType: "font/woff2", body: await readFile(monospaced) };
  const path = resolve(
    folder,
    decodeURIComponent(file),
    file === "" || file.endsWith("/") ? "index.html" : "",
  );
  if (!path.startsWith(resolve(folder) + sep)) return undefined;
  const contentType = contentTypes[extname(path)];
  const body = await readFile(path).catch(() => undefined);
  if (contentType === undefined || body === undefined) return undefined;
  if (extname(path) !== ".html") return { contentType, body };
  const styles = `<link rel="stylesheet" href="${root}${ownFolder}paper.css"></head>`;
  return { contentType, body: body.toString().replace("</head>", styles) };
}

const contentTypes: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".woff2": "font/woff2",
  ".svg": "image/svg+xml",
  ".png": "image/png",
};

function cannotStart(cause: unknown): UserError {
  const message = reasonOf(cause);
  const library = /error while loading shared libraries: ([^:\s]+)/.exec(message)?.[1];
  const reason = library === undefined ? message.split("\n")[0] : `the system lacks ${library}`;
  return new UserError({
    what: `the browser that makes the PDF of an article does not start: ${reason}`,
    where: join("node_modules", "@sparticuz", "chromium"),
    fix:
      library === undefined
        ? "To build without a PDF: `npm run build -- --no-pdf`."
        : "Install that library with the system's package manager, or build without a PDF: `npm run build -- --no-pdf`.",
    cause,
  });
}
