import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright/test";
import { contentPolicy, hashSource } from "../../src/content-policy.ts";
import { markup } from "../fuzz/hostile.ts";
import { assertInert, elementsOf } from "../fuzz/safe-html.ts";
import { isAllowed, publishable } from "../licenses.ts";
import { render } from "../markdown/support.ts";
import { expect, openArticle, test } from "./site.ts";

const folder = join(process.cwd(), ".artifacts/draft-site");
const pages = () => globSync("**/*.html", { cwd: folder }).sort();
const addressOf = (file: string) => file.replace(/(^|\/)index\.html$/, "$1");

test("every page states the policy, before anything that it governs, and is free of what it forbids", () => {
  expect(pages().length).toBeGreaterThan(3);
  const policies = [contentPolicy(), contentPolicy({ computes: true })];
  const faults = pages().flatMap((file) =>
    faultsOf(readFileSync(join(folder, file), "utf8"), policies).map((fault) => `${file}: ${fault}`),
  );
  expect(faults).toEqual([]);
});

function faultsOf(html: string, policies: readonly string[]): readonly string[] {
  const faults: string[] = [];
  const elements = elementsOf(html);
  const attribute = (element: (typeof elements)[number] | undefined, name: string) =>
    element?.attrs.find((each) => each.name === name)?.value ?? "";
  const stated = elements.filter((element) => attribute(element, "http-equiv") === "Content-Security-Policy");
  const policy = attribute(stated[0], "content");
  if (stated.length !== 1 || !policies.includes(policy.replaceAll(/ 'sha256-[^']+'/g, "")))
    faults.push("no policy of ours");
  const hashes = new Set(policy.match(/'sha256-[^']+'/g));
  const head = elements.find(({ tagName }) => tagName === "head");
  const [first, second] = (head?.childNodes ?? []).filter((node) => "tagName" in node);
  if (attribute(first, "charset") === "" || second !== stated[0])
    faults.push("something comes before the policy");
  for (const element of elements) {
    const { tagName, attrs } = element;
    const isData = attribute(element, "type") === "application/ld+json";
    if (tagName === "style" || (tagName === "script" && !isData && attribute(element, "src") === "")) {
      const text = element.childNodes.map((node) => ("value" in node ? node.value : "")).join("");
      if (!hashes.delete(hashSource(text))) faults.push(`a ${tagName} element that the policy does not know`);
    } else if (tagName === "script" && !isData && !/^\/(?!\/)/.test(attribute(element, "src"))) {
      faults.push("a script from elsewhere");
    }
    for (const { name, value } of attrs) {
      if (/^on|^style$/.test(name)) faults.push(`<${tagName} ${name}>`);
      const loads = ["src", "srcset", "data"].includes(name) || (tagName === "link" && name === "href");
      if (loads && /^[a-z]+:|^\/\//i.test(value)) faults.push(`<${tagName} ${name}="${value}">`);
    }
  }
  for (const hash of hashes) faults.push(`a policy that allows what is not there: ${hash}`);
  return faults;
}

test("pages run without a complaint of the policy, a request elsewhere, a cookie or a trace in the browser", async ({
  page,
  site,
  context,
}) => {
  test.setTimeout(120_000);
  // A few of each kind: pages of code and of figures are many and alike
  const kinds = Map.groupBy(pages(), (file) => /^code\/|\/figures\//.exec(file)?.[0] ?? "");
  const visited = [...kinds].flatMap(([kind, files]) => (kind === "" ? files : files.slice(0, 3)));
  await page.addInitScript(() => {
    addEventListener("securitypolicyviolation", (event) =>
      console.error(`policy: ${(event as SecurityPolicyViolationEvent).violatedDirective}`),
    );
  });
  for (const file of visited) {
    if (file === "404.html") continue;
    await page.goto(site + addressOf(file), { waitUntil: "load" });
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    const traces = await page.evaluate(() => ({
      cookie: document.cookie,
      local: Object.keys(localStorage),
      session: Object.keys(sessionStorage),
    }));
    expect(traces.cookie, file).toBe("");
    expect(traces.session, file).toEqual([]);
    expect(
      traces.local.filter((key) => key !== "theme"),
      file,
    ).toEqual([]);
  }
  const databases = await page.evaluate(async () => (await indexedDB.databases()).length);
  expect(databases).toBe(0);
  expect(await context.cookies()).toEqual([]);
});

test("the policy holds: what is brought into a page neither runs, nor styles, nor loads", async ({
  page,
  site,
}) => {
  await page.goto(site);
  // The browser reports each of the attempts
  page.removeAllListeners("console");
  page.removeAllListeners("request");
  const violations = await page.evaluate(async () => {
    const seen: string[] = [];
    addEventListener("securitypolicyviolation", (event) =>
      seen.push((event as SecurityPolicyViolationEvent).effectiveDirective),
    );
    const add = (html: string) => {
      const box = document.createElement("div");
      box.innerHTML = html;
      document.body.append(box);
      return box;
    };
    const script = document.createElement("script");
    script.textContent = "window.intruded = true";
    document.body.append(script);
    add('<img src="data:," onerror="window.intruded = true">');
    add('<img src="https://elsewhere.example/x.png">');
    add('<p style="position: fixed">x</p><style>body { display: none }</style>');
    add('<iframe src="https://elsewhere.example/"></iframe>');
    add('<form action="https://elsewhere.example/"><button>x</button></form>')
      .querySelector("button")
      ?.click();
    await fetch("https://elsewhere.example/").catch(() => undefined);
    // Later, because what a test asks for itself may use eval
    setTimeout(() => {
      try {
        // biome-ignore lint/security/noGlobalEval: that it is refused is what is tested
        globalThis.eval("window.intruded = true");
      } catch {
        seen.push("eval");
      }
    });
    await new Promise((resolve) => setTimeout(resolve, 300));
    if ("intruded" in window) seen.push("INTRUDED");
    if (getComputedStyle(document.body).display === "none") seen.push("RESTYLED");
    return [...new Set(seen)].sort();
  });
  expect(violations).toEqual(
    expect.arrayContaining([
      "connect-src",
      "eval",
      "form-action",
      "frame-src",
      "img-src",
      "script-src-attr",
      "script-src-elem",
      "style-src-attr",
      "style-src-elem",
    ]),
  );
  expect(violations).not.toContain("INTRUDED");
  expect(violations).not.toContain("RESTYLED");
});

test("markup in artifacts, bibliographies, claims and prose is text to a browser", async ({ page, site }) => {
  const hostile = markup.map((text) => text.replaceAll(/[\\`*_{}[\]()<>#+.!|$:~&"'-]/g, "\\$&"));
  const { html, problems } = await render(
    `:value[darts.word] :cite[hostile] :claim[that]{#darts.hit}\n\n${hostile.join("\n\n")}\n\n:::figure{#throws}\nA caption.\n:::`,
  );
  expect(problems).toEqual([]);
  assertInert(html);
  expect(html).toContain("&#x3C;script>alert(1)");
  await page.route(`${site}hostile/`, (route) =>
    route.fulfill({
      contentType: "text/html",
      body: `<!doctype html><meta charset="utf-8"><main>${html}</main>`,
    }),
  );
  const shown = await open(page, `${site}hostile/`);
  expect(shown).toContain("<b>bold</b>");
  expect(shown).toContain("<script>alert(1)</script>");
  expect(
    await page.locator("main script, main iframe, main b, main form, main style, main base").count(),
  ).toBe(0);
});

/** The text of the page; fails when it opens a dialogue. */
async function open(page: Page, address: string): Promise<string> {
  const dialogues: string[] = [];
  page.on("dialog", (dialogue) => {
    dialogues.push(dialogue.message());
    void dialogue.dismiss();
  });
  await page.goto(address);
  expect(dialogues).toEqual([]);
  return (await page.locator("main").textContent()) ?? "";
}

test("formulas look as their style attributes would have them", async ({ page, site }) => {
  await openArticle(page, site);
  await page.evaluate(() => document.fonts.ready);
  const { moved, compared } = await page.evaluate(() => {
    const rules = new Map<string, string>();
    for (const sheet of document.styleSheets) {
      for (const rule of sheet.cssRules) {
        if (rule instanceof CSSStyleRule && /^\.[A-Z]\S*$/.test(rule.selectorText))
          rules.set(rule.selectorText.slice(1), rule.style.cssText.replaceAll(" !important", ""));
      }
    }
    const parts = [...document.querySelectorAll<HTMLElement>("main .katex-html *")];
    const boxes = () =>
      parts.map((part) => {
        const { left, top, width, height } = part.getBoundingClientRect();
        return [left, top, width, height].map((side) => Math.round(side * 100)).join(" ");
      });
    const before = boxes();
    for (const part of parts) {
      for (const name of [...part.classList]) {
        const style = rules.get(name);
        if (style === undefined) continue;
        part.classList.remove(name);
        part.style.cssText = style;
      }
    }
    const after = boxes();
    return { compared: rules.size, moved: before.filter((box, index) => box !== after[index]).length };
  });
  expect(compared).toBeGreaterThan(20);
  expect(moved).toBe(0);
});

test("the preview says what a page cannot say for itself, and listens on this machine only", async ({
  site,
}) => {
  expect(new URL(site).hostname).toBe("127.0.0.1");
  const page = await fetch(site);
  expect(page.headers.get("content-security-policy")).toBe("frame-ancestors 'none'");
  for (const address of [site, `${site}claims.json`, `${site}no-such-page/`]) {
    const { headers } = await fetch(address);
    expect(headers.get("x-content-type-options"), address).toBe("nosniff");
    expect(headers.get("referrer-policy"), address).toBe("no-referrer");
    expect(headers.get("access-control-allow-origin"), address).toBeNull();
  }
  // Addresses that climb out of the folder, as a browser would not send them
  for (const path of [
    "%2e%2e/%2e%2e/package.json",
    "..%2f..%2fpackage.json",
    "%E0%A4%A",
    "_astro/..%5c..%5cpackage.json",
  ]) {
    const response = await fetch(site + path);
    expect(response.status, path).toBeGreaterThanOrEqual(400);
    expect(await response.text(), path).not.toContain('"reprise"');
  }
});

test("what others made of the site is stated with a licence that lets it be published", () => {
  const text = readFileSync(join(folder, "licenses.txt"), "utf8");
  const notices = [...text.matchAll(/^(\S+) \d[^ \n]* \(([^\n]+)\)$/gm)];
  const names = notices.map(([, name]) => name);
  // Fonts, formulas, and what is loaded on demand to explore figures, with what that was published with inside
  for (const name of ["@fontsource/source-serif-4", "katex", "vega-scenegraph", "d3-delaunay", "delaunator"])
    expect(names).toContain(name);
  expect(notices.filter(([, , license = ""]) => !isAllowed(license, publishable))).toEqual([]);
  expect(text).not.toContain(process.cwd());
});
