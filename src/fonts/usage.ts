import { formatTable } from "../figures/table.ts";
import type { RenderedPaper } from "../markdown/processor.ts";
import type { TypeUsage } from "./subset.ts";

/** What the papers and their figures have set in type. */
export function typeUsage(papers: Iterable<RenderedPaper>): TypeUsage {
  const glyphs = new Map<string, ReadonlySet<string>>();
  const mathStyles = new Map<string, string>();
  const text = new Set<string>();
  for (const { paper, html, figures, live, glyphs: own, mathStyles: styles } of papers) {
    const drawn = figures.map(({ table, title, wide, narrow }) => [title, formatTable(table), wide, narrow]);
    for (const character of decodeReferences(html + JSON.stringify([paper, drawn, live])))
      text.add(character);
    for (const [file, characters] of own)
      glyphs.set(file, new Set([...(glyphs.get(file) ?? []), ...characters]));
    for (const [name, declarations] of styles) mathStyles.set(name, declarations);
  }
  return { text: [...text].sort().join(""), glyphs, mathStyles };
}

/** The HTML with the characters that its hexadecimal references stand for. */
function decodeReferences(html: string): string {
  return html.replace(/&#x([0-9a-f]+);/gi, (_, code: string) =>
    String.fromCodePoint(Number.parseInt(code, 16)),
  );
}
