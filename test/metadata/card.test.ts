import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { drawPicture } from "../../src/figures/png.ts";
import { cardSvg, titleFonts } from "../../src/metadata/card.ts";
import { cardSize } from "../../src/metadata/tags.ts";
import { text } from "../fuzz/hostile.ts";

const figure = {
  wide: '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 400"><rect width="1000" height="400" fill="var(--blue)"/></svg>',
  narrow:
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 360 360"><rect width="360" height="360" fill="var(--green)"/></svg>',
};
const card = { title: "Throwing darts at π", authors: ["Ada Lovelace"], date: "2026-11-24", figure };

test("the picture of a paper has the size that is announced, and is the same each time", async () => {
  const png = Buffer.from(await drawPicture(cardSvg(card), titleFonts));
  assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [cardSize.width, cardSize.height]);
  assert.deepEqual(Buffer.from(await drawPicture(cardSvg(card), titleFonts)), png);
  assert.notDeepEqual(Buffer.from(await drawPicture(cardSvg({ ...card, title: "Other" }), titleFonts)), png);
});

test("it shows the drawing of the figure that can be larger, in light colours", () => {
  const svg = cardSvg(card);
  assert.match(svg, /#00805c/);
  assert.doesNotMatch(svg, /#0062b1|var\(/);
});

test("a title of any length stays on the card, and no text becomes markup", async () => {
  const lines = (svg: string) => [...svg.matchAll(/<text x="64" y="([\d.]+)"/g)].map(([, y]) => Number(y));
  for (const title of ["A", "word ".repeat(200), "x".repeat(500)]) {
    const places = lines(cardSvg({ ...card, title }));
    assert.ok(places.length >= 3 && Math.max(...places) < cardSize.height, `${places}`);
    const [date, names, last = 0] = places.toReversed();
    assert.ok(
      names !== undefined && date !== undefined && last < names - 24,
      "the title ends above the names",
    );
  }
  await fc.assert(
    fc.asyncProperty(text, text, async (title, name) => {
      const svg = cardSvg({ ...card, title, authors: [name], figure: undefined });
      const elements = new Set([...svg.matchAll(/<([a-z]+)/g)].map(([, element]) => element));
      assert.deepEqual(
        [...elements].filter((element) => !["svg", "rect", "g", "text"].includes(element ?? "")),
        [],
      );
    }),
    { numRuns: 60 },
  );
  // The renderer refuses what is not XML
  for (const title of ["a < b & c", "]]>", "\u0000\u0008\ud800x", '"><script>'])
    assert.ok((await drawPicture(cardSvg({ ...card, title }), titleFonts)).length > 1000);
});
