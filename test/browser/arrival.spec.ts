/** On a phone, what is far from the screen is laid out after the beginning of an article is seen. */
import type { Page } from "playwright/test";
import { allDrawn, expect, openArticle, pageScripts, test } from "./site.ts";

const phone = { width: 390, height: 800 };

/** How many blocks of the text are not laid out, as far as the browser can tell. */
const skipped = (page: Page) =>
  page.evaluate(
    () =>
      [...document.querySelectorAll(".prose > * > *")].filter(
        (inner) => inner.checkVisibility() && !inner.checkVisibility({ contentVisibilityAuto: true }),
      ).length,
  );

const height = (page: Page) => page.evaluate(() => document.documentElement.scrollHeight);

/** Where the last section begins, from the top of the screen. */
const lastSection = (page: Page) =>
  page.evaluate(
    () => [...document.querySelectorAll(".prose h2[id]")].at(-1)?.getBoundingClientRect().top ?? Number.NaN,
  );

/** Holds back the script that lays out the rest, until what is returned is called. */
async function heldBack(page: Page): Promise<() => void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  await page.route(pageScripts, async (route) => {
    await promise;
    await route.continue();
  });
  return resolve;
}

test.describe("the rest of an article", () => {
  let address = "";

  test.beforeEach(async ({ page, site }) => {
    await page.setViewportSize(phone);
    await openArticle(page, site);
    address = page.url();
    await page.goto("about:blank");
  });

  test("is laid out after its beginning is seen, and is then as it would have been", async ({ page }) => {
    const go = await heldBack(page);
    await page.goto(address, { waitUntil: "commit" });
    await page.locator(".prose > :last-child").last().waitFor({ state: "attached" });
    await expect(page.locator(".abstract p").first()).toBeInViewport();
    await expect.poll(() => skipped(page)).toBeGreaterThan(20);
    go();
    await page.waitForLoadState();
    await allDrawn(page);
    await expect(page.locator("html.arriving")).toHaveCount(0);
    expect(await skipped(page)).toBe(0);
    const arrived = await height(page);
    await page.goto(`${address}#text`);
    await allDrawn(page);
    expect(await height(page)).toBe(arrived);
  });

  test("is awaited on no page but an article's", async ({ page, site }) => {
    await page.goto(site);
    await expect(page.locator("html.arriving")).toHaveCount(0);
  });

  test("is there at once on a desk, and for those who come for a place in it", async ({ page }) => {
    await page.goto(address);
    const id = await page.evaluate(() => [...document.querySelectorAll(".prose h2[id]")].at(-1)?.id ?? "");
    expect(id).not.toBe("");
    await page.goto("about:blank");
    const go = await heldBack(page);
    await page.goto(`${address}#${id}`, { waitUntil: "commit" });
    await page.locator(`[id="${id}"]`).waitFor({ state: "attached" });
    expect(await skipped(page)).toBe(0);
    go();
    await page.waitForLoadState();
    await allDrawn(page);
    await expect(page.locator(`[id="${id}"]`)).toBeInViewport();
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto("about:blank");
    await page.route(pageScripts, () => {});
    await page.goto(address, { waitUntil: "commit" });
    await page.locator(".prose > :last-child").last().waitFor({ state: "attached" });
    await expect(page.locator("html.arriving")).toHaveCount(1);
    expect(await skipped(page)).toBe(0);
  });

  test("is there at once for those who jump", async ({ page }) => {
    const go = await heldBack(page);
    await page.goto(address, { waitUntil: "commit" });
    await expect.poll(() => skipped(page)).toBeGreaterThan(20);
    await page.locator(".contents-folded summary").click();
    await page.locator(".contents-folded > nav > ol > li > a").last().click();
    await expect.poll(() => lastSection(page)).toBeLessThan(phone.height);
    expect(await skipped(page)).toBe(0);
    await page.evaluate(() => document.fonts.ready);
    const before = await lastSection(page);
    go();
    await page.waitForLoadState();
    await allDrawn(page);
    expect(Math.abs((await lastSection(page)) - before)).toBeLessThan(1);
  });

  test("is there for those who come back to where they were", async ({ page }) => {
    await page.goto(address);
    await allDrawn(page);
    await page.evaluate(() =>
      scrollTo({ top: document.documentElement.scrollHeight * 0.7, behavior: "instant" }),
    );
    const before = await lastSection(page);
    await page.goto("about:blank");
    await page.goBack();
    await allDrawn(page);
    await expect.poll(async () => Math.abs((await lastSection(page)) - before)).toBeLessThan(2);
  });

  test("is seen when its script does not come", async ({ browser }) => {
    const context = await browser.newContext({ viewport: phone });
    const lost = await context.newPage();
    await lost.route(pageScripts, (route) => route.abort());
    await lost.goto(address);
    await expect(lost.locator("html.unscripted")).toHaveCount(1);
    expect(await skipped(lost)).toBe(0);
    await context.close();
  });
});
