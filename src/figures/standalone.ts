import { readFile } from "node:fs/promises";
import subsetFont from "subset-font";
import { type Face, fontFile, type Subset, subsetOf } from "./metrics.ts";
import { palette, resolveColours, resolveLight } from "./palette.ts";

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

/** Characters every embedded font gets, so that nearly all figures share their fonts, which then are cut out once. */
const common = [
  ...Array.from({ length: 0x7f - 0x20 }, (_, i) => String.fromCharCode(0x20 + i)),
  ..."·±×°–—‘’“”…−",
];

const faces = new Map<string, Promise<string>>();

function fontFace(part: Part): Promise<string> {
  const { face, subset } = part;
  const shared = common.filter((character) => subsetOf(character, face) === subset);
  const characters = new Set([...shared, ...part.characters]);
  const codes = range(characters);
  const key = `${subset} ${face.weight} ${face.italic} ${codes}`;
  let css = faces.get(key);
  if (css === undefined) {
    css = embed(face, subset, characters, codes);
    faces.set(key, css);
  }
  return css;
}

async function embed(
  face: Face,
  subset: Subset,
  characters: ReadonlySet<string>,
  codes: string,
): Promise<string> {
  const font = await subsetFont(await readFile(fontFile(subset, face)), [...characters].join(""), {
    targetFormat: "woff2",
  });
  return (
    `@font-face{font-family:"IBM Plex Sans";font-weight:${face.weight};font-style:${face.italic ? "italic" : "normal"};` +
    `unicode-range:${codes};src:url(data:font/woff2;base64,${Buffer.from(font).toString("base64")})}`
  );
}

/** Paper around a figure that stands alone, in pixels. */
const margin = 16;

/**
 * A figure's SVG as a document that stands alone: the light colours in place of the page's variables, paper behind and
 * around it, and the glyphs it uses inside it.
 */
export async function standaloneSvg(svg: string): Promise<string> {
  const paper = `<rect x="${-margin}" y="${-margin}" width="100%" height="100%" fill="${palette.paper.light}"/>`;
  const framed = svg
    .replace(' pointer-events="none"', "")
    .replace(/ viewBox="0 0 (\d+) (\d+)" width="\1" height="\2"/, (_, width: string, height: string) => {
      const [w, h] = [Number(width) + 2 * margin, Number(height) + 2 * margin];
      return ` viewBox="${-margin} ${-margin} ${w} ${h}" width="${w}" height="${h}"`;
    })
    .replace("</desc>", `</desc>${paper}`);
  return resolveLight(await withFonts(framed));
}

/**
 * A figure's SVG as a file for a page to show by reference: the colours of one scheme in place of the page's
 * variables, and the glyphs it uses inside it, because such a file sees nothing of the page.
 */
export async function referencedSvg(svg: string, scheme: "light" | "dark"): Promise<string> {
  return resolveColours(await withFonts(svg), scheme);
}

async function withFonts(svg: string): Promise<string> {
  const fonts = await Promise.all(partsOf(svg).map(fontFace));
  return svg.replace("</desc>", `</desc><style>${fonts.join("")}</style>`);
}
