import type { Locator, Page } from "playwright/test";
import { expect, openArticle, test } from "./site.ts";

/** The first claim of the article: its button and its evidence. */
function firstClaim(page: Page): { readonly button: Locator; readonly evidence: Locator } {
  const mark = page.locator(".prose .claim-mark").first();
  return { button: mark.locator("> button"), evidence: mark.locator("> .evidence") };
}

test.describe("without JavaScript, the evidence of a claim", () => {
  test.use({ javaScriptEnabled: false });

  test("opens by a pointer that rests on its mark, and closes when it leaves", async ({ page, site }) => {
    await page.setViewportSize({ width: 1280, height: 900 });
    await openArticle(page, site);
    const { button, evidence } = firstClaim(page);
    await expect(evidence).toBeHidden();
    await button.hover();
    await expect(evidence).toBeVisible();
    await expect(evidence).toContainText(/[Ff]ound /);
    await page.mouse.move(1, 1);
    await expect(evidence).toBeHidden();
  });

  for (const { width, device } of [
    { width: 1280, device: "a wide screen" },
    { width: 360, device: "a phone" },
  ]) {
    test(`opens and closes by keyboard and press on ${device}, and stays on the screen`, async ({
      page,
      site,
    }) => {
      await page.setViewportSize({ width, height: 900 });
      await openArticle(page, site);
      for (const button of await page.locator(".claim-mark > button").all()) {
        const evidence = page.locator(`#${await button.getAttribute("popovertarget")}`);
        await button.click();
        await expect(evidence).toBeVisible();
        const box = await evidence.boundingBox();
        expect(box?.x).toBeGreaterThanOrEqual(0);
        expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(width);
        await page.keyboard.press("Escape");
        // A mark that has the focus or the pointer keeps its evidence open, over marks that stand close by
        await button.blur();
        await page.mouse.move(1, 1);
        await expect(evidence).toBeHidden();
      }
      const { button, evidence } = firstClaim(page);
      await button.focus();
      await page.keyboard.press("Enter");
      await expect(evidence).toBeVisible();
      await page.keyboard.press("Tab");
      await expect(evidence.getByRole("link").first()).toBeFocused();
      await expect(button).toHaveAccessibleName(
        /^This claim (holds|is refuted|is undecided)\. Show the evidence\.$/,
      );
    });
  }

  test("leads to its figure, to its predicate in the code, and to the data", async ({ page, site }) => {
    await openArticle(page, site);
    const article = page.url();
    for (const evidence of await page.locator(".evidence").all()) {
      const [code, data] = [
        evidence.getByText("Code", { exact: true }),
        evidence.getByText("Data", { exact: true }),
      ];
      const figure = evidence.locator("a[href^='#']");
      if ((await figure.count()) > 0) {
        const target = page.locator(`figure${await figure.getAttribute("href")}`);
        await expect(target).toContainText(`${await figure.textContent()}.`);
      }
      const line = new URL((await code.getAttribute("href")) ?? "", article);
      const answer = await page.request.get(line.href);
      expect(answer.ok()).toBe(true);
      expect(await answer.text()).toContain(`id="${line.hash.slice(1)}"`);
      expect(
        (await page.request.get(new URL((await data.getAttribute("href")) ?? "", article).href)).ok(),
      ).toBe(true);
    }
  });
});

test("following a link of the evidence closes it, so that it does not stand over the figure", async ({
  page,
  site,
}) => {
  await page.setViewportSize({ width: 360, height: 900 });
  await openArticle(page, site);
  const mark = page.locator(".claim-mark:has(.evidence a[href^='#'])").first();
  await mark.locator("> button").click();
  await mark.locator(".evidence a[href^='#']").click();
  await expect(mark.locator("> .evidence")).toBeHidden();
});
