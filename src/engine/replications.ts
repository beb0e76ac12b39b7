import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { canonicalJson, sha256 } from "./canonical.ts";
import { claimsDigest } from "./claims-digest.ts";
import { parseCommitted } from "./committed.ts";
import { digestSchema } from "./fields.ts";
import { writeAtomically } from "./files.ts";
import type { ArtifactRecord } from "./results.ts";

/** The committed record of the last replications, beside the lock of the artifacts. */
export const replicationsFile = "replications.lock.json";

const count = z.int().nonnegative();

const madeFrom = z.strictObject({
  /** Of the experiment's code, as in the provenance of its artifact. */
  code: digestSchema,
  params: digestSchema,
  /** Of what was claimed. */
  claims: digestSchema,
});

const claim = z.strictObject({
  /** Replications in which the claim held, was refuted, was undecided; in what is left the experiment failed. */
  held: count,
  refuted: count,
  undecided: count,
  /** Name of the effect size; null where the predicate has none. */
  effect: z.string().nullable(),
  /** The effect in each replication; null also where the experiment failed. */
  effects: z.array(z.number().nullable()),
});

const experiment = z.strictObject({
  madeFrom,
  /** The root seed of each replication. */
  seeds: z.array(z.int().nonnegative()),
  /** SHA-256 of the artifact of each replication; null where the experiment failed. */
  artifacts: z.array(digestSchema.nullable()),
  /** By claim id. */
  claims: z.record(z.string(), claim),
});

const record = z.strictObject({
  format: z.literal(1),
  /** The preset that was replicated. */
  preset: z.string(),
  /** By experiment id. */
  experiments: z.record(z.string(), experiment),
});

export type Replications = z.infer<typeof record>;
export type ReplicatedExperiment = Replications["experiments"][string];
/** What replications are made from; two that differ in it answer different questions. */
export type MadeFrom = z.infer<typeof madeFrom>;

/** How a claim fared in the last replications. */
export interface ClaimReplications extends z.infer<typeof claim> {
  readonly seeds: readonly number[];
  /** The preset that was replicated. */
  readonly preset: string;
  /** What has changed since in the experiment; nothing when the replications are of the present version. */
  readonly changed: readonly (keyof MadeFrom)[];
}

/**
 * The committed record of replications; undefined when there is none.
 *
 * @throws UserError when it is malformed
 */
export function readReplications(root: string): Replications | undefined {
  const path = join(root, replicationsFile);
  if (!existsSync(path)) return undefined;
  const renewal = "npm run replicate -- --update-record";
  return parseCommitted(readFileSync(path, "utf8"), replicationsFile, record, renewal);
}

/** Writes the record, sorted by id; the same replications make the same bytes. */
export function writeReplications(root: string, { format, preset, experiments }: Replications): void {
  const sorted = <T>(values: Readonly<Record<string, T>>) =>
    Object.fromEntries(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)));
  const ordered = { format, preset, experiments: sorted(experiments) };
  writeAtomically(join(root, replicationsFile), `${JSON.stringify(ordered, null, 2)}\n`);
}

/** What replications of the experiment behind this artifact are made from, whatever their seed. */
export async function madeFromOf(root: string, { id, provenance }: ArtifactRecord): Promise<MadeFrom> {
  return {
    code: provenance.code.digest,
    params: sha256(canonicalJson(provenance.params)),
    claims: await claimsDigest(root, id),
  };
}

/**
 * The claims of experiments with these artifacts that the record knows, by `<experiment>.<claim>`, each with what has changed
 * since it was replicated; undefined when there is no record. The params of artifacts of another preset are not compared.
 *
 * @throws UserError when the record is malformed
 */
export async function claimReplications(
  root: string,
  preset: string,
  artifacts: Readonly<Record<string, ArtifactRecord>>,
): Promise<ReadonlyMap<string, ClaimReplications> | undefined> {
  const found = readReplications(root);
  if (found === undefined) return undefined;
  const claims = new Map<string, ClaimReplications>();
  for (const [id, replicated] of Object.entries(found.experiments)) {
    const published = artifacts[id];
    if (published === undefined || !existsSync(join(root, "experiments", id, "claims.ts"))) continue;
    const now = await madeFromOf(root, published);
    const changed = (["code", "params", "claims"] as const).filter(
      (part) => now[part] !== replicated.madeFrom[part] && (part !== "params" || preset === found.preset),
    );
    for (const [claimId, tally] of Object.entries(replicated.claims)) {
      claims.set(`${id}.${claimId}`, { ...tally, seeds: replicated.seeds, preset: found.preset, changed });
    }
  }
  return claims;
}
