import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Cite, type CslEntry, type CslName } from "@citation-js/core";
import "@citation-js/plugin-bibtex";
import "@citation-js/plugin-csl";
import { madeOnce } from "../cache.ts";
import { reasonOf, UserError } from "../engine/errors.ts";
import { citationMarkup, textOf } from "./citation-markup.ts";
import { citedWork } from "./cited-work.ts";
import type { Bibliography, Reference } from "./reference.ts";
import { rendererDigest } from "./renderer-digest.ts";

/** That of a paper which names none. */
export const emptyBibliography: Bibliography = {
  file: undefined,
  keys: [],
  get: () => undefined,
  sorted: () => [],
};

/**
 * The entries of a BibTeX file.
 *
 * @param file relative to the project root
 * @throws UserError when it cannot be read or parsed
 */
export async function readBibliography(root: string, file: string): Promise<Bibliography> {
  let source: string;
  try {
    source = await readFile(join(root, file), "utf8");
  } catch (cause) {
    throw new UserError({
      what: "the bibliography cannot be read",
      where: file,
      fix: "Mend `bibliography:` in the paper's frontmatter, or write the file.",
      cause,
    });
  }
  // The style's interpreter takes a second, and bibliographies seldom change.
  const name = file.replaceAll(/[^\w-]+/g, "-");
  const inputs = [rendererDigest(root), file, source];
  const references = await madeOnce(join(root, ".artifacts", "references"), name, inputs, async () =>
    parseReferences(source, file),
  );
  return bibliographyOf(references, file);
}

/** The references, in the order of a bibliography, found by their keys. */
export function bibliographyOf(references: readonly Reference[], file: string): Bibliography {
  const byKey = new Map(references.map((reference) => [reference.key, reference]));
  return {
    file,
    keys: [...byKey.keys()],
    get: (key) => byKey.get(key),
    sorted: (keys) => references.filter(({ key }) => keys.has(key)),
  };
}

/**
 * The entries of a BibTeX source in APA style, sorted.
 *
 * @throws UserError when the source is not BibTeX
 */
export function parseReferences(source: string, file: string): readonly Reference[] {
  let cite: Cite;
  try {
    cite = new Cite(source, { forceType: "@bibtex/text" });
  } catch (cause) {
    const message = reasonOf(cause);
    const [, line] = /at line (\d+) col \d+/.exec(message) ?? [];
    throw new UserError({
      what: `this is not BibTeX: ${message.split("\n")[0]}`,
      where: line === undefined ? file : `${file}:${line}`,
      fix: "Each entry reads `@article{key, author = {…}, title = {…}, year = {…}}`.",
      cause,
    });
  }
  const place = (key: string) => placeOfEntry(key, source, file);
  const twins = cite.data.map(({ id }) => id).filter((id, index, all) => all.indexOf(id) !== index);
  const [twin] = twins;
  if (twin !== undefined) {
    throw new UserError({
      what: `two entries have the key “${twin}”`,
      where: place(twin),
      fix: "Rename one of them.",
    });
  }
  const data = new Map(cite.data.map((entry) => [entry.id, entry]));
  const html = cite.format("bibliography", { format: "html", template: "apa", lang: "en-US" });
  const entries = citationMarkup(html);
  const lost = cite.data.find(({ id }) => !entries.some(({ key }) => key === id));
  if (lost !== undefined) {
    throw new UserError({
      what: `the entry “${lost.id}” cannot be set: its key or its fields are none that the style knows`,
      where: place(lost.id),
      fix: "Give it another key, of letters and digits.",
    });
  }
  return entries.flatMap(({ key, entry }) => {
    const csl = data.get(key);
    if (csl === undefined) return [];
    const year = /\((\d{4}[a-z]?|n\.d\.)/.exec(textOf(entry))?.[1] ?? "n.d.";
    const [authors, authorsInText] = [shortAuthors(csl, "&"), shortAuthors(csl, "and")];
    return [{ key, authors, authorsInText, year, entry, work: citedWork(csl) }];
  });
}

/** The line at which an entry starts, the last of those with this key. */
function placeOfEntry(key: string, source: string, file: string): string {
  const entries = [...source.matchAll(/@\w+\s*[{(]\s*([^,{}()]*?)\s*[,})]/g)];
  const found = entries.findLast(([, name]) => name === key);
  if (found === undefined) return file;
  return `${file}:${source.slice(0, found.index).split("\n").length}`;
}

/** APA: one author, two joined by an ampersand or a word, more as “et al.”; without authors the title stands in. */
function shortAuthors({ author, editor, title }: CslEntry, joined: "&" | "and"): string {
  const [first, second, third] = (author ?? editor ?? []).map(familyName);
  if (first === undefined) return title ?? "Anonymous";
  if (second === undefined) return first;
  return third === undefined ? `${first} ${joined} ${second}` : `${first} et al.`;
}

function familyName(name: CslName): string {
  const family = name.family ?? name.literal ?? name.given ?? "Anonymous";
  const particle = name["non-dropping-particle"];
  return particle === undefined ? family : `${particle} ${family}`;
}
