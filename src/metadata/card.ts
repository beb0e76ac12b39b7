import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { create, type Font } from "fontkit";
import { textWidth } from "../figures/metrics.ts";
import { palette, resolveLight } from "../figures/palette.ts";
import { cardSize } from "./tags.ts";
import { legible } from "./xml.ts";

export interface Card {
  readonly title: string;
  readonly authors: readonly string[];
  readonly date: string;
  /** The paper's figure, drawn for wide and for narrow columns; either may fit better. */
  readonly figure: { readonly wide: string; readonly narrow: string } | undefined;
}

const packages = createRequire(import.meta.url);
/** The face of the title, in which pages set theirs, too. */
export const titleFonts: readonly string[] = ["latin", "latin-ext", "greek"].map((script) =>
  packages.resolve(`@fontsource/source-serif-4/files/source-serif-4-${script}-600-normal.woff2`),
);

const edge = 64;
const { width, height } = cardSize;
/** What the figure may take of the card, at its right; the title has the rest. */
const frame = { width: 500, height: height - 112, gap: 48 };

/** The picture that stands for a paper where it is shared: its title, its authors and a figure of it, as SVG. */
export function cardSvg({ title, authors, date, figure }: Card): string {
  const drawing = figure && largest(figure);
  const measure = width - 2 * edge - (drawing === undefined ? 0 : drawing.scale * drawing.width + frame.gap);
  const { size, lines } = setTitle(title, measure);
  const names = withEllipsis(authors.join(", "), measure, (text) => 25 * textWidth(text));
  const line = (text: string, index: number) =>
    `<text x="${edge}" y="${edge + size * (0.92 + 1.12 * index)}">${escaped(text)}</text>`;
  return resolveLight(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="IBM Plex Sans">` +
      `<rect width="${width}" height="${height}" fill="${palette.paper.light}"/>` +
      `<rect width="${width}" height="10" fill="${palette.ink.light}"/>` +
      `<g font-family="Source Serif 4" font-weight="600" font-size="${size}" fill="${palette.ink.light}">${lines.map(line).join("")}</g>` +
      `<text x="${edge}" y="${height - edge - 38}" font-size="25" fill="${palette.ink.light}">${escaped(names)}</text>` +
      `<text x="${edge}" y="${height - edge}" font-size="22" fill="${palette.muted.light}">${escaped(`${date.slice(0, 4)} · recomputed from code`)}</text>` +
      (drawing === undefined ? "" : placed(drawing)) +
      "</svg>",
  );
}

interface Drawing {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
  readonly scale: number;
}

/** That of the figure's two drawings which can be larger. */
function largest({ wide, narrow }: NonNullable<Card["figure"]>): Drawing | undefined {
  const drawings = [wide, narrow].flatMap((svg) => {
    const [, w, h] = /\sviewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg) ?? [];
    if (w === undefined || h === undefined) return [];
    const scale = Math.min(frame.width / Number(w), frame.height / Number(h));
    return [{ svg, width: Number(w), height: Number(h), scale }];
  });
  return drawings.toSorted((a, b) => b.scale - a.scale)[0];
}

function placed({ svg, scale, ...drawing }: Drawing): string {
  const x = width - edge - scale * drawing.width;
  const y = (height + 10 - scale * drawing.height) / 2;
  const inner = svg.replace(/^[^>]*>/, "").replace(/<\/svg>\s*$/, "");
  return `<g transform="translate(${x.toFixed(2)} ${y.toFixed(2)}) scale(${scale.toFixed(4)})">${inner}</g>`;
}

const sizes = [64, 58, 52, 47, 43, 39, 36] as const;
const roomForTitle = 400;

/** The title at the largest size at which it fits, broken into lines; at the smallest it is cut off. */
function setTitle(
  title: string,
  measure: number,
): { readonly size: number; readonly lines: readonly string[] } {
  for (const size of sizes) {
    const lines = brokenLines(title, (text) => size * titleWidth(text) <= measure);
    const fits = lines.every((line) => size * titleWidth(line) <= measure);
    if (fits && lines.length * size * 1.12 <= roomForTitle) return { size, lines };
  }
  const size = sizes[sizes.length - 1] ?? 36;
  const most = Math.floor(roomForTitle / (size * 1.12));
  const lines = brokenLines(title, (text) => size * titleWidth(text) <= measure).slice(0, most);
  return { size, lines: lines.map((line) => withEllipsis(line, measure, (text) => size * titleWidth(text))) };
}

function brokenLines(text: string, fits: (text: string) => boolean): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter((each) => each !== "")) {
    const last = lines.at(-1);
    if (last !== undefined && fits(`${last} ${word}`)) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

function withEllipsis(text: string, measure: number, widthOf: (text: string) => number): string {
  if (widthOf(text) <= measure) return text;
  const characters = [...text];
  const cut = (length: number) => characters.slice(0, length).join("");
  // Halved, because names of hundreds of authors are measured as a whole each time
  let [fitting, tooLong] = [0, characters.length];
  while (tooLong - fitting > 1) {
    const length = Math.floor((fitting + tooLong) / 2);
    if (widthOf(`${cut(length)} …`) <= measure) fitting = length;
    else tooLong = length;
  }
  return `${cut(fitting).trimEnd()} …`;
}

let openFonts: readonly Font[] | undefined;

/** Width in ems; a character that no face has is taken to be as wide as most. */
function titleWidth(text: string): number {
  openFonts ??= titleFonts.map((file) => create(readFileSync(file)));
  let sum = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const font = openFonts.find((each) => each.hasGlyphForCodePoint(code));
    sum += font === undefined ? 0.55 : font.layout(character).advanceWidth / font.unitsPerEm;
  }
  return sum;
}

function escaped(text: string): string {
  return legible(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
