import type { Paper } from "../markdown/paper.ts";

/** A figure as somebody else's paper cites it. */
export interface CitedFigure {
  readonly paper: Pick<Paper, "title" | "authors" | "date" | "slug">;
  readonly id: string;
  readonly number: number;
  readonly title: string;
  /** SHA-256 of each artifact it is drawn from. */
  readonly data: readonly string[];
  /** Where it is published, when that is known. */
  readonly url: string | undefined;
}

/** One sentence: authors, year, figure, paper, data. */
export function figureCitation({ paper, number, title, data, url }: CitedFigure): string {
  const parts = [
    `${paper.authors.map(({ name }) => name).join(", ")} (${paper.date.slice(0, 4)})`,
    `${title} (figure ${number})`,
    `In ${paper.title}`,
    `Data: SHA-256 ${shortened(data)}`,
  ];
  return [...parts.map(ended), ...(url === undefined ? [] : [url])].join(" ");
}

/** With a full stop, unless it ends in a mark of its own. */
function ended(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}

/** Enough of each hash to tell the data apart. */
function shortened(hashes: readonly string[]): string {
  return hashes.map((hash) => hash.slice(0, 16)).join(", ");
}

/** The same as a BibTeX entry. */
export function figureBibtex({ paper, id, number, title, data, url }: CitedFigure): string {
  const [year = "", month = ""] = paper.date.split("-");
  return bibtexEntry("misc", `${paper.slug}-${id}`, {
    author: paper.authors.map(({ name }) => bibtexName(name)).join(" and "),
    title: `{${bibtexText(title)}}`,
    year,
    month: String(Number(month)),
    note: bibtexText(`Figure ${number} of “${paper.title}”; data SHA-256 ${shortened(data)}`),
    ...(url === undefined ? {} : { url }),
  });
}

/** A paper as others cite it. */
export interface CitedPaper {
  readonly paper: Pick<Paper, "title" | "subtitle" | "authors" | "date" | "slug" | "doi">;
  /** Where it is published, when that is known. */
  readonly url: string | undefined;
}

/** One sentence: authors, year, title, where it is. */
export function paperCitation({ paper, url }: CitedPaper): string {
  const { title, authors, date, doi } = paper;
  const names = authors.map(({ name }) => name).join(", ");
  const place = doi === undefined ? url : `https://doi.org/${doi}`;
  return `${names} (${date.slice(0, 4)}). ${title.replace(/\.$/, "")}.${place === undefined ? "" : ` ${place}`}`;
}

/** The same as a BibTeX entry. */
export function paperBibtex({ paper, url }: CitedPaper): string {
  const { title, subtitle, authors, date, slug, doi } = paper;
  const [year = "", month = ""] = date.split("-");
  const full = subtitle === undefined ? title : `${title}${/[?!.:]$/.test(title) ? "" : ":"} ${subtitle}`;
  return bibtexEntry("misc", `${slug}-${year}`, {
    author: authors.map(({ name }) => bibtexName(name)).join(" and "),
    title: `{${bibtexText(full)}}`,
    year,
    month: String(Number(month)),
    ...(doi === undefined ? {} : { doi: bibtexText(doi) }),
    ...(url === undefined ? {} : { url }),
  });
}

/** A BibTeX entry; the values are BibTeX already. */
function bibtexEntry(type: string, key: string, fields: Readonly<Record<string, string>>): string {
  const lines = Object.entries(fields).map(([name, value]) => `  ${name.padEnd(6)} = {${value}}`);
  return `@${type}{${key},\n${lines.join(",\n")}\n}`;
}

/** Whether a name is that of a group rather than of a person. */
export function isGroup(name: string): boolean {
  return /^The /.test(name) || !name.includes(" ");
}

/** A name; that of a group in braces of its own, so that it is not taken apart. */
function bibtexName(name: string): string {
  const text = bibtexText(name);
  return isGroup(name) ? `{${text}}` : text;
}

const escapes: Readonly<Record<string, string>> = {
  "\\": "\\textbackslash{}",
  "{": "\\{",
  "}": "\\}",
  "~": "\\textasciitilde{}",
  "^": "\\textasciicircum{}",
};

/** Text without what BibTeX and TeX take for commands. */
export function bibtexText(text: string): string {
  return text.replace(/[\\{}~^&%$#_]/g, (sign) => escapes[sign] ?? `\\${sign}`);
}
