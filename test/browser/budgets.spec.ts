/**
 * The budgets of an article, in a browser and with what a static host sends. They are of bytes and of counts, so that
 * they mean the same on every machine; how fast a page is, is asked by `test/bench/page-speed.ts`, of a machine that does
 * nothing else.
 */
import { gzipSync } from "node:zlib";
import type { Page, Response } from "playwright/test";
import { thorough } from "../thorough.ts";
import { isDraft, pageKinds, siteFolder } from "./built-site.ts";
import { lighthouseScores } from "./lighthouse.ts";
import { allDrawn, test as base, expect } from "./site.ts";
import { serveCompressed } from "./static-host.ts";

/** Thousands of bytes, gzip level 9, of everything that comes while a reader goes from the top to the end. */
const budgets = { HTML: 220, CSS: 15, fonts: 120, JavaScript: 6 } as const;

const kinds: Readonly<Record<string, keyof typeof budgets>> = {
  document: "HTML",
  // The drawings, which are put into the document
  fetch: "HTML",
  stylesheet: "CSS",
  font: "fonts",
  script: "JavaScript",
};

const test = base.extend<object, { site: string }>({
  site: [
    // biome-ignore lint/correctness/noEmptyPattern: the runner demands a destructured first parameter
    async ({}, use) => {
      const host = await serveCompressed(siteFolder);
      await use(host.url);
      await host.close();
    },
    { scope: "worker" },
  ],
});

const article = () => pageKinds().article ?? "";

/** Turns a wheel from the top to the end, so that whatever comes late has come. */
async function scrollThrough(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const frames = (count: number) =>
      new Promise<void>((resolve) => {
        const next = (left: number) => (left === 0 ? resolve() : requestAnimationFrame(() => next(left - 1)));
        next(count);
      });
    for (let y = 0; y < document.documentElement.scrollHeight; y += innerHeight * 0.8) {
      scrollTo({ top: y, behavior: "instant" });
      await frames(2);
    }
    await document.fonts.ready;
    await frames(5);
  });
  await page.waitForLoadState("networkidle");
}

test("an article loads within its budget of bytes, all figures included, and nothing from elsewhere", async ({
  page,
  site,
}, testInfo) => {
  const responses: Response[] = [];
  page.on("response", (response) => responses.push(response));
  await page.goto(site + article());
  await scrollThrough(page);
  await allDrawn(page);
  expect(await page.locator("main figure.figure svg:not(.due)").count()).toBeGreaterThan(5);

  const spent = { HTML: 0, CSS: 0, fonts: 0, JavaScript: 0 };
  const others: string[] = [];
  for (const response of responses) {
    const request = response.request();
    const kind = kinds[request.resourceType()];
    const { responseBodySize } = await request.sizes();
    if (!response.url().startsWith(site)) others.push(response.url());
    else if (kind !== undefined) spent[kind] += responseBodySize / 1000;
    // A picture for the tab is all else that a page may want
    else if (!response.url().endsWith(".svg")) others.push(`${request.resourceType()} ${response.url()}`);
  }
  // What stands in the document counts twice: as part of it, and as what it is
  const inline = (selector: string) =>
    page.$$eval(selector, (elements) => elements.map(({ textContent }) => textContent).join(""));
  spent.CSS += gzipSync(await inline("style"), { level: 9 }).length / 1000;
  spent.JavaScript +=
    gzipSync(await inline("script:not([src], [type='application/ld+json'])"), { level: 9 }).length / 1000;
  const rows = Object.entries(budgets).map(([kind, most]) => {
    const is = spent[kind as keyof typeof budgets].toFixed(1);
    return `${kind.padEnd(10)} ${is.padStart(6)} kB of ${String(most).padStart(3)} kB`;
  });
  console.log(`  first load of /${article()}, gzip level 9\n    ${rows.join("\n    ")}`);
  testInfo.annotations.push({ type: "first load", description: rows.join("; ") });
  expect(others).toEqual([]);
  for (const [kind, most] of Object.entries(budgets)) {
    const is = spent[kind as keyof typeof budgets];
    expect(is, `kB of ${kind}`).toBeLessThanOrEqual(most);
    expect(is, `some ${kind} is loaded, or the test sees nothing`).toBeGreaterThan(0);
  }
});

// Half a minute each
for (const device of thorough ? (["phone", "desktop"] as const) : (["phone"] as const)) {
  test(`Lighthouse gives an article on a ${device} 100 for accessibility, best practices and search engines`, async ({
    site,
  }) => {
    test.slow();
    const { scores, faults } = await lighthouseScores(site + article(), device, {
      categories: ["accessibility", "best-practices", "seo"],
      // A draft keeps search engines away on purpose
      skipped: isDraft ? ["is-crawlable"] : [],
    });
    expect(faults).toEqual([]);
    expect(scores).toEqual({ accessibility: 100, "best-practices": 100, seo: 100 });
  });
}

/**
 * What may move when fonts come after the first paint, out of the 0.1 that Chromium's authors call good: stand-ins have the
 * mean width of the fonts, not that of each letter, so that a word may go to the next line.
 */
const lateFonts = 0.01;

for (const { device, width, height } of [
  { device: "desktop", width: 1440, height: 900 },
  ...(thorough ? [{ device: "a tablet", width: 820, height: 1180 }] : []),
  { device: "a phone", width: 360, height: 740 },
]) {
  for (const fontDelay of [0, 800]) {
    const late = fontDelay === 0 ? "" : ", though its fonts come late";
    base(
      `${fontDelay === 0 ? "nothing" : "next to nothing"} in an article moves while it loads and is read on ${device}${late}`,
      async ({ page }) => {
        base.slow();
        const host = await serveCompressed(siteFolder, { fontDelay });
        page.removeAllListeners("request"); // this host is another than the one that `site` knows
        await page.setViewportSize({ width, height });
        await page.addInitScript(() => {
          const shifts: string[] = [];
          Object.assign(window, { shifts });
          new PerformanceObserver((list) => {
            for (const entry of list.getEntries() as (PerformanceEntry & LayoutShift)[]) {
              const moved = entry.sources.map(({ node, previousRect, currentRect }) => {
                const name =
                  node instanceof Element
                    ? `${node.tagName.toLowerCase()}.${node.getAttribute("class") ?? ""}#${node.id}`
                    : node?.nodeName;
                const box = ({ x, y, width, height }: DOMRectReadOnly) => `${x},${y} ${width}×${height}`;
                return `${name} ${box(previousRect)} → ${box(currentRect)}`;
              });
              shifts.push(`${entry.value.toFixed(5)}: ${moved.join("; ")}`);
            }
          }).observe({ type: "layout-shift", buffered: true });
          interface LayoutShift {
            readonly value: number;
            readonly sources: readonly {
              readonly node: Node | null;
              readonly previousRect: DOMRectReadOnly;
              readonly currentRect: DOMRectReadOnly;
            }[];
          }
        });
        const shiftsOf = async () => {
          await page.goto(host.url + article());
          // Nobody is at a formula of the second screen before its font can be; this reader would be
          await expect(page.locator("html.arriving")).toHaveCount(0);
          await page.evaluate(() => document.fonts.ready);
          await scrollThrough(page);
          return page.evaluate(() => Reflect.get(window, "shifts") as string[]);
        };
        let shifts = await shiftsOf();
        if (fontDelay === 0) {
          // On a busy machine fonts may come after the first frame, which is the other case
          for (let tries = 1; shifts.length > 0 && tries < 3; tries++) shifts = await shiftsOf();
          expect(shifts).toEqual([]);
        }
        const sum = shifts.reduce((total, shift) => total + Number.parseFloat(shift), 0);
        expect(sum, shifts.join("\n")).toBeLessThan(lateFonts);
        await host.close();
      },
    );
  }
}
