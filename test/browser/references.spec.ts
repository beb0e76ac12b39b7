import type { Locator, Page } from "playwright/test";
import { expect, openArticle, test } from "./site.ts";

const [desk, phone] = [
  { width: 1280, height: 900 },
  { width: 360, height: 780 },
];

function reference(page: Page, kind: "figure" | "equation" | "section" | "table"): Locator {
  return page.locator(`.prose .ref-${kind}`).first();
}

function preview(page: Page): Locator {
  return page.locator(".preview");
}

/** Whether the card is within the window from side to side. */
async function expectOnScreen(page: Page, width: number): Promise<void> {
  const box = await preview(page).boundingBox();
  expect(box?.x).toBeGreaterThanOrEqual(0);
  expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(width);
}

async function duplicateIds(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
    return ids.filter((id, i) => ids.indexOf(id) !== i);
  });
}

test.describe("the preview of a cross reference", () => {
  test.beforeEach(async ({ page, site }) => {
    await page.setViewportSize(desk);
    await openArticle(page, site);
  });

  test("shows the target of each kind to a pointer that rests on the link", async ({ page }) => {
    for (const [kind, expected] of [
      ["figure", "svg, img"],
      ["equation", ".katex"],
      ["section", "h2, h3"],
      ["table", "table"],
    ] as const) {
      const link = reference(page, kind);
      await link.scrollIntoViewIfNeeded();
      await link.hover();
      await expect(preview(page).locator(expected).first()).toBeVisible();
      if (kind === "figure" || kind === "table") {
        const name = ((await link.textContent()) ?? "").replace("\u00a0", " ");
        await expect(preview(page).locator("p")).toContainText(`${name}. `);
      }
      await expectOnScreen(page, desk.width);
      expect(await duplicateIds(page)).toEqual([]);
      await page.mouse.move(2, 2);
      await expect(preview(page)).toBeHidden();
    }
  });

  test("stays while the pointer is on it, and can be dismissed without moving", async ({ page }) => {
    const link = reference(page, "figure");
    await link.hover();
    await expect(preview(page)).toBeVisible();
    await preview(page).hover();
    await page.waitForTimeout(600);
    await expect(preview(page)).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(preview(page)).toBeHidden();
  });

  test("opens with the focus of the keyboard, stays whatever the pointer does, and closes with Escape or Tab", async ({
    page,
  }) => {
    const link = reference(page, "equation");
    await link.focus();
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Tab");
    await expect(link).toBeFocused();
    await expect(preview(page)).toBeVisible();
    await page.mouse.move(3, 3);
    await page.waitForTimeout(400);
    await expect(preview(page)).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(preview(page)).toBeHidden();
    await expect(link).toBeFocused();
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Tab");
    await expect(preview(page)).toBeVisible();
    await page.keyboard.press("Tab");
    await expect(link).not.toBeFocused();
    // Nothing in the card takes the focus
    expect(await page.evaluate(() => document.activeElement?.closest(".preview") === null)).toBe(true);
  });

  test("is noise to nobody who hears the page", async ({ page }) => {
    await reference(page, "table").hover();
    await expect(preview(page)).toHaveAttribute("aria-hidden", "true");
  });
});

test.describe("by touch", () => {
  test.use({ hasTouch: true, isMobile: true, viewport: phone });

  test("a cross reference is a link and nothing more", async ({ page, site }) => {
    await openArticle(page, site);
    const link = reference(page, "figure");
    await link.tap();
    await expect(page).toHaveURL(new RegExp(`${await link.getAttribute("href")}$`));
    await page.waitForTimeout(400);
    await expect(preview(page)).toBeHidden();
  });

  test("a numbered table sets errors below their means and fits, and the page does not scroll sideways", async ({
    page,
    site,
  }) => {
    await openArticle(page, site);
    const table = page.locator(".numbered-table").first();
    await table.scrollIntoViewIfNeeded();
    const box = await table.locator(".table").evaluate(({ scrollWidth, clientWidth }) => ({
      scrollWidth,
      clientWidth,
    }));
    expect(box.scrollWidth).toBeLessThanOrEqual(box.clientWidth);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(phone.width);
  });
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("a cross reference leads to its target", async ({ page, site }) => {
    await page.setViewportSize(desk);
    await openArticle(page, site);
    for (const kind of ["figure", "equation", "section", "table"] as const) {
      const link = reference(page, kind);
      const href = await link.getAttribute("href");
      await link.click();
      await expect(page).toHaveURL(new RegExp(`${href}$`));
      await expect(page.locator(href ?? "")).toBeInViewport();
    }
  });
});

test("numbers in a column of a table stand with their decimal signs one below the other", async ({
  page,
  site,
}) => {
  await page.setViewportSize(desk);
  await openArticle(page, site);
  const points = await page
    .locator(".numbered-table")
    .first()
    .evaluate(async (table) => {
      await document.fonts.load('400 14px "IBM Plex Sans"');
      await document.fonts.ready;
      const columns = new Map<number, number[]>();
      for (const cell of table.querySelectorAll<HTMLTableCellElement>("tbody td.number")) {
        const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
        const text = walker.nextNode();
        const at = text?.textContent?.indexOf(".") ?? -1;
        if (text === null || at < 0) continue;
        const range = document.createRange();
        range.setStart(text, at);
        range.setEnd(text, at + 1);
        columns.set(cell.cellIndex, [
          ...(columns.get(cell.cellIndex) ?? []),
          range.getBoundingClientRect().left,
        ]);
      }
      return [...columns.values()];
    });
  expect(points.length).toBeGreaterThan(1);
  for (const column of points) {
    expect(Math.max(...column) - Math.min(...column)).toBeLessThan(1);
  }
});
