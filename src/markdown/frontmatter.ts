import { z } from "zod";
import { UserError } from "../engine/errors.ts";
import { idSchema } from "../engine/fields.ts";
import { nearest } from "../engine/nearest.ts";

const isoDate = z.preprocess(
  // YAML reads 2026-01-31 as a date; quoted, it is a string.
  (value) => (value instanceof Date ? value.toISOString().slice(0, 10) : value),
  z.iso.date("expected a date such as 2026-01-31"),
);
const text = z.string("expected text").trim().min(1, "expected text, found none");
const webAddress = z.url({ protocol: /^https?$/, error: "expected a web address that starts with https://" });

const author = z.strictObject({
  name: text,
  /** Home page, such as an ORCID. */
  url: webAddress.optional(),
  affiliation: text.optional(),
});

/** What stands between the `---` lines of `content/<paper>/index.md`. */
const frontmatterSchema = z.strictObject({
  title: text,
  subtitle: text.optional(),
  authors: z
    .array(author, "expected a list of authors, each with a name")
    .min(1, "expected at least one author"),
  /** Day of publication. */
  date: isoDate,
  /** Day of the last change of substance. */
  updated: isoDate.optional(),
  /** Markdown; it may bind values and cite. */
  abstract: text,
  /** Markdown: what the paper reproduces, and whom it owes. */
  credit: text.optional(),
  /** A BibTeX file beside index.md. */
  bibliography: z
    .string()
    .regex(/^[\w.-]+\.bib$/, "expected the name of a .bib file beside the text")
    .optional(),
  /** Such as `CC BY 4.0`. */
  license: text.optional(),
  /** What it is about, for search engines. */
  keywords: z.array(text, "expected a list of words").min(1, "expected at least one word").optional(),
  /** Such as `10.1000/182`. */
  doi: z
    .string()
    .regex(/^10\.\d{4,9}\/[^\s"<>]+$/, "expected a DOI such as 10.1000/182, without the address before it")
    .optional(),
  /** The figure that is shown where the paper is shared; its first unless given. */
  cover: text.optional(),
  /** The paper's address on the site; the name of its folder unless given. */
  slug: idSchema.optional(),
});

export type Frontmatter = z.infer<typeof frontmatterSchema>;

/**
 * The frontmatter of a paper, checked.
 *
 * @param source the whole file, for the line numbers of mistakes
 * @throws UserError
 */
export function parseFrontmatter(data: unknown, file: string, source: string): Frontmatter {
  if (!/^\uFEFF?---\r?\n/.test(source)) {
    throw new UserError({
      what: "the file does not start with frontmatter",
      where: `${file}:1`,
      fix: "Start it with `---`, lines such as `title: …`, `authors:`, `date:`, `abstract:`, and `---`.",
    });
  }
  const parsed = frontmatterSchema.safeParse(data);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map((issue) => explain(issue, file, source));
  const [first, ...others] = issues;
  const also = others.map(({ where, what }) => `also ${where}: ${what}`);
  throw new UserError({
    what: first?.what ?? "the frontmatter is malformed",
    where: first?.where ?? file,
    fix: [...(first?.fix === undefined ? [] : [first.fix]), ...also].join("\n  ") || undefined,
  });
}

/**
 * What is wrong with the frontmatter, where Astro, which parses it before any processor sees the file, cannot; any other
 * error as it is.
 */
export function frontmatterMistake(error: unknown, file: string): unknown {
  if (!(error instanceof Error) || error instanceof UserError) return error;
  if (error.message.startsWith("Invalid TOML")) {
    return new UserError({
      what: "the frontmatter is TOML, between lines of `+++`",
      where: `${file}:1`,
      fix: "Write it in YAML, between lines of `---`.",
      cause: error,
    });
  }
  if (error instanceof RangeError && /call stack/.test(error.message)) {
    return new UserError({
      what: "the frontmatter is nested too deeply",
      where: `${file}:1`,
      fix: "It holds texts and a list of authors, no more.",
      cause: error,
    });
  }
  if (error.name !== "YAMLException") return error;
  const { reason, mark } = error as Error & { reason?: string; mark?: { line: number } };
  return new UserError({
    what: `the frontmatter is not YAML: ${reason ?? error.message}`,
    // The mark counts from 0, at the line of the opening `---`.
    where: mark === undefined ? file : `${file}:${mark.line + 1}`,
    fix: "Mend that line; text with a colon or quotes needs `>-` and an indented block, or quotes around it.",
    cause: error,
  });
}

function explain(issue: z.core.$ZodIssue, file: string, source: string) {
  const unknown = issue.code === "unrecognized_keys" ? (issue.keys[0] ?? "") : undefined;
  const path = unknown === undefined ? issue.path : [...issue.path, unknown];
  const line = lineOfKey(path, source);
  const where = line === undefined ? file : `${file}:${line}`;
  // YAML lets a mapping be a key, of which nothing is left but this
  const key = path.map(String).join(".").replaceAll("[object Object]", "{…}");
  if (unknown !== undefined) {
    const known = Object.keys(issue.path[0] === "authors" ? author.shape : frontmatterSchema.shape);
    const near = nearest(unknown, known);
    const fix = near === undefined ? `The keys are: ${known.join(", ")}.` : `Did you mean “${near}”?`;
    return { where, what: `the frontmatter has a key “${key}” that means nothing`, fix };
  }
  if (line === undefined) {
    return {
      where: `${file}:1`,
      what: `the frontmatter has no “${key}”`,
      fix: `Add \`${String(path[0])}: …\`: ${issue.message}.`,
    };
  }
  return { where, what: `“${key}” in the frontmatter: ${issue.message}`, fix: undefined };
}

/** Line of a top-level key of the frontmatter (or of the key it is nested in); undefined when it is not there. */
export function lineOfKey(path: readonly PropertyKey[], source: string): number | undefined {
  const lines = (source.split(/^---[^\S\n]*$/m)[1] ?? "").split(/\r?\n/);
  const top = lines.findIndex((line) => line.startsWith(`${String(path[0])}:`));
  if (top < 0) return undefined;
  const last = path.at(-1);
  if (path.length < 2 || typeof last !== "string") return top + 1;
  const index = path.find((part) => typeof part === "number") ?? 0;
  const items = lines.flatMap((line, i) => (i > top && /^\s*- /.test(line) ? [i] : []));
  const from = items[Number(index)] ?? top;
  const nested = lines.findIndex(
    (line, i) => i >= from && line.replace(/^\s*(- )?/, "").startsWith(`${last}:`),
  );
  return (nested < 0 ? from : nested) + 1;
}
