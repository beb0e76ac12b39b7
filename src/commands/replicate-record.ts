import { experimentIds } from "../engine/discover.ts";
import {
  madeFromOf,
  type ReplicatedExperiment,
  readReplications,
  replicationsFile,
  writeReplications,
} from "../engine/replications.ts";
import type { ArtifactRecord } from "../engine/results.ts";
import type { ReplicateReport } from "./replicate-report.ts";

/** The artifacts of one replication, by experiment id. */
interface Replicated {
  readonly artifacts: Readonly<Record<string, ArtifactRecord>>;
}

/**
 * Puts what is reported of these experiments into the committed record; replications of others stay as they are. An
 * incomplete report is no record: what is there is left. Returns what was done, in words.
 */
export async function recordReplications(
  root: string,
  report: ReplicateReport,
  ids: readonly string[],
  replications: readonly Replicated[],
): Promise<string> {
  if (report.status === "incomplete") {
    return `note: ${replicationsFile} is left as it was, because not every experiment could be replicated.`;
  }
  const { preset } = report;
  const existing = experimentIds(root);
  const before = readReplications(root);
  const kept = before?.preset === preset ? Object.entries(before.experiments) : [];
  const fresh = await Promise.all(
    ids.map(async (id) => [id, await replicatedExperiment(root, id, report, replications)] as const),
  );
  writeReplications(root, {
    format: 1,
    preset,
    experiments: Object.fromEntries([...kept.filter(([id]) => existing.includes(id)), ...fresh]),
  });
  return `${replicationsFile}: written`;
}

async function replicatedExperiment(
  root: string,
  id: string,
  { claims, seeds }: ReplicateReport,
  replications: readonly Replicated[],
): Promise<ReplicatedExperiment> {
  const records = replications.map(({ artifacts }) => artifacts[id] as ArtifactRecord);
  const own = claims.filter(({ claim }) => claim.startsWith(`${id}.`));
  return {
    madeFrom: await madeFromOf(root, records[0] as ArtifactRecord),
    seeds,
    artifacts: records.map(({ hash }) => hash),
    claims: Object.fromEntries(
      own.map(({ claim, held, refuted, undecided, effect, replications: each }) => [
        claim.slice(id.length + 1),
        { held, refuted, undecided, effect, effects: each.map((replication) => replication.effect) },
      ]),
    ),
  };
}
