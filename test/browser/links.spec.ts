import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "playwright/test";
import { elementsOf } from "../fuzz/safe-html.ts";
import { pageAddresses, siteFolder } from "./built-site.ts";

interface Page {
  readonly address: string;
  readonly ids: readonly string[];
  /** What its attributes refer to, as written. */
  readonly references: readonly string[];
  /** Ids within the page that labels and descriptions refer to. */
  readonly named: readonly string[];
}

const fileOf = (address: string) => (/(^|\/)$/.test(address) ? `${address}index.html` : address);

function readPage(address: string): Page {
  const ids: string[] = [];
  const references: string[] = [];
  const named: string[] = [];
  for (const { attrs } of elementsOf(readFileSync(join(siteFolder, fileOf(address)), "utf8"))) {
    for (const { name, value } of attrs) {
      if (name === "id") ids.push(value);
      // parse5 leaves `xlink:` to the prefix: both kinds are called href
      else if (name === "href" || name === "src" || name === "data-drawing") references.push(value);
      else if (name === "srcset")
        references.push(...value.split(",").map((each) => each.trim().split(" ")[0] ?? ""));
      else if (/^aria-(labelledby|describedby|controls|owns|details)$|^for$/.test(name))
        named.push(...value.split(/\s+/).filter(Boolean));
      for (const [, id = ""] of value.matchAll(/url\(["']?#([^)"']+)["']?\)/g)) named.push(id);
    }
  }
  return { address, ids, references, named };
}

const site = "http://site.invalid/";
const pages = new Map(pageAddresses().map((address) => [address, readPage(address)]));

function faultOf(reference: string, from: Page): string | undefined {
  const url = URL.parse(reference, site + from.address);
  if (url === null) return "is no address";
  if (url.origin !== new URL(site).origin) {
    // A picture or a font within the page; a letter to someone
    if (url.protocol === "data:" || url.protocol === "mailto:") return undefined;
    if (url.protocol !== "https:") return "is neither within the site nor https";
    return url.hostname.includes(".") ? undefined : "leads to no host";
  }
  const path = decodeURIComponent(url.pathname).slice(1);
  const file = join(siteFolder, fileOf(path));
  if (!existsSync(file)) return "leads to nothing";
  if (!statSync(file).isFile()) return "leads to a folder: a slash is missing";
  if (statSync(file).size === 0) return "leads to an empty file";
  const fragment = decodeURIComponent(url.hash.slice(1));
  if (fragment === "" || fragment === "top") return undefined;
  const target = pages.get(path);
  if (target === undefined) return "has a fragment, but leads to no page";
  return target.ids.includes(fragment) ? undefined : "leads to no place in the page";
}

test("no link and no anchor of the whole site is dead", () => {
  const faults: string[] = [];
  let count = 0;
  for (const page of pages.values()) {
    for (const reference of new Set(page.references)) {
      count++;
      const fault = faultOf(reference, page);
      if (fault !== undefined) faults.push(`${page.address}: “${reference}” ${fault}`);
    }
  }
  console.log(`  ${count} links on ${pages.size} pages`);
  expect(count).toBeGreaterThan(1000);
  expect(faults).toEqual([]);
});

test("every id is there once, and what names a label or a clip path names one that is there", () => {
  const faults: string[] = [];
  for (const { address, ids, named } of pages.values()) {
    const seen = new Set<string>();
    for (const id of ids) {
      if (seen.has(id)) faults.push(`${address}: two elements are called “${id}”`);
      seen.add(id);
    }
    for (const id of new Set(named)) if (!seen.has(id)) faults.push(`${address}: nothing is called “${id}”`);
  }
  expect(faults).toEqual([]);
});
