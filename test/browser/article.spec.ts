import { expect, figureTexts, openArticle, test } from "./site.ts";

test("the home page leads to the article, with title, author, date, abstract and contents", async ({
  page,
  site,
}) => {
  await openArticle(page, site);
  await expect(page.locator("h1")).toHaveText(/\S/);
  await expect(page.locator(".author").first()).toHaveText(/\S/);
  await expect(page.locator("time").first()).toHaveAttribute("datetime", /^\d{4}-\d{2}-\d{2}$/);
  await expect(page.getByText("Abstract", { exact: true })).toBeVisible();
  const headings = await page.locator("main h2").allTextContents();
  const sections = headings.map((heading) => heading.replace(/#$/, "")).filter((name) => name !== "Abstract");
  expect(sections.length).toBeGreaterThan(5);
  expect(await page.locator("nav.contents li").allTextContents()).toEqual(sections);
});

test("results of the draft preset are marked as such", async ({ page, site }) => {
  await openArticle(page, site);
  await expect(page.getByText("not for citation")).toBeVisible();
});

test("an unknown address gets the site's own page", async ({ page, site }) => {
  page.removeAllListeners("console"); // the browser itself reports the status
  const response = await page.goto(`${site}no-such-page/`);
  expect(response?.status()).toBe(404);
  await expect(page.locator("main a").first()).toBeVisible();
});

test("every figure has a name, a description and a numbered caption", async ({ page, site }) => {
  await openArticle(page, site);
  const figures = await page.locator("main figure.figure").all();
  expect(figures.length).toBeGreaterThan(5);
  for (const [index, figure] of figures.entries()) {
    const id = await figure.getAttribute("id");
    for (const svg of await figure.locator(".plot svg:not(.due)").all()) {
      expect((await svg.locator("> title").textContent())?.length, `${id}: title`).toBeGreaterThan(8);
      expect((await svg.locator("> desc").textContent())?.length, `${id}: description`).toBeGreaterThan(30);
    }
    await expect(figure.locator("figcaption")).toContainText(`Figure ${index + 1}.`);
  }
});

for (const { name, width, shown, hidden } of [
  { name: "wide screens show the wide drawing", width: 1440, shown: ".plot-wide", hidden: ".plot-narrow" },
  { name: "phones show the narrow drawing", width: 360, shown: ".plot-narrow", hidden: ".plot-wide" },
]) {
  test(`${name}, and nothing scrolls sideways`, async ({ page, site }, testInfo) => {
    await page.setViewportSize({ width, height: 900 });
    await openArticle(page, site);
    for (const figure of await page.locator("main figure .plot").all()) {
      await expect(figure.locator(shown)).toBeVisible();
      await expect(figure.locator(hidden)).toBeHidden();
    }
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBe(0);
    await page.screenshot({ path: testInfo.outputPath(`article-${width}.png`), fullPage: true });
  });

  test(`${name}, whose words neither collide nor leave the frame`, async ({ page, site }) => {
    await page.setViewportSize({ width, height: 900 });
    await openArticle(page, site);
    const faults: string[] = [];
    for (const { id, frame, texts } of await figureTexts(page)) {
      for (const [index, { text, box }] of texts.entries()) {
        if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1)
          faults.push(`${id}: “${text}” leaves the frame`);
        for (const other of texts.slice(index + 1)) {
          const across = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
          const down = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
          // Boxes include the line's leading; letters meet when more than a third of the line is shared.
          if (across > 1 && down > 5) faults.push(`${id}: “${text}” collides with “${other.text}”`);
        }
      }
    }
    expect(faults).toEqual([]);
  });
}

test("without JavaScript nothing is missing", async ({ browser, site, page }) => {
  await openArticle(page, site);
  const context = await browser.newContext({ javaScriptEnabled: false });
  const plain = await context.newPage();
  await plain.goto(page.url());
  const count = (selector: string) => plain.locator(selector).count();
  const seen = (where: typeof page) =>
    where.locator("main figure .plot").locator("svg, img").filter({ visible: true }).count();
  expect(await seen(plain)).toBe(await seen(page));
  expect(await count("main .katex")).toBeGreaterThan(20);
  await expect(plain.locator("main figure .plot-wide svg").first()).toBeVisible();
  await context.close();
});

test("formulas are set, and no placeholder or error is left in the page", async ({ page, site }) => {
  await openArticle(page, site);
  expect(await page.locator(".katex-error").count()).toBe(0);
  const text = await page.locator("main").textContent();
  expect(text).not.toMatch(/\b(NaN|undefined|TODO|lorem ipsum|coming soon|\[object)\b/i);
  expect(text).not.toMatch(/:(value|param|cite|ref|series)\[/);
});

test("every link inside the site leads somewhere", async ({ page, site, request }) => {
  await openArticle(page, site);
  const links = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLAnchorElement>("a[href]")].map(({ href }) => href),
  );
  const inside = [...new Set(links.filter((href) => href.startsWith(site)))];
  expect(inside.length).toBeGreaterThan(20);
  const here = page.url().split("#")[0];
  const anchors = inside.filter((href) => href.startsWith(`${here}#`)).map((href) => href.split("#")[1]);
  const missing = await page.evaluate(
    (ids) => ids.filter((id) => id && id !== "top" && !document.getElementById(decodeURIComponent(id))),
    anchors,
  );
  expect(missing, "anchors").toEqual([]);
  const answers = [...new Set(inside.map((href) => href.split("#")[0] as string))].map(async (address) => {
    const response = await request.get(address);
    return { address, status: response.status(), empty: (await response.body()).byteLength === 0 };
  });
  const failed = (await Promise.all(answers)).filter(({ status, empty }) => status !== 200 || empty);
  expect(failed).toEqual([]);
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`words in figures stand out from the page when it is ${colorScheme}`, async ({ page, site }) => {
    await page.emulateMedia({ colorScheme });
    await openArticle(page, site);
    const lowest = await page.evaluate(() => {
      const channels = (colour: string) => (colour.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number);
      const luminance = (colour: string) => {
        const [r = 0, g = 0, b = 0] = channels(colour).map((channel) => {
          const c = channel / 255;
          return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      const paper = luminance(getComputedStyle(document.documentElement).backgroundColor);
      const contrasts = [...document.querySelectorAll("main figure svg text")].map((text) => {
        const ink = luminance(getComputedStyle(text).fill);
        return (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
      });
      return Math.min(...contrasts);
    });
    // WCAG 2.2, success criterion 1.4.3, level AA for text of ordinary size.
    expect(lowest).toBeGreaterThanOrEqual(4.5);
  });
}
