import { type CodeOf, codePaths } from "../code/code-pages.ts";
import type { Computation, Lock } from "../engine/lock.ts";
import type { ArtifactRecord, Provenance } from "../engine/results.ts";

/** How an artifact compares with the committed lock; `unlocked` has none to compare with. */
export type LockStatus = "identical" | "different" | "unlocked";

/** An artifact and all that it came from, as pages tell of it. */
export interface ArtifactSource
  extends Pick<ArtifactRecord, "id" | "title" | "hash" | "bytes" | "fingerprint"> {
  readonly params: readonly { readonly name: string; readonly value: string }[];
  readonly seed: number;
  readonly runs: number;
  readonly code: Provenance["code"];
  /** Those of `code.modules` that have a page. */
  readonly pages: readonly string[];
  readonly packages: Provenance["packages"];
  readonly runtime: Provenance["runtime"];
  readonly status: LockStatus;
  /** Of the result that was committed; undefined where that is another one, or nobody knows. */
  readonly computation: Computation | undefined;
}

export interface SourcesOf extends CodeOf {
  readonly lock: Lock | undefined;
}

/** What pages tell of each artifact, by experiment id. */
export function artifactSources({ lock, ...code }: SourcesOf): ReadonlyMap<string, ArtifactSource> {
  const known = new Set(codePaths(code));
  const expected = lock?.preset === code.results.preset ? lock : undefined;
  return new Map(
    Object.values(code.results.artifacts).map((record) => [
      record.id,
      artifactSource(record, known, expected),
    ]),
  );
}

function artifactSource(
  { id, title, hash, bytes, fingerprint, provenance }: ArtifactRecord,
  known: ReadonlySet<string>,
  lock: Lock | undefined,
): ArtifactSource {
  const { params, seed, runs, code, packages, runtime } = provenance;
  const locked = lock?.artifacts[id];
  const status = locked === undefined ? "unlocked" : locked === hash ? "identical" : "different";
  return {
    id,
    title,
    hash,
    bytes,
    fingerprint,
    params: Object.entries(typeof params === "object" && params !== null ? params : { params }).map(
      ([name, value]) => ({ name, value: inWords(value) }),
    ),
    seed,
    runs: runs.length,
    code,
    pages: code.modules.filter((path) => known.has(path)),
    packages,
    runtime,
    status,
    computation: status === "identical" ? lock?.computations[id] : undefined,
  };
}

/** JSON as a line that can be broken: a blank after each comma and colon, and no quotes around plain text. */
function inWords(value: unknown): string {
  if (Array.isArray(value)) return value.map(inWords).join(", ");
  if (typeof value === "object" && value !== null) {
    return `{ ${Object.entries(value)
      .map(([name, each]) => `${name}: ${Array.isArray(each) ? `[${inWords(each)}]` : inWords(each)}`)
      .join(", ")} }`;
  }
  return String(value);
}
