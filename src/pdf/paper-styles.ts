/**
 * Styles that only a printed article needs: its running title, page numbers, and a font for code that is the same on
 * every machine. The rest of what print looks like is in styles/print.css, for readers who print the page themselves.
 *
 * @param mono address of a font
 */
export function paperStyles(runningTitle: string, mono: string): string {
  const margin = 'font: 400 7.5pt/1.3 "IBM Plex Sans", sans-serif; color: #5c6068;';
  return `@font-face { font-family: "Code on paper"; src: url(${cssString(mono)}) format("woff2"); }
:root:root { --mono: "Code on paper", monospace; }
@page {
  size: A4;
  @top-left { content: ${cssString(shortened(runningTitle))}; ${margin} vertical-align: bottom; padding-bottom: 5mm; }
  @top-right { content: counter(page); ${margin} vertical-align: bottom; padding-bottom: 5mm; }
}
@page :first {
  @top-left { content: none; }
  @top-right { content: none; }
  @bottom-center { content: counter(page); ${margin} }
}
`;
}

/** Characters that fit into the head of a page. */
const longest = 100;

function shortened(title: string): string {
  if (title.length <= longest) return title;
  return `${title.slice(0, longest).replace(/\s+\S*$/, "")} …`;
}

/** A string of CSS: whatever is not a plain character is written as its number. */
export function cssString(text: string): string {
  const plain = /[\p{L}\p{N} .,:;!?()/–—-]/u;
  const escaped = Array.from(text, (character) =>
    plain.test(character) ? character : `\\${(character.codePointAt(0) ?? 0).toString(16)} `,
  );
  return `"${escaped.join("")}"`;
}
