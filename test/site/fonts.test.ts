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

  test("keep what type is set with: kerning, ligatures, figures of one width and of their own", () => {
    const serif = named(/^source-serif-4-latin-400\./);
    const sans = named(/^ibm-plex-sans-latin-400\./);
    const width = (font: fontkit.Font, text: string, ...features: string[]) =>
      font.layout(text, features).advanceWidth;
    for (const font of [serif, sans]) {
      assert.ok(width(font, "To", "kern") < width(font, "T") + width(font, "o"));
      assert.equal(width(font, "1111", "tnum"), width(font, "0000", "tnum"));
    }
    assert.ok(width(serif, "1111", "pnum") < width(serif, "0000", "pnum"));
    const ligatures = serif.layout("fi", ["liga"]).glyphs.length;
    assert.equal(ligatures, 1);
  });

  test("have stand-ins that take the same room, by the names that the style sheets use", () => {
    const css = new TextDecoder().decode(fonts.files.get(fonts.stylesheet));
    for (const variable of ["serif", "sans"]) {
      const [, list = ""] = new RegExp(`--${variable}-stand-ins:([^;}]*)`).exec(css) ?? [];
      const families = list.split(",");
      assert.ok(families.length >= 3, list);
      for (const family of families) assert.ok(css.includes(`@font-face{font-family:${family};`), family);
    }
    // Plex's small letters are a hundredth wider than Arial's; Georgia is narrower than Source Serif
    const scale = (name: string) =>
      Number(
        new RegExp(`"${name}";font-weight:400;font-style:normal;[^}]*size-adjust:([\\d.]+)%`).exec(css)?.[1],
      );
    assert.ok(Math.abs(scale("IBM Plex Sans on Arial") - 101) < 0.5);
    assert.ok(Math.abs(scale("Source Serif 4 on Georgia") - 109) < 1);
  });

  test("are cut once, and come out the same", async () => {
    const kept = readdirSync(cache).length;
    assert.deepEqual(await siteFonts(usage, cache), fonts);
    assert.equal(readdirSync(cache).length, kept);
  });
});
