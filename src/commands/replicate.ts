import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import { sha256 } from "../engine/canonical.ts";
import type { Finding } from "../engine/claims.ts";
import { experimentIds } from "../engine/discover.ts";
import { UserError } from "../engine/errors.ts";
import type { EvaluatedClaim } from "../engine/evaluate-claims.ts";
import { hashesOf } from "../engine/lock.ts";
import { type ArtifactRecord, readResults } from "../engine/results.ts";
import { openStore, storeDirectory } from "../engine/store.ts";
import { count } from "../progress/words.ts";
import { exitStatus } from "./exit-status.ts";
import { replicationLines } from "./replicate-lines.ts";
import { recordReplications } from "./replicate-record.ts";
import type { Evidence, ReplicatedClaim, ReplicateReport } from "./replicate-report.ts";
import { compute, type Session } from "./session.ts";
import { claimsOnPublished, claimsOnStored } from "./stored-claims.ts";

export interface ReplicateOptions {
  /** How many replications. */
  readonly seeds: number;
  readonly preset: string;
  /** Write what came of it to the committed record. */
  readonly updateRecord?: boolean;
  /** Put replications with a failed experiment into the record too. */
  readonly countFailures?: boolean;
}

interface Replication {
  readonly seed: number;
  readonly artifacts: Readonly<Record<string, ArtifactRecord>>;
  readonly claims: ReadonlyMap<string, EvaluatedClaim>;
}

/**
 * The root seeds of the first replications: the first 32 bits of the SHA-256 of `replication 1`, `replication 2`, …,
 * so that nobody chooses them, and everybody gets the same.
 */
function freshSeeds(replications: number): readonly number[] {
  return Array.from({ length: replications }, (_, index) =>
    Number.parseInt(sha256(`replication ${index + 1}`).slice(0, 8), 16),
  );
}

/**
 * `replicate [ID…]`: computes experiments with fresh seeds, and reports which claims hold in how many replications.
 * Results go to a store of their own, in which finished runs are kept, so that an interrupted command can go on.
 */
export async function replicateCommand(
  session: Session,
  ids: readonly string[],
  { seeds: replicationCount, preset, updateRecord = false, countFailures = false }: ReplicateOptions,
): Promise<number> {
  const { root } = session;
  const only = withClaims(root, ids);
  const store = join(storeDirectory(root), "replicate");
  const seeds = freshSeeds(replicationCount);
  const replications: Replication[] = [];
  let failed = false;
  for (const [index, seed] of seeds.entries()) {
    session.say(`replication ${index + 1} of ${seeds.length}: seed ${seed}`);
    const outcome = await compute(session, { preset, only, seed, store });
    if (outcome.status === "interrupted") return 1;
    failed ||= outcome.status === "failed";
    replications.push({
      seed,
      artifacts: outcome.artifacts,
      claims: await claimsOnStored(root, openStore(store), hashesOf(Object.values(outcome.artifacts))),
    });
  }
  const published = await claimsOnPublished(root, publishedHashes(root, preset, only));
  const claims = replicated(replications, published);
  const refuted = claims.some((claim) => claim.refuted > 0);
  const status = failed ? "incomplete" : refuted ? "refuted" : "replicated";
  const said: ReplicateReport = { type: "replicate", version: 1, status, preset, seeds: [...seeds], claims };
  for (const line of replicationLines(claims, seeds.length)) session.say(line);
  if (updateRecord) {
    const message = await recordReplications(root, said, only, replications, countFailures);
    session.say(message);
    session.tell({ type: "note", message });
  }
  session.tell(said);
  const held = claims.filter((claim) => claim.held === seeds.length).length;
  session.say(
    `${held} of ${count(claims.length, "claim")} held in every one of ${count(seeds.length, "replication")}; their results are in ${relative(root, store)}/.`,
  );
  return failed ? 1 : refuted ? exitStatus.refuted : 0;
}

/** The experiments to replicate: of those asked for, or of all, those that claim anything. */
function withClaims(root: string, ids: readonly string[]): readonly string[] {
  const existing = experimentIds(root);
  const claiming = existing.filter((id) => existsSync(join(root, "experiments", id, "claims.ts")));
  const silent = ids.filter((id) => existing.includes(id) && !claiming.includes(id));
  if (silent.length === 0 && claiming.length > 0) return ids.length > 0 ? ids : claiming;
  throw new UserError({
    what: `nothing is claimed of ${silent.length > 0 ? silent.join(", ") : "any experiment"} that a replication could bear out`,
    where: `experiments/${silent[0] ?? "<id>"}/claims.ts`,
    fix:
      claiming.length > 0
        ? `There are claims of ${claiming.join(", ")}.`
        : "Write there what the paper claims, as `export default defineClaims(artifact, { … })`.",
    exitCode: exitStatus.usage,
  });
}

function publishedHashes(
  root: string,
  preset: string,
  only: readonly string[],
): Readonly<Record<string, string>> {
  try {
    const hashes = hashesOf(Object.values(readResults(root, preset).artifacts));
    return Object.fromEntries(Object.entries(hashes).filter(([id]) => only.includes(id)));
  } catch {
    // Nothing was computed here with the published seed; the replications stand by themselves
    return {};
  }
}

function replicated(
  replications: readonly Replication[],
  published: Replication["claims"],
): ReplicatedClaim[] {
  const names = new Set(replications.flatMap(({ claims }) => [...claims.keys()]));
  return Array.from(names, (claim) => {
    const findings = replications.flatMap(({ seed, claims }) => {
      const finding = claims.get(claim)?.finding;
      return finding === undefined ? [] : [{ seed, finding }];
    });
    const tally = (verdict: Finding["verdict"]) =>
      findings.filter(({ finding }) => finding.verdict === verdict).length;
    const before = published.get(claim)?.finding;
    return {
      claim,
      predicate: findings[0]?.finding.predicate ?? "",
      effect: findings.find(({ finding }) => finding.effect)?.finding.effect?.name ?? null,
      published: before === undefined ? null : evidenceOf(before),
      replications: findings.map(({ seed, finding }) => ({ seed, ...evidenceOf(finding) })),
      held: tally("holds"),
      refuted: tally("fails"),
      undecided: tally("undecided"),
    };
  });
}

function evidenceOf({ verdict, expected, found, effect }: Finding): Evidence {
  return { verdict, expected, found, effect: effect?.value ?? null };
}
