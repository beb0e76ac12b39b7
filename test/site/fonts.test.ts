import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import * as fontkit from "fontkit";
import { type SiteFonts, siteFonts } from "../../src/fonts/subset.ts";

describe("fonts of a site", () => {
  let cache: string;
  let fonts: SiteFonts;
  const usage = {
    text: "Żółw λ é",
    glyphs: new Map([["KaTeX_Math-Italic", new Set(["x", "π"])]]),
    mathStyles: new Map(),
  };

  before(async () => {
    cache = mkdtempSync(join(tmpdir(), "fonts-"));
    fonts = await siteFonts(usage, cache);
  });
  after(() => rmSync(cache, { recursive: true }));

  const named = (pattern: RegExp) => {
    const name = [...fonts.files.keys()].find((file) => pattern.test(file));
    assert.ok(name, `no ${pattern} among ${[...fonts.files.keys()].join(", ")}`);
    return fontkit.create(fonts.files.get(name) ?? new Uint8Array());
  };
  const has = (font: fontkit.Font, character: string) =>
    font.hasGlyphForCodePoint(character.codePointAt(0) ?? 0);

  test("have the characters that are used, each in one file of its style, and no others", () => {
    const latin = named(/^source-serif-4-latin-400\./);
    const extended = named(/^source-serif-4-latin-ext-400\./);
    const greek = named(/^source-serif-4-greek-400\./);
    assert.ok(has(latin, "A") && has(latin, "é"));
    assert.ok(!has(latin, "ñ"), "ñ is used nowhere");
    assert.ok(has(extended, "Ż") && !has(extended, "A"));
    assert.ok(has(greek, "λ") && !has(greek, "μ"));
  });

  test("for formulas are those that formulas use", () => {
    const math = named(/^katex-math-italic\./);
    assert.ok(has(math, "x") && has(math, "π") && !has(math, "y"));
    assert.ok(![...fonts.files.keys()].some((file) => file.startsWith("katex-main")));
  });

  test("are named by their content in a style sheet that mentions no other files", () => {
    const css = new TextDecoder().decode(fonts.files.get(fonts.stylesheet));
    const mentioned = [...css.matchAll(/url\(([^)]*)\)/g)].map(([, file]) => file ?? "");
    assert.deepEqual(
      mentioned.toSorted(),
      [...fonts.files.keys()].filter((file) => file !== fonts.stylesheet).toSorted(),
    );
    assert.match(css, /\.katex\{/);
    for (const file of fonts.preload) assert.ok(fonts.files.has(file));
  });

  test("are cut once, and come out the same", async () => {
    const kept = readdirSync(cache).length;
    assert.deepEqual(await siteFonts(usage, cache), fonts);
    assert.equal(readdirSync(cache).length, kept);
  });
});
