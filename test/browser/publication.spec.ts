import fc from "fast-check";
import { atomFeed } from "../../src/metadata/feed.ts";
import { legible } from "../../src/metadata/xml.ts";
import { text } from "../fuzz/hostile.ts";
import { expect, openArticle, test } from "./site.ts";

const home = "https://example.org/papers/";
const paper = { authors: [{ name: "Ada" }], date: "2026-11-24", updated: undefined, summary: "Short." };

test("the feed is XML whatever titles hold, and a reader shows them as they are", async ({ page, site }) => {
  await page.goto(site);
  const titles = [...fc.sample(text, { numRuns: 300, seed: 7 }), "a < b & <b>c</b>", "]]>", "&amp;"];
  const papers = titles.map((title) => ({
    ...paper,
    title,
    summary: title,
    authors: [{ name: title || "x" }],
  }));
  const addresses = papers.map((_paper, index) => `${home}${index}/`);
  const xml = atomFeed({ papers, addresses, home, self: `${home}feed.xml` });
  const shown = await page.evaluate((source) => {
    const feed = new DOMParser().parseFromString(source, "application/xml");
    const asText = (element: Element | null) =>
      new DOMParser().parseFromString(`<body>${element?.textContent ?? ""}`, "text/html").body.textContent;
    return {
      mistake: feed.querySelector("parsererror")?.textContent,
      root: `${feed.documentElement.namespaceURI} ${feed.documentElement.localName}`,
      entries: [...feed.querySelectorAll("entry")].map((entry) => ({
        address: entry.querySelector("link")?.getAttribute("href") ?? "",
        type: entry.querySelector("title")?.getAttribute("type"),
        title: asText(entry.querySelector("title")),
        children: entry.querySelector("title")?.children.length,
      })),
    };
  }, xml);
  expect(shown.mistake).toBeUndefined();
  expect(shown.root).toBe("http://www.w3.org/2005/Atom feed");
  expect(shown.entries.length).toBe(papers.length);
  // As a browser that parses HTML has it: one kind of white space, and none at the start of a page
  const asShown = (title: string | null) => (title ?? "").replaceAll(/[\s\ufffd]+/g, " ").trim();
  for (const { address, type, title, children } of shown.entries) {
    const index = addresses.indexOf(address);
    expect(type).toBe("html");
    expect(children).toBe(0);
    expect(asShown(title), address).toBe(asShown(legible(titles[index] ?? "")));
  }
});

test("the feed lists the newest first and does not depend on when it is made", () => {
  const papers = [
    { ...paper, title: "old", date: "2025-01-01" },
    { ...paper, title: "revised", date: "2024-01-01", updated: "2026-12-01" },
    { ...paper, title: "new", date: "2026-11-24" },
  ];
  const addresses = papers.map(({ title }) => `${home}${title}/`);
  const xml = atomFeed({ papers, addresses, home, self: `${home}feed.xml` });
  const order = [...xml.matchAll(/<id>\S+\/(\w+)\/<\/id>/g)].map(([, title]) => title);
  expect(order).toEqual(["papers", "revised", "new", "old"]);
  expect(xml).toContain("<updated>2026-12-01T00:00:00.000Z</updated>");
  expect(xml).toContain("<published>2024-01-01T00:00:00.000Z</published>");
  expect(xml).toContain(`<link rel="self" href="${home}feed.xml"/>`);
});

test("drafts are kept from search engines, and nobody is told how to cite them", async ({ page, site }) => {
  await openArticle(page, site);
  await expect(page.locator('meta[name="robots"]')).toHaveAttribute("content", "noindex");
  expect(await page.locator('meta[name^="citation_"], link[rel="canonical"]').count()).toBe(0);
  expect(await page.getByText("Cite this").count()).toBe(0);
  expect(await (await fetch(`${site}robots.txt`)).text()).toContain("Disallow: /");
});

test("an article is printed without its controls, in ink on white", async ({ page, site }) => {
  await openArticle(page, site);
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  const visible = await page.evaluate(() => ({
    controls: [...document.querySelectorAll("main :is(button, input, select, summary)")].filter(
      (element) => element.getClientRects().length > 0,
    ).length,
    colours: [
      getComputedStyle(document.body).color,
      getComputedStyle(document.documentElement).backgroundColor,
    ],
    drawings: [...document.querySelectorAll("figure.figure")].map(
      (figure) =>
        [...figure.querySelectorAll(".plot > *")].filter((plot) => plot.getClientRects().length > 0).length,
    ),
  }));
  expect(visible.controls).toBe(0);
  expect(visible.colours).toEqual(["rgb(28, 30, 34)", "rgb(255, 255, 255)"]);
  expect(new Set(visible.drawings)).toEqual(new Set([1]));
});
