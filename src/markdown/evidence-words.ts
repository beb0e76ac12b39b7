import type { Finding } from "../engine/claims.ts";

const space = "\u00a0";

/** What a claim's data say, in a sentence; what was expected is named only where the predicate does not say it. */
export function outcome({ predicate, expected, found }: Finding): string {
  return predicate.includes(expected) ? `Found ${found}.` : `Expected ${expected}; found ${found}.`;
}

/**
 * The text with spaces at which no line breaks where a break would part a number from what it belongs to: around `±`, `×`
 * and `=`, between `p` and its bound, in `20 of 20` and `2 h 5 min`, and between a name and its number. A chain such as
 * `A < B < C` may break before each `<`.
 */
export function unbroken(text: string): string {
  return text
    .replace(/ ([±×=]) /g, `${space}$1${space}`)
    .replace(/\bp < /g, `p${space}<${space}`)
    .replace(/ ([<>]) /g, ` $1${space}`)
    .replace(/(\d) of (?=\d)/g, `$1${space}of${space}`)
    .replace(/(\d) (?=(?:h|min|s|B|kB|MB)\b)/g, `$1${space}`)
    .replace(/(\d\u00a0h) (?=\d)/g, `$1${space}`)
    .replace(/(\p{Lu}\p{L}+) (?=\d+(?![.\d]))/gu, `$1${space}`);
}
