import assert from "node:assert/strict";
import { test } from "node:test";
import { parseFrontmatter as parseYaml } from "@astrojs/markdown-remark";
import { UserError } from "../../src/engine/errors.ts";
import { parseFrontmatter } from "../../src/markdown/frontmatter.ts";

const good = `---
title: A title
authors:
  - name: Jane Doe
    url: https://example.org
  - name: John Doe
date: 2026-11-24
abstract: Short.
---

Text.
`;

const parse = (source: string) =>
  parseFrontmatter(parseYaml(source).frontmatter, "content/a/index.md", source);

function mistake(change: (source: string) => string): string {
  try {
    parse(change(good));
  } catch (error) {
    assert.ok(error instanceof UserError);
    return error.message;
  }
  throw new assert.AssertionError({ message: "no mistake was found" });
}

test("frontmatter is parsed, dates in either notation of YAML", () => {
  const { title, authors, date } = parse(good);
  assert.deepEqual([title, authors.length, date], ["A title", 2, "2026-11-24"]);
  assert.equal(parse(good.replace("2026-11-24", '"2026-11-24"')).date, "2026-11-24");
});

test("mistakes name the file, the line and the key", () => {
  assert.match(
    mistake((source) => source.replace("title:", "titel:")),
    /content\/a\/index\.md:1: the frontmatter has no “title”[\s\S]*also content\/a\/index\.md:2: .*“titel”/,
  );
  assert.match(
    mistake((source) => source.replace("abstract: Short.", "abstract: Short.\nsubtile: x")),
    /index\.md:9: the frontmatter has a key “subtile” that means nothing\n {2}Did you mean “subtitle”\?/,
  );
  assert.match(
    mistake((source) => source.replace("2026-11-24", "yesterday")),
    /:7: “date” .*a date such as 2026-01-31/,
  );
  assert.match(
    mistake((source) => source.replace("https://example.org", "javascript:alert(1)")),
    /:5: “authors\.0\.url”/,
  );
  assert.match(
    mistake((source) => source.replace("- name: John Doe", "- nam: John Doe")),
    /authors\.1/,
  );
  assert.match(
    mistake(() => "Text only.\n"),
    /index\.md:1: the file does not start with frontmatter/,
  );
});
