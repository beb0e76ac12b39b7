import { readFile } from "node:fs/promises";
import { Cite, type CslEntry, type CslName } from "@citation-js/core";
import "@citation-js/plugin-bibtex";
import "@citation-js/plugin-csl";
import { UserError } from "../engine/errors.ts";
import { citationMarkup, textOf } from "./citation-markup.ts";
import type { Bibliography, Reference } from "./reference.ts";

export const emptyBibliography: Bibliography = {
  file: undefined,
  keys: [],
  get: () => undefined,
  sorted: () => [],
};

/**
 * The entries of a BibTeX file.
 *
 * @param path absolute
 * @param file the same, relative to the project root, for messages
 * @throws UserError when it cannot be read or parsed
 */
export async function readBibliography(path: string, file: string): Promise<Bibliography> {
  let source: string;
  try {
    source = await readFile(path, "utf8");
  } catch (cause) {
    throw new UserError({
      what: "the bibliography cannot be read",
      where: file,
      fix: "Mend `bibliography:` in the paper's frontmatter, or write the file.",
      cause,
    });
  }
  return parseBibliography(source, file);
}

/** @throws UserError when the source is not BibTeX */
export function parseBibliography(source: string, file: string): Bibliography {
  let cite: Cite;
  try {
    cite = new Cite(source);
  } catch (cause) {
    throw new UserError({
      what: `this is not BibTeX: ${(cause as Error).message.split("\n")[0]}`,
      where: file,
      fix: "Each entry reads `@article{key, author = {…}, title = {…}, year = {…}}`.",
      cause,
    });
  }
  const twins = cite.data.map(({ id }) => id).filter((id, index, all) => all.indexOf(id) !== index);
  if (twins.length > 0) {
    throw new UserError({
      what: `two entries have the key “${twins[0]}”`,
      where: file,
      fix: "Rename one of them.",
    });
  }
  const data = new Map(cite.data.map((entry) => [entry.id, entry]));
  const html = cite.format("bibliography", { format: "html", template: "apa", lang: "en-US" });
  const references = new Map<string, Reference>();
  for (const { key, entry } of citationMarkup(html)) {
    const csl = data.get(key);
    if (csl === undefined) continue;
    const year = /\((\d{4}[a-z]?|n\.d\.)/.exec(textOf(entry))?.[1] ?? "n.d.";
    references.set(key, { key, authors: shortAuthors(csl), year, entry });
  }
  return {
    file,
    keys: [...references.keys()],
    get: (key) => references.get(key),
    sorted: (keys) => [...references.values()].filter(({ key }) => keys.has(key)),
  };
}

/** APA: one author, two with an ampersand, more as “et al.”; without authors the title stands in. */
function shortAuthors({ author, editor, title }: CslEntry): string {
  const [first, second, third] = (author ?? editor ?? []).map(familyName);
  if (first === undefined) return title ?? "Anonymous";
  if (second === undefined) return first;
  return third === undefined ? `${first} & ${second}` : `${first} et al.`;
}

function familyName(name: CslName): string {
  const family = name.family ?? name.literal ?? name.given ?? "Anonymous";
  const particle = name["non-dropping-particle"];
  return particle === undefined ? family : `${particle} ${family}`;
}
