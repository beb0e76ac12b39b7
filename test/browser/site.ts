import { test as base, type Page } from "playwright/test";
import { previewSite } from "../../src/site.ts";
import { siteFolder } from "./built-site.ts";

interface Visit {
  /** Address of the served site, with a slash at the end. */
  readonly site: string;
}

/** A test that finds the built site served on this machine, and fails when the page complains of anything. */
export const test = base.extend<{ quiet: undefined }, Visit>({
  site: [
    // biome-ignore lint/correctness/noEmptyPattern: the runner demands a destructured first parameter
    async ({}, use) => {
      const server = await previewSite({
        root: process.cwd(),
        outDir: siteFolder,
        preset: "draft",
      });
      await use(server.url);
      await server.close();
    },
    { scope: "worker" },
  ],
  quiet: [
    async ({ page, site }, use) => {
      const complaints: string[] = [];
      page.on("console", (message) => complaints.push(`console: ${message.text()}`));
      page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
      page.on("request", (request) => {
        if (!request.url().startsWith(site) && !request.url().startsWith("data:"))
          complaints.push(`request to another site: ${request.url()}`);
      });
      page.on("response", (response) => {
        if (response.status() >= 400 && !response.url().endsWith("/no-such-page/"))
          complaints.push(`${response.status()}: ${response.url()}`);
      });
      await use(undefined);
      if (complaints.length > 0) throw new Error(complaints.join("\n"));
    },
    { auto: true },
  ],
});

export { expect } from "playwright/test";

/** The scripts that pages fetch. */
export const pageScripts = /\/_astro\/.*\.js$/;

/** Follows the home page's first link to an article. */
export async function openArticle(page: Page, site: string): Promise<void> {
  await page.goto(site);
  await page.locator("main a").first().click();
  await page.locator("main.article").waitFor();
  // Until then the page may not have heard of keys and pointers
  await page.waitForLoadState();
  await allDrawn(page);
}

/** Waits until every drawing that is on screen somewhere in the page has come. */
export async function allDrawn(page: Page): Promise<void> {
  await page.waitForFunction(() =>
    [...document.querySelectorAll(".due")].every((due) => due.getClientRects().length === 0),
  );
}

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** The words of each visible figure with their boxes, in CSS pixels, and the box of the figure's drawing. */
export function figureTexts(
  page: Page,
): Promise<readonly { id: string; frame: Box; texts: readonly { text: string; box: Box }[] }[]> {
  return page.evaluate(async () => {
    // `fonts.ready` alone may come before the first layout has asked for any font
    await Promise.all(["400", "600"].map((weight) => document.fonts.load(`${weight} 12px "IBM Plex Sans"`)));
    await document.fonts.ready;
    const boxOf = (element: Element) => {
      const { left, top, right, bottom } = element.getBoundingClientRect();
      return { left, top, right, bottom };
    };
    return [...document.querySelectorAll("main figure svg")]
      .filter((svg) => svg.getBoundingClientRect().width > 0)
      .map((svg) => ({
        id: svg.closest("figure")?.id ?? "",
        frame: boxOf(svg),
        texts: [...svg.querySelectorAll("text")]
          .filter((text) => text.textContent?.trim())
          .map((text) => ({ text: text.textContent ?? "", box: boxOf(text) })),
      }));
  });
}
