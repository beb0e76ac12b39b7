import type { Page } from "playwright/test";
import { expect, openArticle, test } from "./site.ts";

const figures = (page: Page) => page.locator("main figure.figure", { has: page.locator(".figure-data") });

async function openFigure(page: Page, site: string): Promise<void> {
  await openArticle(page, site);
  await figures(page).first().locator("summary").click();
  await page.getByRole("link", { name: "Everything about this figure" }).first().click();
  await page.locator("main.sheet").waitFor();
}

async function openReproducibility(page: Page, site: string): Promise<void> {
  await openArticle(page, site);
  await page.getByRole("link", { name: "reproduce them" }).click();
  await page.locator("main.sheet").waitFor();
}

test("a figure's data open in place, by press and by keyboard, and are fetched only then", async ({
  page,
  site,
}) => {
  await openArticle(page, site);
  expect(await page.locator("main .figure-tools table").count()).toBe(0);
  const all = await figures(page).all();
  expect(all.length).toBeGreaterThan(5);
  for (const [index, figure] of all.slice(0, 4).entries()) {
    const data = figure.getByRole("button", { name: "Data" });
    await expect(data).toHaveAttribute("aria-expanded", "false");
    await data.focus();
    await page.keyboard.press(index % 2 === 0 ? "Enter" : "Space");
    await expect(figure.locator("table")).toBeVisible();
    expect(await figure.locator("tbody tr").count()).toBeGreaterThan(0);
    await data.press("Enter");
    await expect(figure.locator("table")).toBeHidden();
    await data.click();
    await expect(figure.locator("table")).toBeVisible();
    expect(await figure.locator("table").count(), "fetched once").toBe(1);
  }
});

test("data that cannot be fetched are on the figure's page", async ({ page, site }) => {
  await openArticle(page, site);
  const data = figures(page).first().locator(".figure-data");
  const address = await data.getAttribute("href");
  await page.route("**/figures/*/", (route) =>
    route.request().resourceType() === "fetch" ? route.abort() : route.continue(),
  );
  page.removeAllListeners("console"); // the browser itself reports the failure
  await data.click();
  await page.waitForURL(`**/${address}`);
  await expect(page.locator("#data ~ .table")).toBeVisible();
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("a figure's data are a link away, and its provenance opens", async ({ page, site }) => {
    await openArticle(page, site);
    const figure = figures(page).first();
    await figure.locator("summary").click();
    await expect(figure.locator("details")).toContainText(/Computed by .* Fingerprint [0-9a-f]{12}/);
    await figure.getByRole("link", { name: "Data" }).click();
    await expect(page.locator("#data ~ .table tbody tr").first()).toBeVisible();
  });
});

test("a figure's page tells where it comes from and how to cite it", async ({ page, site, request }) => {
  await openFigure(page, site);
  await expect(page.locator("main h1")).toHaveText(/\S/);
  await expect(page.locator("figure figcaption")).toHaveText(/\S/);
  await expect(page.locator("figure svg:visible, figure img:visible")).toHaveCount(1);
  for (const fact of ["Run again", "Runs", "Computed in", "Fingerprint", "Digest of the code", "Runtime"])
    await expect(page.locator(".facts dt", { hasText: fact }).first()).toBeVisible();
  await expect(page.locator("pre").first()).toContainText("@misc{");
  const png = await page.getByRole("link", { name: "PNG" }).getAttribute("href");
  const picture = await request.get(new URL(png ?? "", page.url()).href);
  expect(picture.headers()["content-type"]).toBe("image/png");
  const size = await page.evaluate(async (address) => {
    const image = new Image();
    image.src = address ?? "";
    await image.decode();
    return { width: image.naturalWidth, height: image.naturalHeight };
  }, png);
  expect(size.width).toBeGreaterThan(1000);
  expect(size.height).toBeGreaterThan(200);
});

test("the reproducibility page has every artifact and claim, and links to sentences and lines", async ({
  page,
  site,
}) => {
  await openReproducibility(page, site);
  await expect(page.locator("#artifacts ~ .ledger > li").first()).toBeVisible();
  const claims = await page.locator("#claims ~ .ledger > li").all();
  expect(claims.length).toBeGreaterThan(5);
  for (const claim of claims) await expect(claim.locator(".verdict")).toHaveText(/Holds|Refuted|Undecided/);
  await claims[0]?.locator(".place").click();
  await expect(page.locator(".claim:target")).toBeInViewport();
  await page.goBack();
  await page
    .locator("#claims ~ .ledger a", { hasText: /^[a-z0-9-]+\.[a-z0-9-]+$/ })
    .first()
    .click();
  await expect(page.locator("pre.code :target")).toBeInViewport();
  await expect(page.locator("pre.code :target")).toContainText(/[a-z]/);
});

test("code has numbered lines to link to, and leads to what is imported", async ({ page, site }) => {
  await openReproducibility(page, site);
  await page
    .getByRole("link", { name: /^code of/ })
    .first()
    .click();
  const line = page.locator("pre.code code > span").nth(2);
  await line.locator("a").first().click();
  await expect(page).toHaveURL(/#L3$/);
  await expect(page.locator("#L3:target")).toBeVisible();
  const copied = await page.evaluate(() => {
    const code = document.querySelector("pre.code code");
    if (code === null) return "";
    getSelection()?.selectAllChildren(code);
    return getSelection()?.toString() ?? "";
  });
  expect(copied.startsWith("1"), "numbers are not part of what is copied").toBe(false);
  await page.locator('pre.code a[href^=".."]').first().click();
  await expect(page.locator("pre.code")).toBeVisible();
});

for (const [name, open] of [
  ["a figure's page", openFigure],
  ["the reproducibility page", openReproducibility],
  [
    "a page of code",
    async (page: Page, site: string) => {
      await openReproducibility(page, site);
      await page
        .getByRole("link", { name: /^code of/ })
        .first()
        .click();
      await page.locator("pre.code").waitFor();
    },
  ],
] as const) {
  test(`${name} fits a phone, and all its links lead somewhere`, async ({ page, site, request }) => {
    await page.setViewportSize({ width: 360, height: 800 });
    await open(page, site);
    // Style sheets may come after the first elements
    await page.waitForLoadState("load");
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBe(0);
    const links = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLAnchorElement>("a[href]")].map(({ href }) => href),
    );
    const here = page.url().split("#")[0] ?? "";
    const missing = await page.evaluate(
      (ids) => ids.filter((id) => !document.getElementById(id)),
      links.filter((href) => href.startsWith(`${here}#`)).map((href) => href.split("#")[1] ?? ""),
    );
    expect(missing, "anchors").toEqual([]);
    const addresses = new Set(
      links.filter((href) => href.startsWith(site)).map((href) => href.split("#")[0] ?? ""),
    );
    const answers = [...addresses].map(async (address) => ({
      address,
      status: (await request.get(address)).status(),
    }));
    expect((await Promise.all(answers)).filter(({ status }) => status !== 200)).toEqual([]);
  });
}
