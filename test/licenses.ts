/** Licences of what others made: what may be published with a site, and what may besides be used to make it. */

/** Licences of what ships to readers: they ask for a notice at most. */
export const publishable: readonly string[] = [
  "0BSD",
  "Apache-2.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "BlueOak-1.0.0",
  "CC0-1.0",
  "ISC",
  "MIT",
  "OFL-1.1",
  "Unlicense",
  "Zlib",
];

/** And of tools that run here, unchanged, of which nothing is passed on. */
export const usable: readonly string[] = [
  ...publishable,
  // lightningcss, axe-core: conditions on changed files of theirs
  "MPL-2.0",
  // libvips, a library that sharp may load
  "LGPL-3.0-or-later",
  // argparse
  "Python-2.0",
  // citeproc, which sets the references when a site is built
  "CPAL-1.0",
];

/** Whether an SPDX expression of names, AND, OR and parentheses can be met with these licences alone. */
export function isAllowed(expression: string, allowed: readonly string[]): boolean {
  const tokens = expression.match(/[()]|[^\s()]+/g) ?? [];
  let at = 0;
  const any = (): boolean | undefined => {
    let met = all();
    while (tokens[at] === "OR") {
      at += 1;
      const other = all();
      met = met === undefined || other === undefined ? undefined : met || other;
    }
    return met;
  };
  const all = (): boolean | undefined => {
    let met = one();
    while (tokens[at] === "AND") {
      at += 1;
      const other = one();
      met = met === undefined || other === undefined ? undefined : met && other;
    }
    return met;
  };
  /** Undefined where the expression is malformed. */
  const one = (): boolean | undefined => {
    const token = tokens[at++];
    if (token === undefined || token === ")" || token === "AND" || token === "OR") return undefined;
    if (token !== "(") return allowed.includes(token);
    const inside = any();
    return tokens[at++] === ")" ? inside : undefined;
  };
  return any() === true && at === tokens.length;
}
