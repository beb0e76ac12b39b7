import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import subsetFont from "subset-font";
import { madeOnce } from "../cache.ts";
import { mathStyleRules } from "../markdown/math-styles.ts";
import { type Face, mathFace, mathStyles, textFaces } from "./faces.ts";
import { type Measures, measuresOf } from "./measures.ts";
import { standInRules } from "./stand-ins.ts";

/** What has to be set in type. */
export interface TypeUsage {
  /** Every character of the site's text, in any order. */
  readonly text: string;
  /** Characters in formulas, by KaTeX's font file. */
  readonly glyphs: ReadonlyMap<string, ReadonlySet<string>>;
  /** Declarations of the classes that formulas use besides KaTeX's own. */
  readonly mathStyles: ReadonlyMap<string, string>;
}

export interface SiteFonts {
  /** Name of the style sheet among `files`. */
  readonly stylesheet: string;
  /** Names of the fonts that the first screen of an article needs; other pages have no use for the italic ones. */
  readonly preload: readonly string[];
  /** By name, which carries a digest of the content. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** What the interface itself may say, besides the papers. */
const always = `${Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).join("")}\u00a0–—‘’“”…·±×−→←↩©`;

/** Kerning and ligatures, figures of their own width or of one width, marks on letters; the rest is never asked for. */
const keepFeatures = ["kern", "liga", "pnum", "tnum", "ccmp", "mark", "mkmk"];

/** Faces of title, text, labels and what an abstract emphasizes, which the first screen of an article shows. */
const firstSeen = /-latin-(400|600)$|serif.*-latin-400-italic$/;

/**
 * Fonts with exactly the characters that are used, and a style sheet for them and for KaTeX.
 *
 * @param cache folder for what has been cut already
 */
export async function siteFonts(
  { text, glyphs, mathStyles: own }: TypeUsage,
  cache: string,
): Promise<SiteFonts> {
  const wanted = new Set(always + text);
  const files = new Map<string, Uint8Array>();
  const rules: string[] = [];
  const preload: string[] = [];
  const set = new Map<string, Set<string>>();
  const measured = new Map<Face, Measures>();

  const ship = async (face: Face, characters: readonly string[], isText: boolean) => {
    const bytes = await cachedSubset(face, characters.join(""), cache);
    const name = `${face.name}.${digest(bytes)}.woff2`;
    files.set(name, bytes);
    if (isText && firstSeen.test(face.name)) preload.push(name);
    rules.push(fontRule(face, name, isText ? characters : undefined));
  };
  for (const face of textFaces) {
    const style = `${face.family} ${face.weight} ${face.style}`;
    const covered = set.get(style) ?? new Set();
    set.set(style, covered);
    const measures = await measuresOf(face, cache);
    measured.set(face, measures);
    const known = new Set(measures.characters);
    const characters = [...wanted].filter(
      (character) => !covered.has(character) && known.has(character.codePointAt(0) ?? 0),
    );
    for (const character of characters) covered.add(character);
    if (characters.some((character) => character.trim() !== "")) await ship(face, characters, true);
  }
  for (const [file, characters] of [...glyphs].sort(([a], [b]) => (a < b ? -1 : 1))) {
    await ship(mathFace(file), [...characters].sort(), false);
  }
  const css = `${rules.join("\n")}\n${standInRules(measured)}\n${glyphs.size > 0 ? `${mathStyles()}\n${mathStyleRules(own)}` : ""}`;
  const stylesheet = `type.${digest(css)}.css`;
  files.set(stylesheet, new TextEncoder().encode(css));
  return { stylesheet, preload, files };
}

/** A second of work for the fonts of a paper, which seldom changes: kept by everything that goes into it. */
async function cachedSubset(face: Face, characters: string, cache: string): Promise<Uint8Array> {
  const font = readFileSync(face.file);
  const options = { targetFormat: "woff2", noHinting: true, keepFeatures } as const;
  const kept = await madeOnce(cache, face.name, [font, JSON.stringify([characters, options])], async () =>
    Buffer.from(await subsetFont(font, characters, options)).toString("base64"),
  );
  return Buffer.from(kept, "base64");
}

function fontRule(
  { family, weight, style }: Face,
  file: string,
  characters: readonly string[] | undefined,
): string {
  const range = characters === undefined ? "" : `;unicode-range:${ranges(characters)}`;
  return `@font-face{font-family:"${family}";font-weight:${weight};font-style:${style};font-display:swap;src:url(${file}) format("woff2")${range}}`;
}

/** CSS's `unicode-range` of these characters, runs joined. */
function ranges(characters: readonly string[]): string {
  const codes = [...new Set(characters.map((character) => character.codePointAt(0) ?? 0))].sort(
    (a, b) => a - b,
  );
  const runs: [number, number][] = [];
  for (const code of codes) {
    const last = runs.at(-1);
    if (last !== undefined && code === last[1] + 1) last[1] = code;
    else runs.push([code, code]);
  }
  const hex = (code: number) => code.toString(16);
  return runs.map(([from, to]) => (from === to ? `U+${hex(from)}` : `U+${hex(from)}-${hex(to)}`)).join(",");
}

function digest(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex").slice(0, 10);
}
