import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parseFrontmatter as splitFrontmatter } from "@astrojs/markdown-remark";
import fc from "fast-check";
import { type Frontmatter, frontmatterMistake, parseFrontmatter } from "../../src/markdown/frontmatter.ts";
import { faultOfAddress } from "../../src/markdown/links.ts";
import { address, anything, text, trap } from "./hostile.ts";
import { cases, outcomeOf } from "./outcome.ts";

const file = "content/x/index.md";

/** A file's frontmatter as the build reads it. */
async function check(source: string): Promise<void> {
  const outcome = await outcomeOf(source, () => {
    let data: unknown;
    try {
      data = splitFrontmatter(source).frontmatter;
    } catch (error) {
      throw frontmatterMistake(error, file);
    }
    return parseFrontmatter(data, file, source);
  });
  if ("result" in outcome) assertHarmless(outcome.result);
  else assert.match(outcome.error.where ?? "", /^content\/x\/index\.md(:\d+)?$/);
}

function assertHarmless({ authors, slug, bibliography, date, title }: Frontmatter): void {
  for (const { url } of authors) if (url !== undefined) assert.equal(faultOfAddress(url), undefined);
  if (slug !== undefined) assert.match(slug, /^[a-z0-9-]+$/);
  if (bibliography !== undefined) assert.doesNotMatch(bibliography, /[/\\]/, "a file beside the text");
  assert.match(date, /^\d{4}-\d{2}-\d{2}$/);
  assert.ok(title.trim() !== "");
}

const keys = [
  "title",
  "subtitle",
  "authors",
  "date",
  "updated",
  "abstract",
  "credit",
  "bibliography",
  "license",
  "slug",
] as const;
const key = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...keys) },
  trap,
  fc.constantFrom("a(", "*", "[", "titel", "abstract "),
);
const author = fc.oneof(
  fc.record({ name: text, url: address, affiliation: text }, { requiredKeys: [] }),
  fc.dictionary(key, text, { maxKeys: 2 }),
  anything,
);
const good = { title: "T", authors: [{ name: "A" }], date: "2026-01-31", abstract: "Text." };
const value = fc.oneof(
  text,
  address,
  fc.array(author, { maxLength: 3 }),
  anything,
  fc.constantFrom("references.bib", "../../x.bib", "x.bib\n", "2026-02-30", "a-slug", "A Slug", "index"),
);

/** JSON is YAML, but for what JSON cannot say. */
function yamlOf(entries: readonly (readonly [string, unknown])[]): string {
  const written = (item: unknown) => {
    try {
      return (
        JSON.stringify(item, (_, inner: unknown) => (typeof inner === "bigint" ? String(inner) : inner)) ??
        "~"
      );
    } catch {
      return "~";
    }
  };
  return `---\n${entries.map(([name, item]) => `${/^[\w-]+$/.test(name) ? name : JSON.stringify(name)}: ${written(item)}`).join("\n")}\n---\nProse.\n`;
}

const yaml = fc.constantFrom(
  `a: &a ["x","x"]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e]\ng: &g [*f,*f,*f,*f,*f,*f,*f,*f,*f]\ntitle: *g\nauthors: *g`,
  "title: &a [*a]",
  "authors: &a\n  - *a",
  "authors: &a [{name: *a}]",
  "<<: {title: x}\ntitle: y",
  "<<: *nothing",
  "? [a, b]\n: c",
  "__proto__: {polluted: 1}\ntitle: x",
  "constructor: {prototype: {polluted: 1}}",
  "!!js/function 'return 1'",
  "title: !!js/regexp /a/",
  "title: !!binary aGVsbG8=",
  "title: !!set {a, b}",
  "title: !x y",
  "date: 2026-01-31T00:00:00Z",
  "date: 99999-01-01",
  "date: 0000-00-00",
  "title: 0x1F\nslug: 0o17\nlicense: .nan",
  "title: |2-\n    x\nabstract: >+\n  y",
  `title: ${"[".repeat(5000)}`,
  `title: ${"{a: ".repeat(5000)}`,
  `title: ${"- ".repeat(5000)}x`,
  `title: "${"x".repeat(200_000)}"`,
  `${Array.from({ length: 3000 }, (_, i) => `k${i}: 1`).join("\n")}`,
  "title: 'a\nauthors: \"b",
  "\ttitle: x",
  "title: x: y",
  "title: a\ntitle: b",
  "title: \u0000",
  "%YAML 9.9\n---\ntitle: x",
  "--- a\n--- b",
  "...",
);

describe("frontmatter, whatever it says, is checked or told with its line", () => {
  test("values of every kind under every key", async () => {
    const entries = fc.array(fc.tuple(key, value), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(entries, (given) => check(yamlOf(given))),
      cases(2500),
    );
  });

  test("one hostile value in frontmatter that is otherwise in order", async () => {
    const entry = fc.tuple(fc.constantFrom(...keys), value);
    await fc.assert(
      fc.asyncProperty(entry, ([name, item]) => check(yamlOf(Object.entries({ ...good, [name]: item })))),
      cases(2500),
    );
  });

  test("YAML that expands, recurs, or means more than text", { timeout: 60_000 }, async () => {
    const source = fc.tuple(
      fc.constantFrom("---\n", "\uFEFF---\n", "\n---\n", "+++\n", "--- \n", ""),
      fc.array(fc.oneof({ weight: 3, arbitrary: yaml }, text), { minLength: 1, maxLength: 2 }),
      fc.constantFrom("\n---\n", "\n--- \n", "\n+++\n", "\r\n---\r\n", "\n...\n", ""),
    );
    await fc.assert(
      fc.asyncProperty(source, ([open, parts, close]) => check(`${open}${parts.join("\n")}${close}`)),
      cases(1000),
    );
    assert.equal(({} as Record<string, unknown>).polluted, undefined);
  });
});
