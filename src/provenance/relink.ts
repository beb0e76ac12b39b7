/** A start tag with its attributes, whose values may hold any sign. */
const tags = /<[a-z](?:"[^"]*"|[^">])*>/gi;

/**
 * A piece of an article's HTML for a page elsewhere: links that are relative to the article's page start at `article`,
 * such as `../`, and nothing has an id, which would be there twice.
 */
export function relinked(html: string, article: string): string {
  return html.replace(tags, (tag) =>
    tag
      .replace(/ href="(?![a-z][a-z0-9+.-]*:|\/)/i, ` href="${article}`)
      .replace(/("|<[a-z0-9]+) id="[^"]*"/i, "$1"),
  );
}

/** A piece without the marks of claims, whose evidence stands in the article. */
export function withoutMarks(html: string): string {
  const start = html.indexOf('<span class="claim-mark">');
  if (start < 0) return html;
  return withoutMarks(html.slice(0, start) + html.slice(endOfSpan(html, start)));
}

/** Where the span that begins at `start` ends. */
function endOfSpan(html: string, start: number): number {
  let depth = 0;
  for (const { 0: tag, index } of html.slice(start).matchAll(/<(\/?)span\b(?:"[^"]*"|[^">])*>/g)) {
    depth += tag.startsWith("</") ? -1 : 1;
    if (depth === 0) return start + index + tag.length;
  }
  return html.length;
}
