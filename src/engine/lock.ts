import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { damaged, parseCommitted } from "./committed.ts";
import type { Environment } from "./environment.ts";
import { digestSchema } from "./fields.ts";
import { writeAtomically } from "./files.ts";
import type { ArtifactRecord } from "./results.ts";

/** The committed hashes of what is published. */
export const lockFile = "artifacts.lock.json";

const renewal = "npm run build -- --update-lock";

const computation = {
  /** Independent units of work behind the artifact. */
  runs: z.int().nonnegative(),
  /** Seconds of processor time that its runs took together. */
  seconds: z.number().nonnegative(),
  /** Index of the machine among `environments`. */
  environment: z.int().nonnegative(),
};

const firstFormat = z.strictObject({
  format: z.literal(1),
  /** The preset whose artifacts the hashes belong to. */
  preset: z.string(),
  /** SHA-256 of each artifact's canonical JSON, by experiment id. */
  artifacts: z.record(z.string(), digestSchema),
});

const secondFormat = z.strictObject({
  format: z.literal(2),
  preset: z.string(),
  /** The machines that computed what is locked. */
  environments: z.array(
    z.strictObject({ processor: z.string(), cores: z.int().positive(), system: z.string() }),
  ),
  artifacts: z.record(
    z.string(),
    z.union(
      [z.strictObject({ hash: digestSchema, ...computation }), z.strictObject({ hash: digestSchema })],
      {
        error: "expected { hash, runs, seconds, environment }, or { hash } alone",
      },
    ),
  ),
});

const lockSchema = z.discriminatedUnion("format", [firstFormat, secondFormat], {
  error: "expected format 1 or 2",
});

/** How an artifact was computed when it was locked: measured once, committed, and the same for every reader since. */
export interface Computation {
  readonly runs: number;
  /** Seconds of processor time that its runs took together. */
  readonly seconds: number;
  readonly environment: Environment;
}

/** The committed expectation: which bytes each published artifact has, and how it was computed. */
export interface Lock {
  /** The preset whose artifacts the hashes belong to. */
  readonly preset: string;
  /** SHA-256 of each artifact's canonical JSON, by experiment id. */
  readonly artifacts: Readonly<Record<string, string>>;
  /** By experiment id; none for artifacts that were locked before times were kept. */
  readonly computations: Readonly<Record<string, Computation>>;
}

export interface LockDifference {
  readonly id: string;
  readonly expected: string | undefined;
  readonly found: string | undefined;
}

/** The lock of the project at `root`, or undefined when there is none; throws a UserError when it is malformed. */
export function readLock(root: string): Lock | undefined {
  const path = join(root, lockFile);
  return existsSync(path) ? parseLock(readFileSync(path, "utf8")) : undefined;
}

/**
 * The text of a lock, of any format there was.
 *
 * @throws UserError when it is malformed
 */
export function parseLock(text: string): Lock {
  const data = parseCommitted(text, lockFile, lockSchema, renewal);
  if (data.format === 1) return { preset: data.preset, artifacts: data.artifacts, computations: {} };
  const artifacts: Record<string, string> = {};
  const computations: Record<string, Computation> = {};
  for (const [id, entry] of Object.entries(data.artifacts)) {
    artifacts[id] = entry.hash;
    if (!("runs" in entry)) continue;
    const environment = data.environments[entry.environment];
    if (environment === undefined) {
      const key = ["artifacts", id, "environment"];
      throw damaged(`there is no environment ${entry.environment}`, lockFile, key, renewal);
    }
    computations[id] = { runs: entry.runs, seconds: entry.seconds, environment };
  }
  return { preset: data.preset, artifacts, computations };
}

/** Writes the lock, sorted by id, so that a diff shows exactly the artifacts that moved. */
export function writeLock(
  root: string,
  preset: string,
  artifacts: Lock["artifacts"],
  computations: Lock["computations"] = {},
): void {
  const environments: Environment[] = [];
  const indexOf = (environment: Environment): number => {
    const text = JSON.stringify(environment);
    const known = environments.findIndex((each) => JSON.stringify(each) === text);
    return known >= 0 ? known : environments.push(environment) - 1;
  };
  const entries = Object.entries(artifacts)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, hash]) => {
      const { runs, seconds, environment } = computations[id] ?? {};
      if (environment === undefined) return [id, { hash }];
      return [id, { hash, runs, seconds, environment: indexOf(environment) }];
    });
  const lock = { format: 2, preset, environments, artifacts: Object.fromEntries(entries) };
  writeAtomically(join(root, lockFile), `${JSON.stringify(lock, null, 2)}\n`);
}

/** The hash of each artifact, by experiment id. */
export function hashesOf(records: readonly ArtifactRecord[]): Lock["artifacts"] {
  return Object.fromEntries(records.map(({ id, hash }) => [id, hash]));
}

/**
 * Locks these artifacts, which were computed in `environment`. Those that the lock has already keep their record: times
 * are those of the computation whose result was committed, not of each later one.
 */
export function renewLock(
  root: string,
  preset: string,
  records: readonly ArtifactRecord[],
  environment: Environment,
): void {
  const before = readLock(root);
  const computations: Record<string, Computation> = {};
  for (const { id, hash, provenance } of records) {
    const kept = before?.artifacts[id] === hash ? before.computations[id] : undefined;
    const seconds = provenance.runs.reduce((sum, run) => sum + run.seconds, 0);
    computations[id] = kept ?? {
      runs: provenance.runs.length,
      seconds: Math.round(seconds * 10) / 10,
      environment,
    };
  }
  writeLock(root, preset, hashesOf(records), computations);
}

/** Where the artifacts found differ from the lock; an id on one side only differs too. Sorted by id. */
export function compareLock(
  lock: Pick<Lock, "artifacts">,
  artifacts: Lock["artifacts"],
): readonly LockDifference[] {
  const ids = [...new Set([...Object.keys(lock.artifacts), ...Object.keys(artifacts)])].sort();
  return ids
    .map((id) => ({ id, expected: lock.artifacts[id], found: artifacts[id] }))
    .filter(({ expected, found }) => expected !== found);
}
