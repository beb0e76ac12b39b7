/**
 * A piece of an article's HTML for a page elsewhere: links that are relative to the article's page start at `article`,
 * such as `../`, and nothing has an id, which would be there twice.
 */
export function relinked(html: string, article: string): string {
  return html
    .replace(
      /(<[^>]*?\shref=")(?![a-z][a-z0-9+.-]*:|\/)([^"]*)"/gi,
      (_, start: string, address: string) => `${start}${article}${address}"`,
    )
    .replace(/(<[a-z][^>]*?)\sid="[^"]*"/gi, "$1");
}

/** A piece without the marks of claims, whose evidence stands in the article. */
export function withoutMarks(html: string): string {
  const start = html.indexOf('<span class="claim-mark">');
  if (start < 0) return html;
  const end = endOfSpan(html, start);
  return withoutMarks(html.slice(0, start) + html.slice(end));
}

/** Where the span that begins at `start` ends. */
function endOfSpan(html: string, start: number): number {
  let depth = 0;
  for (const { 0: tag, index } of html.slice(start).matchAll(/<(\/?)span\b[^>]*>/g)) {
    depth += tag.startsWith("</") ? -1 : 1;
    if (depth === 0) return start + index + tag.length;
  }
  return html.length;
}
