import { readFileSync } from "node:fs";
import * as fontkit from "fontkit";
import { madeOnce } from "../cache.ts";
import type { Face } from "./faces.ts";

/** What is to be known of a face before it is cut, lengths in ems. */
export interface Measures {
  /** Code points that it has a glyph for. */
  readonly characters: readonly number[];
  readonly ascent: number;
  /** Below the line, as a number above zero. */
  readonly descent: number;
  /** Mean advance of the letters of English text. */
  readonly advance: number;
}

/** Letters as often as English has them. */
const sample = "aaabcdeeeefghiijklmnnoopqrrssttuvwxyz      ";

/**
 * Measures of a face. Unpacking its file takes a tenth of a second, so they are kept by everything that goes into them.
 *
 * @param cache folder for what has been measured already
 */
export function measuresOf(face: Face, cache: string): Promise<Measures> {
  const file = readFileSync(face.file);
  const inputs = [readFileSync(import.meta.filename), file];
  return madeOnce(cache, `${face.name}-measures`, inputs, async () => {
    const font = fontkit.create(file);
    const advanceOf = (letter: string) => font.glyphForCodePoint(letter.codePointAt(0) ?? 0).advanceWidth;
    const total = [...sample].reduce((sum, letter) => sum + advanceOf(letter), 0);
    return {
      characters: font.characterSet.filter((code) => font.hasGlyphForCodePoint(code)),
      ascent: Math.abs(font.ascent) / font.unitsPerEm,
      descent: Math.abs(font.descent) / font.unitsPerEm,
      advance: total / sample.length / font.unitsPerEm,
    };
  });
}
