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
    await expect(evidence).toContainText(/Expected .*; found /);
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
      await expect(evidence.getByRole("link", { name: "Data" })).toBeFocused();
      await expect(button).toHaveAccessibleName(
        /^This claim (holds|is refuted|is undecided)\. Show the evidence\.$/,
      );
    });
  }
});
