/** Drawings that are fetched when an article has come, and what is seen where they do not come. */
import type { Page } from "playwright/test";
import { allDrawn, expect, openArticle, pageScripts, test } from "./site.ts";

const drawn = (page: Page) => page.locator("main figure .plot > div > svg:not(.due)");
const pictures = (page: Page) =>
  page.locator("main figure .plot > div > .due + picture > img, main figure .plot > div > picture > img");

/** Names of the drawings that are asked for from now on. */
function asked(page: Page): string[] {
  const names: string[] = [];
  page.on("request", (request) => {
    const name = /([^/]+\.(?:wide|narrow)\.(?:part|light|dark)\.svg)$/.exec(request.url())?.[1];
    if (name !== undefined) names.push(name);
  });
  return names;
}

async function articleAddress(page: Page, site: string): Promise<string> {
  await openArticle(page, site);
  return page.url();
}

test("each figure's layout that is on screen is fetched once, and the other when it is", async ({
  page,
  site,
}) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  const names = asked(page);
  await openArticle(page, site);
  const parts = names.filter((name) => name.endsWith(".part.svg"));
  expect(parts.length).toBeGreaterThan(5);
  expect(new Set(parts).size).toBe(parts.length);
  expect(parts.filter((name) => name.includes(".narrow."))).toEqual([]);
  expect(await drawn(page).filter({ visible: true }).count()).toBe(parts.length + 1);
  const wide = names.length;
  await page.setViewportSize({ width: 360, height: 740 });
  await expect
    .poll(() => names.slice(wide).filter((name) => name.endsWith(".narrow.part.svg")).length)
    .toBe(parts.length);
  await allDrawn(page);
  // What has come is named and described as it is where it is part of the page
  for (const svg of await drawn(page).filter({ visible: true }).all())
    await expect(svg).toHaveAccessibleName(/\S/);
});

test("a drawing keeps its place when it comes, and no picture is fetched beside it", async ({
  page,
  site,
}) => {
  const address = await articleAddress(page, site);
  let go = () => {};
  const wait = new Promise<void>((resolve) => {
    go = resolve;
  });
  await page.route("**/*.part.svg", async (route) => {
    await wait;
    await route.continue();
  });
  const names = asked(page);
  await page.goto(address);
  await page.locator("main figure").nth(2).scrollIntoViewIfNeeded();
  const boxes = () =>
    page.evaluate(() =>
      [...document.querySelectorAll("main figure")].map((figure) => {
        const { top, height } = figure.getBoundingClientRect();
        return [top, height];
      }),
    );
  const before = await boxes();
  go();
  await allDrawn(page);
  expect(await boxes()).toEqual(before);
  expect(
    names.filter(
      (name) =>
        /\.(light|dark)\.svg$/.test(name) && names.includes(name.replace(/\.(light|dark)\./, ".part.")),
    ),
  ).toEqual([]);
});

test.describe("where drawings do not come", () => {
  /** All pictures that take the place of drawings are seen and whole. */
  async function expectPictures(page: Page): Promise<void> {
    const seen = pictures(page).filter({ visible: true });
    expect(await seen.count()).toBeGreaterThan(5);
    for (const picture of await seen.all()) {
      await picture.scrollIntoViewIfNeeded();
      await expect(picture).toHaveJSProperty("complete", true);
      expect(await picture.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBeGreaterThan(100);
      await expect(picture).toHaveAttribute("alt", /\S/);
    }
    await expect(page.locator(".due").filter({ visible: true })).toHaveCount(0);
  }

  for (const { because, options, lost } of [
    { because: "scripts are switched off", options: { javaScriptEnabled: false }, lost: undefined },
    { because: "the page's script does not come", options: {}, lost: pageScripts },
  ]) {
    test(`because ${because}, pictures are seen`, async ({ page, site, browser }) => {
      const address = await articleAddress(page, site);
      const context = await browser.newContext(options);
      const without = await context.newPage();
      if (lost !== undefined) await without.route(lost, (route) => route.abort());
      await without.goto(address);
      await expectPictures(without);
      await context.close();
    });
  }

  test("because one cannot be fetched, its picture is seen", async ({ page, site, browser }) => {
    const address = await articleAddress(page, site);
    const context = await browser.newContext();
    const lost = await context.newPage();
    let name = "";
    await lost.route("**/*.part.svg", (route) => {
      name ||= route.request().url();
      return route.request().url() === name ? route.abort() : route.continue();
    });
    await lost.goto(address);
    await allDrawn(lost);
    const picture = pictures(lost).and(
      lost.locator(`[src$="${name.split("/").at(-1)?.replace(".part.", ".light.")}"]`),
    );
    await picture.scrollIntoViewIfNeeded();
    await expect(picture).toBeVisible();
    await expect(picture).toHaveJSProperty("complete", true);
    await context.close();
  });
});

test("figures on paper are all there", async ({ page, site }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await openArticle(page, site);
  await page.emulateMedia({ media: "print" });
  const figures = await page.locator("main figure.figure").count();
  const seen = page.locator("main figure .plot-wide").locator("svg, img").filter({ visible: true });
  expect(await seen.count()).toBe(figures);
  await expect(page.locator(".due").filter({ visible: true })).toHaveCount(0);
});
