import type { Face } from "./faces.ts";
import type { Measures } from "./measures.ts";

/** What is on readers' machines, tried in this order until a page's own fonts have arrived. */
const standIns: Readonly<Record<string, readonly StandIn[]>> = {
  "Source Serif 4": [
    { name: "Georgia", regular: 0.4533, italic: 0.4647, bold: 0.5286 },
    { name: "Noto Serif", regular: 0.4972, italic: 0.4805, bold: 0.5276 },
    { name: "DejaVu Serif", regular: 0.527, italic: 0.527, bold: 0.579 },
    { name: "Times New Roman", regular: 0.4172, italic: 0.4134, bold: 0.4431 },
  ],
  "IBM Plex Sans": [
    { name: "Arial", regular: 0.4563, italic: 0.4563, bold: 0.4937 },
    { name: "Roboto", regular: 0.458, italic: 0.445, bold: 0.4647 },
    { name: "DejaVu Sans", regular: 0.5226, italic: 0.5226, bold: 0.5888 },
  ],
};

/** A font and the mean advance of each style over English text, in ems: that of the font, or of one made to its measures. */
interface StandIn {
  readonly name: string;
  readonly regular: number;
  readonly italic: number;
  readonly bold: number;
}

/**
 * CSS by which text takes the same room before its font has arrived as after, so that nothing moves: fonts of the
 * machine, scaled to the mean width of ours and set on the same line, and `--serif-stand-ins` and `--sans-stand-ins`,
 * their names for a `font-family`.
 */
export function standInRules(measured: ReadonlyMap<Face, Measures>): string {
  const rules: string[] = [];
  const names = new Map<string, Set<string>>();
  for (const [face, { advance, ascent, descent }] of measured) {
    if (!face.name.includes("-latin-4") && !face.name.includes("-latin-6")) continue;
    const style = face.weight > 400 ? "bold" : face.style === "italic" ? "italic" : "regular";
    for (const standIn of standIns[face.family] ?? []) {
      const family = `${face.family} on ${standIn.name}`;
      names.set(face.family, (names.get(face.family) ?? new Set()).add(family));
      const scale = advance / standIn[style];
      rules.push(
        `@font-face{font-family:"${family}";font-weight:${face.weight};font-style:${face.style};` +
          `src:${locals(standIn.name, style)};size-adjust:${percent(scale)};` +
          `ascent-override:${percent(ascent / scale)};descent-override:${percent(descent / scale)};line-gap-override:0%}`,
      );
    }
  }
  const list = (family: string) => [...(names.get(family) ?? [])].map((name) => `"${name}"`).join(",");
  return `${rules.join("\n")}\n:root{--serif-stand-ins:${list("Source Serif 4")};--sans-stand-ins:${list("IBM Plex Sans")}}`;
}

/** Systems know a style by different names: Windows and macOS by its full name, others also by its PostScript name. */
function locals(name: string, style: "regular" | "italic" | "bold"): string {
  const joined = name.replaceAll(" ", "");
  if (style === "regular") return `local("${name}"),local("${joined}")`;
  const word = style === "bold" ? "Bold" : "Italic";
  return `local("${name} ${word}"),local("${joined}-${word}")`;
}

function percent(share: number): string {
  return `${Number((100 * share).toFixed(2))}%`;
}
