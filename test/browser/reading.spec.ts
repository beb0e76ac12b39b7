import type { Page } from "playwright/test";
import { expect, openArticle, test } from "./site.ts";

const desk = { width: 1280, height: 900 };

/** An address of every kind of page that the site has, by what it is. */
async function addresses(page: Page, site: string): Promise<ReadonlyMap<string, string>> {
  await openArticle(page, site);
  const first = (selector: string) =>
    page
      .locator(selector)
      .first()
      .evaluate((a: HTMLAnchorElement) => a.href.replace(/#.*/, ""));
  return new Map([
    ["home", site],
    ["article", page.url()],
    ["figure", await first(".figure-tools a[href^='figures/']")],
    ["reproducibility", await first(".computed a[href*='reproducibility']")],
    ["code", await first(".experiments a")],
    ["no page", `${site}no-such-page/`],
  ]);
}

const scrollsSideways = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);

const background = (page: Page) =>
  page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);

test.describe("the choice of light or dark", () => {
  test.use({ colorScheme: "light", viewport: desk });

  test("starts with the system's, is remembered on every kind of page, and comes before anything is drawn", async ({
    page,
    site,
  }) => {
    page.removeAllListeners("console"); // the browser itself reports the page that is not there
    const kinds = await addresses(page, site);
    const button = page.locator("button.theme");
    await expect(button).toHaveAccessibleName("Colours: System");
    const light = await background(page);
    await button.click();
    await expect(button).toHaveAccessibleName("Colours: Dark");
    const dark = await background(page);
    expect(dark).not.toBe(light);

    await page.addInitScript(() => {
      new MutationObserver((_, observer) => {
        if (document.body === null) return;
        Object.assign(window, { themeAtBody: document.documentElement.dataset.theme });
        observer.disconnect();
      }).observe(document, { childList: true, subtree: true });
    });
    for (const [kind, address] of kinds) {
      await page.goto(address);
      expect(await page.evaluate(() => (window as { themeAtBody?: string }).themeAtBody), kind).toBe("dark");
      expect(await background(page), kind).toBe(dark);
      await expect(button, kind).toHaveAccessibleName("Colours: Dark");
    }
    await button.focus();
    await page.keyboard.press("Enter");
    await expect(button).toHaveAccessibleName("Colours: Light");
    expect(await background(page)).toBe(light);
    await page.keyboard.press("Space");
    await expect(button).toHaveAccessibleName("Colours: System");
    await page.emulateMedia({ colorScheme: "dark" });
    expect(await background(page)).toBe(dark);
  });

  test("holds for figures in the page and for those in files, which are fetched in no other colours", async ({
    page,
    site,
  }) => {
    const drawings: string[] = [];
    page.on("request", (request) => {
      if (/\.(light|dark)\.svg$/.test(request.url())) drawings.push(request.url());
    });
    await openArticle(page, site);
    const words = page.locator("figure .plot-wide svg text").first();
    const colour = () => words.evaluate((text) => getComputedStyle(text).fill);
    const light = await colour();
    await page.locator("button.theme").click();
    expect(await colour()).not.toBe(light);

    drawings.length = 0;
    await page.reload();
    const picture = page.locator(".plot-wide > picture:only-child img").first();
    await picture.scrollIntoViewIfNeeded();
    await expect
      .poll(() => picture.evaluate((img: HTMLImageElement) => img.currentSrc))
      .toMatch(/\.dark\.svg$/);
    expect(drawings.filter((url) => url.includes(".light."))).toEqual([]);
    await page.evaluate(() => scrollTo(0, 0));
    await page.locator("button.theme").click();
    await expect
      .poll(() => picture.evaluate((img: HTMLImageElement) => img.currentSrc))
      .toMatch(/\.light\.svg$/);
  });

  test("is the light one on paper, and none where colours are forced", async ({ page, site }) => {
    await openArticle(page, site);
    await page.locator("button.theme").click();
    await page.emulateMedia({ media: "print" });
    const ink = await page.evaluate(() => getComputedStyle(document.documentElement).color);
    const sum = (ink.match(/\d+/g) ?? []).slice(0, 3).reduce((total, part) => total + Number(part), 0);
    expect(sum).toBeLessThan(3 * 64);
    await page.emulateMedia({ media: "screen", forcedColors: "active" });
    await expect(page.locator("button.theme")).toBeHidden();
    const paper = await page.evaluate(() =>
      getComputedStyle(document.documentElement).getPropertyValue("--paper"),
    );
    expect(paper.trim()).toBe("Canvas");
  });

  test("crosses to another page that is open", async ({ page, site, context }) => {
    await page.goto(site);
    const other = await context.newPage();
    await other.goto(site);
    await other.locator("button.theme").click();
    await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  });
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("there is no switch, and the system's choice holds", async ({ page, site }) => {
    await page.emulateMedia({ colorScheme: "dark" });
    await page.goto(site);
    await expect(page.locator("button.theme")).toBeHidden();
  });
});

test.describe("the contents", () => {
  test.use({ viewport: { width: 1440, height: 900 } });

  test("show which section is on screen, however the reader gets there", async ({ page, site }) => {
    await openArticle(page, site);
    const current = page.locator("nav.contents [aria-current]");
    const headings = await page.locator(".prose > h2[id]").evaluateAll((all) => all.map(({ id }) => id));
    expect(headings.length).toBeGreaterThan(5);
    await expect(current).toHaveCount(0);
    for (const at of [4, 1, headings.length - 1]) {
      await page.evaluate((id) => document.getElementById(id)?.scrollIntoView(), headings[at] ?? "");
      await expect(current).toHaveAttribute("href", `#${headings[at]}`);
      await expect(current).toHaveCount(1);
      await expect(current).toBeInViewport();
    }
    await page.locator("nav.contents a").nth(3).click();
    await expect(current).toHaveAttribute(
      "href",
      (await page.locator("nav.contents a").nth(3).getAttribute("href")) ?? "",
    );
  });

  test("glide there only for readers who allow motion", async ({ page, site }) => {
    await openArticle(page, site);
    const behaviour = () => page.evaluate(() => getComputedStyle(document.documentElement).scrollBehavior);
    await page.locator("nav.contents a").nth(2).focus();
    await page.emulateMedia({ reducedMotion: "no-preference" });
    expect(await behaviour()).toBe("smooth");
    await page.emulateMedia({ reducedMotion: "reduce" });
    expect(await behaviour()).toBe("auto");
  });
});

test("headings and figures are links to themselves, for a keyboard, too", async ({ page, site }) => {
  await page.setViewportSize(desk);
  await openArticle(page, site);
  const heading = page.locator(".prose > h2[id]").nth(2);
  const link = heading.locator("a.permalink");
  const sign = () => link.evaluate((a) => getComputedStyle(a, "::before").opacity);
  const name = (await heading.textContent()) ?? "";
  await expect(link).toHaveAccessibleName(name);
  await expect(heading).toHaveAccessibleName(name);
  expect(await sign()).toBe("0");
  await link.focus();
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Tab");
  await expect(link).toBeFocused();
  expect(await sign()).toBe("1");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`#${await heading.getAttribute("id")}$`));
  await page.mouse.move(1, 1);
  const figure = page.locator("figure.figure").first();
  const number = figure.locator(".figure-number");
  await expect(number).toHaveAttribute("href", `#${await figure.getAttribute("id")}`);
  await figure.locator("figcaption").hover();
  expect(await number.evaluate((a) => getComputedStyle(a, "::before").opacity)).toBe("1");
});

test("a footnote shows at its number, and leads back to it", async ({ page, site }) => {
  await page.setViewportSize(desk);
  await openArticle(page, site);
  // As the Markdown processor writes one; the paper may have none
  await page.route(page.url(), async (route) => {
    const response = await route.fetch();
    const number = '<p>Text.<sup><a href="#fn-1" id="fnref-1" data-footnote-ref="">1</a></sup></p>';
    const back = '<a href="#fnref-1" data-footnote-backref="" aria-label="Back to the text at note 1">↩</a>';
    const note = `<section data-footnotes="" class="footnotes"><h2>Notes</h2><ol><li id="fn-1"><p>A remark. ${back}</p></li></ol></section>`;
    const body = (await response.text()).replace(/<article class="prose" id="text">/, `$&${number}${note}`);
    await route.fulfill({ response, body });
  });
  await page.reload();
  const number = page.locator("[data-footnote-ref]");
  await number.hover();
  await expect(page.locator(".preview")).toContainText("A remark.");
  await expect(page.locator(".preview [data-footnote-backref]")).toHaveCount(0);
  await number.click();
  await expect(page.locator("li#fn-1:target")).toBeInViewport();
  await page.locator("li [data-footnote-backref]").click();
  await expect(page.locator("#fnref-1:target")).toBeInViewport();
});

test("the first stop of the keyboard skips to the text, on every kind of page", async ({ page, site }) => {
  page.removeAllListeners("console");
  for (const [kind, address] of await addresses(page, site)) {
    await page.goto(address);
    await page.keyboard.press("Tab");
    const skip = page.locator(".skip");
    await expect(skip, kind).toBeFocused();
    await expect(skip, kind).toBeInViewport();
    const target = await skip.evaluate((a: HTMLAnchorElement) => a.hash);
    await expect(page.locator(`main${target}, main ${target}`), kind).toHaveCount(1);
  }
});

test("every kind of page has one main part, one title, and headings that skip no level", async ({
  page,
  site,
}) => {
  page.removeAllListeners("console");
  for (const [kind, address] of await addresses(page, site)) {
    await page.goto(address);
    await expect(page.locator("main"), kind).toHaveCount(1);
    await expect(page.locator("h1"), kind).toHaveCount(1);
    const levels = await page
      .locator("h1, h2, h3, h4")
      .evaluateAll((all) => all.map(({ tagName }) => Number(tagName[1])));
    const skipped = levels.filter((level, at) => level > (levels[at - 1] ?? 0) + 1);
    expect(skipped, `${kind}: ${levels.join(" ")}`).toEqual([]);
  }
});

/** Goes to every kind of page and looks whether all of its breadth, and the switch, are on screen. */
async function expectRoom(page: Page, kinds: ReadonlyMap<string, string>, picture: (kind: string) => string) {
  for (const [kind, address] of kinds) {
    await page.goto(address);
    expect(await scrollsSideways(page), kind).toBe(false);
    await expect(page.locator("button.theme"), kind).toBeInViewport();
    await page.screenshot({ path: picture(kind) });
  }
}

for (const { name, viewport } of [
  { name: "a phone of 360 pixels", viewport: { width: 360, height: 780 } },
  { name: "a window of 1280 pixels at 200 %", viewport: { width: 640, height: 450 } },
]) {
  test(`${name} has room for every kind of page`, async ({ page, site }, testInfo) => {
    page.removeAllListeners("console");
    const kinds = await addresses(page, site);
    await page.setViewportSize(viewport);
    await expectRoom(page, kinds, (kind) => testInfo.outputPath(`${kind}.png`));
  });
}

test("text of twice the size has room in every kind of page", async ({
  page: usual,
  site,
  playwright,
  launchOptions,
}, testInfo) => {
  const args = [...(launchOptions.args ?? []), "--blink-settings=defaultFontSize=32"];
  const browser = await playwright.chromium.launch({ ...launchOptions, args });
  const page = await browser.newPage({ viewport: desk });
  const kinds = await addresses(page, site);
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize)).toBe("32px");
  await expectRoom(page, kinds, (kind) => testInfo.outputPath(`${kind}.png`));
  // Measured in letters, a window of half the width has the same room
  await usual.setViewportSize({ width: desk.width / 2, height: desk.height });
  const widthIn = async (where: Page) => {
    await where.goto(kinds.get("article") ?? "");
    const drawing = where.locator("figure .plot-narrow svg").first();
    return drawing.evaluate((svg) => svg.getBoundingClientRect().width);
  };
  expect((await widthIn(page)) / (await widthIn(usual)), "figures grow with the text").toBeCloseTo(2, 1);
  await browser.close();
});

test("a line of text has 62 to 70 characters where there is room for them", async ({ page, site }) => {
  for (const width of [768, 1024, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    await openArticle(page, site);
    await page.evaluate(() => document.fonts.ready);
    const mean = await page
      .locator(".abstract > div:first-child p")
      .first()
      .evaluate((paragraph) => {
        const lines = Math.round(
          paragraph.clientHeight / Number.parseFloat(getComputedStyle(paragraph).lineHeight),
        );
        return (paragraph.textContent ?? "").replace(/\s+/g, " ").length / lines;
      });
    // The last line is short, and those before it are ragged
    expect(mean, `${width} pixels`).toBeGreaterThan(58);
    expect(mean, `${width} pixels`).toBeLessThan(72);
  }
});

for (const { name, viewport } of [
  { name: "a desk", viewport: desk },
  { name: "a phone", viewport: { width: 360, height: 780 } },
]) {
  test.describe(`on ${name}`, () => {
    test.use({ viewport });

    test("nothing moves when the fonts arrive late", async ({ page, site }) => {
      await page.route("**/*.woff2", async (route) => {
        await new Promise((resolve) => setTimeout(resolve, 700));
        await route.continue();
      });
      await page.addInitScript(() => {
        const shifts: number[] = [];
        Object.assign(window, { shifts });
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries())
            shifts.push((entry as PerformanceEntry & { value: number }).value);
        }).observe({ type: "layout-shift", buffered: true });
      });
      await openArticle(page, site);
      await page.reload();
      await page.evaluate(() => document.fonts.ready);
      await page.waitForTimeout(300);
      const shifts = await page.evaluate(() => (window as unknown as { shifts: number[] }).shifts);
      expect(shifts.reduce((sum, shift) => sum + shift, 0)).toBeLessThan(0.01);
    });
  });
}
