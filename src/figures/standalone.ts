import { readFile } from "node:fs/promises";
import subsetFont from "subset-font";
import { type Face, fontFile, type Subset, subsetOf } from "./metrics.ts";
import { palette, resolveLight } from "./palette.ts";

/** Characters drawn in one font file. */
interface Part {
  readonly face: Face;
  readonly subset: Subset;
  readonly characters: Set<string>;
}

/** The font files that the text of a finished figure needs, with the characters needed of each. */
function partsOf(svg: string): readonly Part[] {
  const parts = new Map<string, Part>();
  // Faces are few, so each gets the characters of all text rather than of its own.
  const faces: Face[] = [{ weight: 400, italic: false }];
  if (svg.includes('font-weight="600"')) faces.push({ weight: 600, italic: false });
  if (svg.includes('font-style="italic"')) faces.push({ weight: 400, italic: true });
  const text = [...svg.matchAll(/<text[^>]*>(.*?)<\/text>/gs)].map((match) => match[1] ?? "").join("");
  const characters = new Set(text.replace(/<[^>]*>/g, "").replace(/&[^;]*;/g, "&<>\"'"));
  for (const face of faces) {
    for (const character of characters) {
      const subset = subsetOf(character, face);
      if (subset === undefined) continue;
      const key = `${subset} ${face.weight} ${face.italic}`;
      const part = parts.get(key) ?? { face, subset, characters: new Set() };
      part.characters.add(character);
      parts.set(key, part);
    }
  }
  return [...parts.values()];
}

const range = (characters: ReadonlySet<string>): string =>
  [...characters]
    .map((character) => character.codePointAt(0) ?? 0)
    .sort((a, b) => a - b)
    .map((code) => `U+${code.toString(16)}`)
    .join(",");

async function fontFace({ face, subset, characters }: Part): Promise<string> {
  const font = await subsetFont(await readFile(fontFile(subset, face)), [...characters].join(""), {
    targetFormat: "woff2",
  });
  return (
    `@font-face{font-family:"IBM Plex Sans";font-weight:${face.weight};font-style:${face.italic ? "italic" : "normal"};` +
    `unicode-range:${range(characters)};src:url(data:font/woff2;base64,${Buffer.from(font).toString("base64")})}`
  );
}

/**
 * A figure's SVG as a document that stands alone: the light colours in place of the page's variables, the paper behind
 * it, and the glyphs it uses inside it.
 */
export async function standaloneSvg(svg: string): Promise<string> {
  const faces = await Promise.all(partsOf(svg).map(fontFace));
  const front = `<style>${faces.join("")}</style><rect width="100%" height="100%" fill="${palette.paper.light}"/>`;
  return resolveLight(svg.replace(' pointer-events="none"', "").replace("</desc>", `</desc>${front}`));
}
