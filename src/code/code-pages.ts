import { existsSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join, posix, sep } from "node:path";
import { madeOnce } from "../cache.ts";
import { sha256 } from "../engine/canonical.ts";
import type { Results } from "../engine/results.ts";
import type { RenderedPaper } from "../markdown/processor.ts";
import { highlight } from "./highlight.ts";

/** A source file as the site shows it. */
export interface CodePage {
  /** Relative to the project, such as `experiments/lib/theory.ts`. */
  readonly path: string;
  /** HTML of each line. */
  readonly lines: readonly string[];
  /** SHA-256 of the file. */
  readonly digest: string;
  /** The experiments that were run with it, or whose claims it states. */
  readonly experiments: readonly UsedBy[];
  /** The figures that are drawn with it. */
  readonly figures: readonly {
    readonly slug: string;
    readonly id: string;
    readonly number: number;
    readonly title: string;
  }[];
}

export interface UsedBy {
  readonly id: string;
  readonly title: string;
  readonly entry: string;
  /** Of the code that the experiment was run with. */
  readonly codeDigest: string;
  /** Of its artifact. */
  readonly fingerprint: string;
}

export interface CodeOf {
  readonly root: string;
  readonly results: Results;
  readonly papers: ReadonlyMap<string, RenderedPaper>;
}

/** The file that states an experiment's claims. */
export function claimsFileOf(experiment: string): string {
  return `experiments/${experiment}/claims.ts`;
}

/** Paths of the files that have a page, sorted: what experiments are run from and figures are drawn with. */
export function codePaths({ root, results, papers }: CodeOf): readonly string[] {
  const used = Object.values(results.artifacts).flatMap(({ id, provenance }) => [
    ...provenance.code.modules,
    claimsFileOf(id),
  ]);
  const drawn = [...papers.values()].flatMap(({ figures }) => figures.flatMap(({ modules }) => modules));
  return [...new Set([...used, ...drawn])].filter((path) => isPublished(root, path)).sort();
}

/** Whether a file is the paper's own code: in `experiments/` or `content/`, whichever way links lead. */
function isPublished(root: string, path: string): boolean {
  if (!/^(experiments|content)\/.+\.[cm]?ts$/.test(path) || !existsSync(join(root, path))) return false;
  const real = realpathSync(join(root, path));
  return ["experiments", "content"].some((folder) =>
    existsSync(join(root, folder)) ? real.startsWith(realpathSync(join(root, folder)) + sep) : false,
  );
}

/** All code pages, sorted by path. */
export async function codePages(code: CodeOf): Promise<readonly CodePage[]> {
  const paths = codePaths(code);
  const known = new Set(paths);
  return Promise.all(paths.map((path) => codePage(path, known, code)));
}

async function codePage(
  path: string,
  known: ReadonlySet<string>,
  { root, results, papers }: CodeOf,
): Promise<CodePage> {
  const source = readFileSync(join(root, path), "utf8");
  const lines = await madeOnce(
    join(root, ".artifacts", "highlighted"),
    path.replaceAll(/[^\w-]+/g, "-"),
    [...highlighterInputs(root), source],
    () => highlight(source),
  );
  const experiments = Object.values(results.artifacts)
    .filter(({ id, provenance }) => provenance.code.modules.includes(path) || path === claimsFileOf(id))
    .map(({ id, title, fingerprint, provenance: { code } }) => ({
      id,
      title,
      entry: code.entry,
      codeDigest: code.digest,
      fingerprint,
    }));
  const figures = [...papers.values()].flatMap(({ paper: { slug }, figures: placed }) =>
    placed.flatMap(({ id, title, modules }, index) =>
      modules.includes(path) ? [{ slug, id, title, number: index + 1 }] : [],
    ),
  );
  return {
    path,
    lines: lines.map((line) => withLinks(line, path, known)),
    digest: sha256(source),
    experiments,
    figures,
  };
}

let inputs: readonly (string | Uint8Array)[] | undefined;

function highlighterInputs(root: string): readonly (string | Uint8Array)[] {
  inputs ??= [
    readFileSync(join(import.meta.dirname, "highlight.ts")),
    readFileSync(join(root, "package-lock.json")),
  ];
  return inputs;
}

/** Imports of files that have a page lead there; addresses are relative to the page, `<path>/`. */
function withLinks(line: string, path: string, known: ReadonlySet<string>): string {
  return line.replace(/"(\.{1,2}\/[^"<&]+)"/g, (whole, specifier: string) => {
    const target = posix.join(dirname(path), specifier);
    if (!known.has(target)) return whole;
    return `"<a href="${posix.relative(path, target)}/">${specifier}</a>"`;
  });
}
