import { canonicalJson } from "../engine/canonical.ts";
import { experimentIds } from "../engine/discover.ts";
import type { Outcome } from "../engine/engine.ts";
import { UserError } from "../engine/errors.ts";
import { type Lock, lockFile, readLock } from "../engine/lock.ts";
import { type Movement, movement } from "../engine/movement.ts";
import { type ArtifactRecord, readResults } from "../engine/results.ts";
import { openStore, type Store, storeDirectory } from "../engine/store.ts";
import { count } from "../progress/words.ts";
import { exitStatus } from "./exit-status.ts";
import { type SeparateStore, withSeparateStore } from "./separate-store.ts";
import { compute, type Session } from "./session.ts";
import { claimsOnPublished, claimsOnStored } from "./stored-claims.ts";
import { claimLines, comparisonLines } from "./verify-lines.ts";
import type { AffectedClaim, Comparison, VerifyReport } from "./verify-report.ts";

/**
 * `verify [ID…]`: recomputes everything from nothing in a store of its own, and compares each artifact byte for byte
 * with the committed lock. The published results are read, never written.
 */
export async function verifyCommand(session: Session, ids: readonly string[]): Promise<number> {
  const lock = lockToVerify(session.root, ids);
  return await withSeparateStore(session, "verify", async (separate) => {
    const only = ids.length > 0 ? ids : undefined;
    const outcome = await compute(session, {
      preset: lock.preset,
      only,
      store: separate.directory,
      keepsFinished: false,
    });
    if (outcome.status !== "complete") {
      if (outcome.status === "failed" && !session.options.json) {
        console.error("Nothing is verified: not every artifact could be recomputed.");
      }
      return 1;
    }
    const artifacts = compare(session.root, lock, ids, outcome, separate);
    const claims = await affectedClaims(session.root, artifacts, separate);
    return report(session, outcome, artifacts, claims, separate);
  });
}

/** The lock, which must have something to say of what is to be recomputed. */
function lockToVerify(root: string, ids: readonly string[]): Lock {
  const lock = readLock(root);
  const fix = "Restore it from version control, or write it with `npm run build -- --update-lock`.";
  if (lock === undefined) {
    throw new UserError({ what: "there is no lock to compare artifacts with", where: lockFile, fix });
  }
  // What is no experiment at all is told by the engine, which knows what was meant
  const existing = experimentIds(root);
  const unknown = ids.filter((id) => existing.includes(id) && !Object.hasOwn(lock.artifacts, id));
  if (unknown.length === 0) return lock;
  throw new UserError({
    what: `the lock has no artifact of ${unknown.join(", ")} to compare with`,
    where: `${lockFile}: artifacts`,
    fix: `It has ${Object.keys(lock.artifacts).join(", ")}. A new one is added by \`npm run build -- --update-lock\`.`,
    exitCode: exitStatus.usage,
  });
}

function compare(
  root: string,
  lock: Lock,
  ids: readonly string[],
  outcome: Outcome,
  separate: SeparateStore,
): readonly Comparison[] {
  const published = openStore(storeDirectory(root));
  const recomputed = openStore(separate.directory);
  const last = publishedRecords(root, lock.preset);
  const all = [...new Set([...Object.keys(lock.artifacts), ...Object.keys(outcome.artifacts)])].sort();
  return (ids.length > 0 ? all.filter((id) => ids.includes(id)) : all).map((experiment) => {
    const expected = lock.artifacts[experiment];
    const record = outcome.artifacts[experiment];
    const before = last[experiment]?.hash === expected ? last[experiment] : undefined;
    const moved =
      expected === undefined || record === undefined || expected === record.hash
        ? undefined
        : movementBetween(published, expected, recomputed, record.hash);
    return {
      experiment,
      status: statusOf(expected, record?.hash),
      expected: expected ?? null,
      found: record?.hash ?? null,
      sameInputs: before && record ? sameInputs(before, record) : null,
      movement: moved === undefined ? null : jsonMovement(moved),
    };
  });
}

function statusOf(expected: string | undefined, found: string | undefined): Comparison["status"] {
  if (expected === undefined) return "unlocked";
  if (found === undefined) return "gone";
  return expected === found ? "identical" : "different";
}

function publishedRecords(root: string, preset: string): Readonly<Record<string, ArtifactRecord>> {
  try {
    return readResults(root, preset).artifacts;
  } catch {
    // A fresh clone has none; the lock is enough to compare with
    return {};
  }
}

/** Whether two artifacts were made from the same code, params, data and packages, by the same runtime. */
function sameInputs({ provenance: before }: ArtifactRecord, { provenance: after }: ArtifactRecord): boolean {
  const inputs = ({ params, seed, code, packages, runtime, runs }: ArtifactRecord["provenance"]) =>
    canonicalJson([params, seed, code.digest, packages, runtime, runs.map(({ fingerprint }) => fingerprint)]);
  return inputs(before) === inputs(after);
}

function movementBetween(
  published: Store,
  expected: string,
  recomputed: Store,
  found: string,
): Movement | undefined {
  const [before, after] = [published.getObject(expected), recomputed.getObject(found)];
  if (before === undefined || after === undefined) return undefined;
  const parse = (bytes: Uint8Array): unknown => JSON.parse(new TextDecoder().decode(bytes));
  return movement(parse(before), parse(after));
}

function jsonMovement(moved: Movement): NonNullable<Comparison["movement"]> {
  return {
    ...moved,
    // Both are JSON data, taken from artifacts
    moved: moved.moved as NonNullable<Comparison["movement"]>["moved"],
    gone: [...moved.gone],
    added: [...moved.added],
    largestAbsolute: moved.largestAbsolute ?? null,
    largestRelative: moved.largestRelative ?? null,
  };
}

/** The claims made of artifacts that differ, on what was published and on what was recomputed. */
async function affectedClaims(
  root: string,
  artifacts: readonly Comparison[],
  separate: SeparateStore,
): Promise<readonly AffectedClaim[]> {
  const differing = artifacts.filter(({ status }) => status === "different");
  const hashes = (side: "expected" | "found") =>
    Object.fromEntries(differing.map((each) => [each.experiment, each[side] ?? ""]));
  const now = await claimsOnStored(root, openStore(separate.directory), hashes("found"));
  const then = await claimsOnPublished(root, hashes("expected"));
  if (now.size === 0) return [];
  // Markdown takes long to load, and most often all is identical
  const { citedSentences } = await import("../markdown/cited-sentences.ts");
  const sentences = await citedSentences(root, [...now.keys()]);
  return Array.from(now, ([claim, { finding }]) => {
    const { verdict: after, predicate, expected, found } = finding;
    const before = then.get(claim)?.finding.verdict ?? null;
    const broken = before === "holds" ? after !== "holds" : after === "fails" && before !== "fails";
    const cited = [...(sentences.get(claim) ?? [])];
    return { claim, before, after, broken, predicate, expected, found, cited };
  });
}

function report(
  session: Session,
  { preset, seed }: Outcome,
  artifacts: readonly Comparison[],
  claims: readonly AffectedClaim[],
  separate: SeparateStore,
): number {
  const differing = artifacts.filter(({ status }) => status !== "identical");
  const broken = claims.filter((claim) => claim.broken).length;
  const status = differing.length === 0 ? "identical" : broken > 0 ? "broken" : "different";
  for (const line of [...artifacts.flatMap(comparisonLines), ...claimLines(claims)]) session.say(line);
  const said: VerifyReport = {
    type: "verify",
    version: 1,
    status,
    preset,
    seed,
    artifacts: [...artifacts],
    claims: [...claims],
  };
  session.tell(said);
  if (differing.length === 0) {
    session.say(`${count(artifacts.length, "artifact")} recomputed, identical to ${lockFile} bit for bit.`);
    return 0;
  }
  separate.keep();
  session.say(
    `${differing.length} of ${count(artifacts.length, "artifact")} not as in ${lockFile}; what was recomputed is in ${separate.name}/ until the next verify.`,
  );
  return broken > 0 ? exitStatus.refuted : exitStatus.different;
}
