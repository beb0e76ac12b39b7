import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { problemOf, render } from "./support.ts";

const rows = "| Kind | Error |\n| --- | --- |\n| A | 1.5 |\n";
const table = `:::table{#errors-by-kind}\n**Errors.** By kind.\n\n${rows}:::`;

test("a table with a caption is numbered, named and referred to", async () => {
  const second = table.replace("errors-by-kind", "other");
  const { html, problems } = await render(`See :ref[other].\n\n${table}\n\n${second}\n\n## Errors by kind`);
  assert.deepEqual(problems, []);
  assert.match(html, /See <a href="#other" class="ref ref-table"><span>Table\u00a02<\/span><\/a>/);
  assert.match(
    html,
    /<figure id="errors-by-kind" class="numbered-table"><figcaption><p><a href="#errors-by-kind" class="figure-number">Table 1\.<\/a> <strong>Errors\.<\/strong> By kind\.<\/p><\/figcaption><div class="table" tabindex="0" role="group" aria-label="Table 1"><table>/,
  );
  // A heading makes way
  assert.match(html, /<h2 id="errors-by-kind-2">/);
});

test("a table without a caption stays without a number", async () => {
  const { html } = await render(rows);
  assert.match(html, /<div class="table" tabindex="0" role="group" aria-label="Table"><table>/);
  assert.doesNotMatch(html, /figure/);
});

test("a malformed table is a problem with its line", async () => {
  assert.match(await problemOf(`One.\n\n:::table\nText.\n\n${rows}:::`), /^3: a table has no id/);
  assert.match(await problemOf(`:::table{#a}\n${rows}:::`), /1: the table “a” has no caption/);
  assert.match(await problemOf(":::table{#a}\nText.\n:::"), /the table “a” has no rows/);
  assert.match(await problemOf(`:::table{#a}\nText.\n\n${rows}\n${rows}:::`), /the table “a” holds 2 tables/);
  assert.match(await problemOf(`${table}\n\n${table}`), /^9: two tables have the id “errors-by-kind”/);
  assert.match(
    await problemOf(table.replace("errors-by-kind", "errors")),
    /a figure has the id “errors” too/,
  );
  assert.match(await problemOf(`${table}\n\n:ref[errors-by-kin]`), /Did you mean "errors-by-kind"\?/);
  assert.match(await problemOf("::table[a]"), /“::table” is not how a table is written .*:::table\{#id\}/);
});

describe("columns of numbers", () => {
  async function column(...cells: readonly string[]): Promise<readonly string[]> {
    const { html } = await render(`| a |\n| --- |\n${cells.map((cell) => `| ${cell} |\n`).join("")}`);
    return [...html.matchAll(/<td(.*?)<\/td>/g)].map(([, cell = ""]) =>
      cell
        .replace(/ class="number">/, "R ")
        .replace(/^>/, "L ")
        .replaceAll(/<data[^>]*>|<\/data>/g, "")
        .replaceAll('<span class="room"></span>', "_")
        .replaceAll('<span class="room-point"></span>', ",")
        .replaceAll(/<span class="spread">(.*?)<\/span>/g, "$1"),
    );
  }

  test("are aligned on the decimal sign, whatever their digits", async () => {
    assert.deepEqual(await column("1.5", "12.25", "−3", "–"), ["R 1.5_", "R 12.25", "R −3,__", "R –"]);
  });

  test("of values with errors are aligned on both decimal signs", async () => {
    assert.deepEqual(await column(":value[darts.mean]{se=darts.se}", "58 ± 14", "0.5 ± 0.1"), [
      "R 2.346 ± _0.012",
      "R 58,___ ± 14,___",
      "R 0.5__ ± _0.1__",
    ]);
  });

  test("with powers of ten that differ are set to the right, no more", async () => {
    const [power, plain] = await column(":value[darts.tiny]{format=.1e}", "12");
    assert.match(power ?? "", /^R 3\.3.×.10<sup>−4<\/sup>$/);
    assert.equal(plain, "R 12");
  });

  test("are known from text, and an author's own alignment is kept", async () => {
    assert.deepEqual(await column("Fold 1", "2"), ["L Fold 1", "L 2"]);
    const { html } = await render("| a |\n| :-: |\n| 1.5 |\n");
    assert.match(html, /<td align="center">1\.5<\/td>/);
  });
});
