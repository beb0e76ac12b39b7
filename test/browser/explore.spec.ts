import type { Locator, Page } from "playwright/test";
import { fitWidth } from "../../src/figures/fit.ts";
import { type InteractiveDrawing, interactiveDrawing, meanings } from "../../src/figures/interactive.ts";
import { thorough } from "../thorough.ts";
import { expect, openArticle, test } from "./site.ts";

const plotOf = (page: Page, id: string) => page.locator(`figure[id="${id}"] > .plot`);
const tipOf = (page: Page) => page.locator(".tip");

/** Brings a figure into view, in the middle of the window, with its fonts loaded. */
async function see(page: Page, id: string): Promise<Locator> {
  const plot = plotOf(page, id);
  await plot.evaluate(async (element) => {
    element.scrollIntoView({ block: "center", behavior: "instant" });
    await document.fonts.ready;
    // Until nothing has moved for two frames
    const frame = () => new Promise(requestAnimationFrame);
    for (let [last, still] = [Number.NaN, 0]; still < 2; ) {
      await frame();
      const { top } = element.getBoundingClientRect();
      still = top === last ? still + 1 : 0;
      last = top;
    }
  });
  return plot;
}

/** Rests the mouse on a figure until it answers. */
async function engage(page: Page, id: string): Promise<Locator> {
  const plot = await see(page, id);
  const box = await plot.boundingBox();
  if (box === null) throw new Error(`${id} is not on screen`);
  await page.mouse.move(box.x + 3, Math.max(5, box.y + 3));
  await expect(plot).toHaveAttribute("data-ready", /^\d+$/);
  return plot;
}

/** The first data point of a drawing, on the screen: the middle of a symbol, or where a line starts. */
async function firstPoint(plot: Locator): Promise<{ readonly x: number; readonly y: number }> {
  return plot.evaluate((element) => {
    const path = [
      ...element.querySelectorAll<SVGPathElement>(
        "svg.marks .mark-line path, svg.marks .mark-symbol.role-mark path",
      ),
    ].find((candidate) => candidate.getBoundingClientRect().width > 0);
    if (path === undefined) throw new Error("nothing is drawn");
    const start = path.getPointAtLength(0);
    const isLine = path.closest(".mark-line") !== null;
    const at = new DOMPoint(isLine ? start.x : 0, isLine ? start.y : 0).matrixTransform(
      path.getScreenCTM() ?? undefined,
    );
    return { x: at.x, y: at.y };
  });
}

/** How many pixels in a hundred differ visibly, and how many differ much. */
async function difference(page: Page, [a, b]: readonly [Buffer, Buffer]) {
  return page.evaluate(
    async (images) => {
      const [x, y] = await Promise.all(
        images.map(async (data) => {
          const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
          const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
          const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
          context?.drawImage(bitmap, 0, 0);
          return context?.getImageData(0, 0, bitmap.width, bitmap.height);
        }),
      );
      if (!x || !y || x.width !== y.width || x.height !== y.height) return { seen: 100, much: 100 };
      let [seen, much] = [0, 0];
      const [p, q] = [x.data, y.data];
      const distance = (i: number) => Math.abs((p[i] as number) - (q[i] as number));
      for (let i = 0; i < p.length; i += 4) {
        const far = Math.max(distance(i), distance(i + 1), distance(i + 2));
        if (far > 32) seen++;
        if (far > 96) much++;
      }
      const share = 400 / p.length;
      return { seen: seen * share, much: much * share };
    },
    [a.toString("base64"), b.toString("base64")],
  );
}

test("nothing of what answers is fetched with the page; it comes when a pointer rests on a figure", async ({
  page,
  site,
}) => {
  const fetched: string[] = [];
  page.on("request", (request) => fetched.push(new URL(request.url()).pathname));
  await openArticle(page, site);
  await page.waitForLoadState("networkidle");
  expect(fetched.filter((path) => /vega|explore|tip/.test(path))).toEqual([]);
  await engage(page, "curves-fold-1");
  expect(fetched.filter((path) => path.endsWith(".vega.json"))).toEqual([
    expect.stringContaining("figures/curves-fold-1.wide.vega.json"),
  ]);
});

for (const { scheme, width } of [
  { scheme: "light", width: 1440 },
  { scheme: "dark", width: 360 },
] as const) {
  test(`the drawing that answers takes the place of the other without a visible jump, ${scheme} at ${width} pixels`, async ({
    page,
    site,
  }, testInfo) => {
    // All figures both ways, or each fourth one way
    test.setTimeout(400_000);
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
    await page.setViewportSize({ width, height: 1000 });
    await openArticle(page, site);
    const all = await page
      .locator("main figure.figure")
      .evaluateAll((figures) => figures.map(({ id }) => id));
    const ids = all.filter((_, index) => thorough || index % 4 === (scheme === "light" ? 1 : 0));
    for (const id of ids) {
      const plot = await see(page, id);
      await page.mouse.move(0, 0);
      const place = await plot.boundingBox();
      const before = await plot.screenshot();
      await plot.evaluate((element) => element.focus({ preventScroll: true }));
      await expect(plot).toHaveAttribute("data-ready", /^\d+$/, { timeout: 20_000 });
      await plot.evaluate((element) => element.blur());
      expect(await plot.boundingBox(), `${id} stays where it was`).toEqual(place);
      // The buttons in the corner are there for those who engage, and for touch; the drawing itself is compared
      await plot.locator(".explore-tools").evaluateAll((bars) => {
        for (const bar of bars) (bar as HTMLElement).style.visibility = "hidden";
      });
      const after = await plot.screenshot();
      const { seen, much } = await difference(page, [before, after]);
      // Edges of strokes that were rounded to a tenth of a pixel
      if (seen > 1.5 || much > 0.15) {
        await testInfo.attach(`${id}-before`, { body: before, contentType: "image/png" });
        await testInfo.attach(`${id}-after`, { body: after, contentType: "image/png" });
      }
      expect(seen, `${id}: % of pixels that differ visibly`).toBeLessThan(1.5);
      expect(much, `${id}: % of pixels that differ much`).toBeLessThan(0.15);
    }
  });
}

test("the first figure answers within 300 ms of the pointer's arrival, with a warm cache", async ({
  page,
  site,
}, testInfo) => {
  test.setTimeout(240_000);
  // Room for the tallest figure
  await page.setViewportSize({ width: 1280, height: 1000 });
  await page.addInitScript(() => {
    // From the event itself, so that the time it takes to be sure of the interest counts, and so does all that is fetched
    document.addEventListener(
      "pointerover",
      ({ target, timeStamp }) => {
        const plot = target instanceof Element ? target.closest<HTMLElement>(".plot") : null;
        if (plot === null || plot.dataset.arrived !== undefined) return;
        plot.dataset.arrived = String(timeStamp);
        new MutationObserver(() => {
          plot.dataset.took ??= String(Math.round(performance.now() - timeStamp));
        }).observe(plot, { attributeFilter: ["data-ready"] });
      },
      true,
    );
  });
  const timeOf = async (id: string) => {
    const plot = await engage(page, id);
    await expect(plot).toHaveAttribute("data-took", /./);
    const took = Number(await plot.getAttribute("data-took"));
    await page.mouse.move(0, 0);
    return took;
  };
  const budget = 300;
  const idOf = (figure: Locator) => figure.evaluate(({ id }) => id);
  await openArticle(page, site);
  const figures = page.locator("main figure.figure");
  const first = await idOf(figures.first());
  const times = [await timeOf(first)];
  // What it takes, rather than what else the machine is doing: the best of a few, of which the first filled the cache
  while (times.length < 9 && Math.min(...times.slice(1)) >= budget) {
    await openArticle(page, site);
    times.push(await timeOf(first));
  }
  const others: string[] = [];
  for (const figure of (await figures.all()).slice(1)) {
    const id = await idOf(figure);
    others.push(`${id} ${await timeOf(id)}`);
  }
  const told = `${first} ${times.join(", ")} ms; then ${others.join(", ")}`;
  console.log(`  answers after: ${told}`);
  testInfo.annotations.push({ type: "answers after", description: told });
  expect(Math.min(...times.slice(1))).toBeLessThan(budget);
});

test("values are told beside the pointer, with the quantities' names and those of all curves", async ({
  page,
  site,
}, testInfo) => {
  await openArticle(page, site);
  const plot = await engage(page, "curves-scaled");
  const { x, y } = await firstPoint(plot);
  await page.mouse.move(x + 4, y + 3);
  await expect(tipOf(page)).toContainText("Epoch 0 · Mean squared error");
  await expect(tipOf(page)).toContainText("Fold 1");
  await expect(tipOf(page)).toContainText("0.9 × orthogonal");
  expect(await tipOf(page).locator(".tip-value").allTextContents()).toEqual(
    expect.arrayContaining([expect.stringMatching(/^[12]\.\d+$/)]),
  );
  await page.screenshot({ path: testInfo.outputPath("tip.png") });
  await page.mouse.move(0, 0);
  await expect(tipOf(page)).toBeHidden();
});

test("a name isolates its series, a second press brings the others back", async ({
  page,
  site,
}, testInfo) => {
  await openArticle(page, site);
  const plot = await engage(page, "later-scaled");
  const dimmed = plot.locator("svg.marks .dimmed");
  await expect(dimmed).toHaveCount(0);
  const name = plot.locator("svg.marks text", { hasText: /^Fold 1$/ }).first();
  await name.click();
  expect(await dimmed.count()).toBeGreaterThan(5);
  const lit = plot.locator("svg.marks .mark-line path:not(.dimmed)");
  for (const stroke of await lit.evaluateAll((paths) => paths.map((path) => path.getAttribute("stroke"))))
    expect(stroke).toBe("var(--blue)");
  await page.screenshot({ path: testInfo.outputPath("isolated.png") });
  await name.click();
  await expect(dimmed).toHaveCount(0);
});

test("so does an entry of a legend", async ({ page, site }) => {
  await page.setViewportSize({ width: 1440, height: 1000 });
  await openArticle(page, site);
  const plot = await engage(page, "collapse");
  await plot.locator("svg.marks text", { hasText: /^Batch norm$/ }).click();
  const lit = plot.locator("svg.marks .mark-line path:not(.dimmed)");
  await expect(lit).toHaveCount(8);
  await plot.evaluate((element) => element.focus({ preventScroll: true }));
  await page.keyboard.press("Escape");
  await expect(plot.locator("svg.marks .dimmed")).toHaveCount(0);
});

test("readers choose between scales where a figure offers a choice", async ({ page, site }) => {
  await openArticle(page, site);
  const plot = await engage(page, "curves-fold-1");
  const ticks = () => plot.locator("svg.marks:visible .role-axis-label text").allTextContents();
  expect(await ticks()).toContain("10−1");
  await plot.getByRole("button", { name: "Linear scale" }).click();
  await expect.poll(ticks).toContain("0.5");
  await expect(plot.getByRole("button", { name: "Linear scale" })).toHaveAttribute("aria-pressed", "true");
  await plot.getByRole("button", { name: "Log scale" }).click();
  await expect.poll(ticks).toContain("10−1");
  await engage(page, "plateau-rank");
  await expect(plotOf(page, "plateau-rank").getByRole("button")).toHaveCount(0);
});

test("a crowded figure is zoomed by buttons, keys and a wheel with a modifier; a bare wheel scrolls the page", async ({
  page,
  site,
}, testInfo) => {
  test.slow();
  await page.setViewportSize({ width: 1440, height: 1000 });
  await openArticle(page, site);
  const plot = await engage(page, "filaments");
  const places = () =>
    plot
      .locator("svg.marks .mark-symbol")
      .first()
      .evaluate((mark) => mark.lastElementChild?.getAttribute("d"));
  const start = await places();
  await plot.getByRole("button", { name: "Zoom in" }).click();
  await expect.poll(places).not.toBe(start);
  await page.screenshot({ path: testInfo.outputPath("zoomed.png") });
  await plot.evaluate((element) => element.focus());
  await page.keyboard.press("0");
  await expect.poll(places).toBe(start);
  const box = await plot.boundingBox();
  if (box === null) throw new Error("the figure is not on screen");
  await page.mouse.move(box.x + 150, box.y + 150);
  await page.keyboard.down("Control");
  await page.mouse.wheel(0, -100);
  await page.keyboard.up("Control");
  await expect.poll(places).not.toBe(start);
  await page.keyboard.press("0");
  await expect.poll(places).toBe(start);
  const scroll = await page.evaluate(() => scrollY);
  await page.mouse.wheel(0, 100);
  await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(scroll);
  expect(await places()).toBe(start);
});

/** A thousand points on logarithmic axes, as a figure's file has them. */
async function crowdOnLogAxes(): Promise<InteractiveDrawing> {
  const spec = {
    data: {
      values: Array.from({ length: 1000 }, (_, i) => ({ step: i + 1, loss: 100 / (i + 1) ** 1.5 })),
    },
    width: 100,
    mark: "circle",
    encoding: {
      x: { field: "step", type: "quantitative", scale: { type: "log" }, title: "Step" },
      y: { field: "loss", type: "quantitative", scale: { type: "log" }, title: "Loss" },
    },
  };
  const { spec: fitted } = await fitWidth(spec, 600, { file: "crowd.ts", layout: "wide" });
  return interactiveDrawing(fitted, meanings(spec));
}

test("logarithmic axes are zoomed by ratios, and find their ticks anew", async ({ page, site }, testInfo) => {
  const drawing = await crowdOnLogAxes();
  await page.route("**/figures/*.vega.json", (route) => route.fulfill({ json: { ...drawing, scales: [] } }));
  await openArticle(page, site);
  const plot = await engage(page, "curves-fold-1");
  const ticks = () => plot.locator("svg.marks:visible .role-axis-label text").allTextContents();
  const labels = async () => (await ticks()).filter((text) => text.trim() !== "");
  const all = await labels();
  expect(all.slice(0, 4)).toEqual(["1", "10", "102", "103"]);
  const step = plot.getByRole("button", { name: "Zoom in" });
  // The middle half of three decades: from 5.6 to 178
  await step.click();
  await expect.poll(labels).not.toEqual(all);
  expect(await labels()).toContain("10");
  expect(await labels()).not.toContain("103");
  for (let i = 0; i < 4; i++) await step.click();
  // A tenth of a decade around 31.6
  await expect
    .poll(async () => (await labels()).map(Number).some((value) => value > 28 && value < 36))
    .toBe(true);
  await page.screenshot({ path: testInfo.outputPath("log-zoom.png") });
  await plot.getByRole("button", { name: "Show all" }).click();
  await expect.poll(labels).toEqual(all);
});

test("the keyboard reaches a figure, walks along its curves and between them, and isolates one", async ({
  page,
  site,
}) => {
  await openArticle(page, site);
  const plot = await see(page, "curves-fold-1");
  await plot.focus();
  await expect(plot).toHaveAttribute("data-ready", /^\d+$/);
  await page.keyboard.press("Escape");
  await page.keyboard.press("ArrowRight");
  await expect(tipOf(page)).toContainText("Epoch 0");
  await page.keyboard.press("ArrowRight");
  await expect(tipOf(page)).toContainText("Epoch 1");
  const strong = tipOf(page).locator("p", { has: page.locator("strong") });
  const first = await strong.textContent();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowDown");
  const second = await strong.textContent();
  expect([first, second].join()).toMatch(/Fold [01]/);
  await page.keyboard.press("Enter");
  expect(await plot.locator("svg.marks .dimmed").count()).toBeGreaterThan(2);
  await page.keyboard.press("Escape");
  await expect(plot.locator("svg.marks .dimmed")).toHaveCount(0);
  await expect(tipOf(page)).toBeHidden();
});

test("a tap shows values on a phone, in the dark, with colours that follow the theme", async ({
  browser,
  site,
}, testInfo) => {
  const context = await browser.newContext({
    viewport: { width: 360, height: 740 },
    hasTouch: true,
    isMobile: true,
    colorScheme: "dark",
  });
  const page = await context.newPage();
  await openArticle(page, site);
  const plot = await see(page, "curves-scaled");
  const box = await plot.boundingBox();
  if (box === null) throw new Error("the figure is not on screen");
  await page.touchscreen.tap(box.x + 60, box.y + 100);
  await expect(plot).toHaveAttribute("data-ready", /^\d+$/);
  const { x, y } = await firstPoint(plot);
  await page.touchscreen.tap(x + 5, y + 5);
  await expect(tipOf(page)).toContainText("Epoch 0");
  const tip = await tipOf(page).boundingBox();
  expect(tip?.x).toBeGreaterThanOrEqual(0);
  expect((tip?.x ?? 0) + (tip?.width ?? 0)).toBeLessThanOrEqual(360);
  await page.screenshot({ path: testInfo.outputPath("tap.png") });
  const colour = () =>
    plot
      .locator("svg.marks .mark-line path")
      .first()
      .evaluate((path) => getComputedStyle(path).stroke);
  const dark = await colour();
  await page.emulateMedia({ colorScheme: "light" });
  expect(await colour()).not.toBe(dark);
  await context.close();
});

test("what cannot be fetched leaves the figure as it was, and may be asked for again", async ({
  page,
  site,
}) => {
  page.removeAllListeners("console"); // the browser itself reports the failure
  page.removeAllListeners("response");
  await openArticle(page, site);
  await page.route("**/*.vega.json", (route) => route.abort());
  const plot = await see(page, "curves-fold-1");
  await plot.focus();
  await page.waitForTimeout(300);
  await expect(plot.locator("svg").first()).toBeVisible();
  await expect(plot).not.toHaveAttribute("data-ready", /./);
  await page.unroute("**/*.vega.json");
  await plot.click();
  await expect(plot).toHaveAttribute("data-ready", /^\d+$/);
});
