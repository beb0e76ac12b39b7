import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { create, type Font } from "fontkit";
import * as vega from "vega";
import { scriptScale, textRuns } from "./rich-text.ts";
import { blankLine } from "./theme.ts";

/** The face a piece of text is set in; the only weights figures use are 400 and 600. */
export interface Face {
  readonly weight: 400 | 600;
  readonly italic: boolean;
}

/** Advance of a glyph that no shipped file has, in ems: the width of Plex's digits, near the mean of any sans. */
const unknownAdvance = 0.6;
const subsets = ["latin", "latin-ext", "greek"] as const;

/** One of the files that a face of the typeface is split into. */
export type Subset = (typeof subsets)[number];

const folder = dirname(createRequire(import.meta.url).resolve("@fontsource/ibm-plex-sans/package.json"));
const fonts = new Map<string, Font>();
const widths = new Map<string, number>();

/** Path of the WOFF2 file of a subset of a face. */
export function fontFile(subset: Subset, { weight, italic }: Face): string {
  return join(folder, "files", `ibm-plex-sans-${subset}-${weight}-${italic ? "italic" : "normal"}.woff2`);
}

function openFont(subset: Subset, face: Face): Font {
  // Asked for each character: shorter than the path
  const key = `${subset}${face.weight}${face.italic}`;
  let font = fonts.get(key);
  if (!font) {
    font = create(readFileSync(fontFile(subset, face)));
    fonts.set(key, font);
  }
  return font;
}

/** The subset that has a glyph for `character`, if any. */
export function subsetOf(character: string, face: Face): Subset | undefined {
  const code = character.codePointAt(0) ?? 0;
  return subsets.find((subset) => openFont(subset, face).hasGlyphForCodePoint(code));
}

/** Width in ems of text in one face, kerned inside each subset as a browser does. */
function plainWidth(text: string, face: Face): number {
  let width = 0;
  let run = "";
  let font: Font | undefined;
  const flush = () => {
    if (font && run) width += font.layout(run).advanceWidth / font.unitsPerEm;
    run = "";
  };
  for (const character of text) {
    const subset = subsetOf(character, face);
    const next = subset && openFont(subset, face);
    if (next !== font) {
      flush();
      font = next;
    }
    if (next) run += character;
    else if (character !== blankLine) width += unknownAdvance;
  }
  flush();
  return width;
}

/** Width of `text` in ems, with superscripts, subscripts and italics as `textRuns` describes them. */
export function textWidth(text: string, weight: Face["weight"] = 400, italic = false): number {
  const key = `${weight}${italic ? "i" : "n"}${text}`;
  let width = widths.get(key);
  if (width === undefined) {
    width = 0;
    for (const run of textRuns(text)) {
      const scale = run.level === "base" ? 1 : scriptScale;
      width += scale * plainWidth(run.text, { weight, italic: italic || run.italic });
    }
    widths.set(key, width);
  }
  return width;
}

/** The scenegraph item Vega measures; the fields are absent where a mark does not set them. */
interface TextItem {
  readonly fontSize?: number;
  readonly fontWeight?: number | string;
  readonly fontStyle?: string;
}

/** 400 or 600, whichever a browser picks for this CSS weight among the two. */
export function nearestWeight(weight: number | string | undefined): Face["weight"] {
  return weight === "bold" || weight === "bolder" || Number(weight) > 500 ? 600 : 400;
}

/** Makes Vega lay text out with the advances of the shipped fonts instead of its guess of 0.8 em a character. */
export function useRealTextMetrics(): void {
  const { textMetrics } = vega as unknown as {
    textMetrics: { width: (item: TextItem, text: unknown) => number };
  };
  textMetrics.width = (item, text) => {
    const shown = text === null || text === undefined ? "" : String(text).trim();
    return (
      (item.fontSize ?? 11) * textWidth(shown, nearestWeight(item.fontWeight), item.fontStyle === "italic")
    );
  };
}
