import type { Problems } from "./problems.ts";

/** Quotations, lists, brackets and braces inside each other; text that people write has a handful. */
const deepest = 100;
/** Emphasis marks in one paragraph: the time to pair them grows with more than their square. */
const mostMarks = 4000;

/**
 * Whether the text is nested so deeply, or so full of marks, that reading it would take minutes or all of the stack; its
 * first such line is then reported.
 */
export function tooDeep(markdown: string, problems: Problems): boolean {
  let depth = 0;
  let marks = 0;
  for (const [index, line] of markdown.split("\n").entries()) {
    if (line.trim() === "") {
      depth = 0;
      marks = 0;
    }
    for (const character of line) {
      if ("[{(".includes(character)) depth += 1;
      else if ("]})".includes(character)) depth = Math.max(0, depth - 1);
      else if ("*_~".includes(character)) marks += 1;
      if (depth > deepest || marks > mostMarks) break;
    }
    const fault =
      depth > deepest || prefixDepth(line) > deepest
        ? `more than ${deepest} quotations, lists, brackets or braces inside each other`
        : marks > mostMarks
          ? `more than ${mostMarks} emphasis marks in one paragraph`
          : undefined;
    if (fault === undefined) continue;
    const at = { line: index + 1, column: 1 };
    problems.report(
      { position: { start: at, end: at } },
      fault,
      "Write it flatter, or as more than one paragraph.",
    );
    return true;
  }
  return false;
}

/** How many quotations, lists or directives may be open at the start of a line. */
function prefixDepth(line: string): number {
  const [prefix = ""] = /^(?:[\s>]|[-+*]\s|\d{1,9}[.)]\s|\[\^[^\]]*\]:)*/.exec(line) ?? [];
  const [colons = ""] = /^:*/.exec(line.slice(prefix.length)) ?? [];
  const marks = prefix.match(/[>+*-]|\d+|\[/g)?.length ?? 0;
  const spaces = /^\s*/.exec(line)?.[0].length ?? 0;
  return Math.max(marks, colons.length, spaces / 4);
}
