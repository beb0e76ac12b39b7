import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright/test";
import { pageKinds } from "./built-site.ts";
import { expect, test } from "./site.ts";

/** Scrolls to the end, as a reader would, so that whatever waits for that has come. */
async function readThrough(page: Page): Promise<void> {
  await page.evaluate(async () => {
    for (let y = 0; y < document.documentElement.scrollHeight; y += innerHeight) {
      scrollTo({ top: y, behavior: "instant" });
      await new Promise(requestAnimationFrame);
    }
    scrollTo({ top: 0, behavior: "instant" });
    await document.fonts.ready;
  });
}

const colours = ["color-contrast", "link-in-text-block"];

async function faultsOf(page: Page, rules: "structure" | "colours"): Promise<readonly string[]> {
  // The watermark of drafts is meant to be faint, and hidden from who listens: the banner says the same in words
  const axe = new AxeBuilder({ page }).exclude(".draft-mark");
  if (rules === "structure") {
    const left = Object.fromEntries(colours.map((rule) => [rule, { enabled: false }]));
    axe.options({ resultTypes: ["violations"], rules: left });
  } else {
    // Thousands of words in figures take axe minutes; article.spec.ts computes the contrast of each itself
    axe.exclude("figure svg").options({ resultTypes: ["violations"], runOnly: colours });
  }
  const { violations } = await axe.analyze();
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.slice(0, 5).map(({ target, html }) => `${id} (${help}): ${target.join(" ")} ${html.slice(0, 200)}`),
  );
}

for (const [kind, address] of Object.entries(pageKinds())) {
  // Any message on the console and any request elsewhere fail these tests, too: see site.ts
  test(`the page of the kind “${kind}” is accessible in light and dark and has nothing to complain of`, async ({
    page,
    site,
  }, testInfo) => {
    test.setTimeout(240_000);
    // Of an article the first screen: the whole of it, which takes a software renderer long, is kept by article.spec.ts
    const shoot = (name: string) =>
      page.screenshot({ path: testInfo.outputPath(`${kind}-${name}.png`), fullPage: kind !== "article" });
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto(site + address);
    await readThrough(page);
    expect(await faultsOf(page, "structure"), "desktop").toEqual([]);
    expect(await faultsOf(page, "colours"), "light").toEqual([]);
    await shoot("desktop");

    await page.emulateMedia({ colorScheme: "dark" });
    expect(await faultsOf(page, "colours"), "dark").toEqual([]);
    await shoot("dark");

    // On a phone other elements are shown: drawings, folded contents, notes
    await page.emulateMedia({ colorScheme: "light" });
    await page.setViewportSize({ width: 360, height: 740 });
    await page.reload();
    await readThrough(page);
    expect(await faultsOf(page, "structure"), "phone").toEqual([]);
    expect(await faultsOf(page, "colours"), "light on a phone").toEqual([]);
    await shoot("phone");
  });
}
