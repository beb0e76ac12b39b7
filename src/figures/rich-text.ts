/**
 * Text of figures may hold Unicode superscripts, subscripts and mathematical italics ("10⁻³", "W₁", "𝑛"). The font
 * files a page loads have no glyphs for them, so they are set from ordinary glyphs: smaller and shifted, or italic.
 */
export interface TextRun {
  readonly text: string;
  readonly level: "base" | "super" | "sub";
  readonly italic: boolean;
}

/** Size of raised and lowered glyphs relative to the text's. */
export const scriptScale = 0.72;

const superscripts = new Map(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱᵀ", "0123456789+−=()niT"));
const subscripts = new Map(zip("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₙₗᵢⱼₖₘₜₓ", "0123456789+−=()nlijkmtx"));
/** Scripts that stand for a variable are italic, as it would be on the line. */
const letters = /[a-z]/;

function zip(from: string, to: string): [string, string][] {
  const target = [...to];
  return [...from].map((character, index) => [character, target[index] ?? character]);
}

function mathItalic(code: number): string | undefined {
  if (code === 0x210e) return "h";
  if (code >= 0x1d434 && code <= 0x1d44d) return String.fromCodePoint(0x41 + code - 0x1d434);
  if (code >= 0x1d44e && code <= 0x1d467) return String.fromCodePoint(0x61 + code - 0x1d44e);
  if (code >= 0x1d6fc && code <= 0x1d714) return String.fromCodePoint(0x3b1 + code - 0x1d6fc);
  return undefined;
}

function classify(character: string): TextRun {
  const raised = superscripts.get(character);
  if (raised !== undefined) return { text: raised, level: "super", italic: letters.test(raised) };
  const lowered = subscripts.get(character);
  if (lowered !== undefined) return { text: lowered, level: "sub", italic: letters.test(lowered) };
  const slanted = mathItalic(character.codePointAt(0) ?? 0);
  if (slanted !== undefined) return { text: slanted, level: "base", italic: true };
  return { text: character, level: "base", italic: false };
}

/** Splits `text` into runs of one level and slant; plain text gives one run. */
export function textRuns(text: string): readonly TextRun[] {
  const runs: TextRun[] = [];
  for (const character of text) {
    const next = classify(character);
    const last = runs.at(-1);
    if (last && last.level === next.level && last.italic === next.italic) {
      runs[runs.length - 1] = { ...last, text: last.text + next.text };
    } else {
      runs.push(next);
    }
  }
  return runs;
}

/** A run with what an SVG `tspan` around it needs; nothing where it is as the text around it. */
export interface SetRun {
  readonly text: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** The runs of `text` with their attributes, one after the other: raised, lowered, italic, and back to the base line. */
export function setRuns(text: string): readonly SetRun[] {
  let shift = 0;
  return textRuns(text).map((run) => {
    const size = run.level === "base" ? 1 : scriptScale;
    const wanted = run.level === "super" ? -0.36 : run.level === "sub" ? 0.18 : 0;
    const attributes: Record<string, string> = {};
    // `dy` counts in ems of the run itself; shifts are ems of the whole text.
    if (wanted !== shift) attributes.dy = `${Number(((wanted - shift) / size).toFixed(3))}em`;
    if (size !== 1) attributes["font-size"] = `${size}em`;
    if (run.italic) attributes["font-style"] = "italic";
    shift = wanted;
    return { text: run.text, attributes };
  });
}
