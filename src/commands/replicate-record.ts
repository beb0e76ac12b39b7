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
  readonly seed: number;
  /** Those of experiments that did not fail. */
  readonly artifacts: Readonly<Record<string, ArtifactRecord>>;
}

/**
 * Puts what is reported of these experiments into the committed record; replications of others stay as they are. An
 * experiment that failed with some seed may have met with an accident: then what is there is left, unless failures are said to
 * count. Returns what was done, in words.
 */
export async function recordReplications(
  root: string,
  report: ReplicateReport,
  ids: readonly string[],
  replications: readonly Replicated[],
  countFailures: boolean,
): Promise<string> {
  const failed = ids.filter((id) => replications.some(({ artifacts }) => artifacts[id] === undefined));
  const hopeless = failed.filter((id) => replications.every(({ artifacts }) => artifacts[id] === undefined));
  if (hopeless.length > 0 || (failed.length > 0 && !countFailures)) {
    const advice = hopeless.length > 0 ? "" : " If that is no accident, add `--count-failures`.";
    return `note: ${replicationsFile} is left as it was, because ${failed.join(", ")} failed.${advice}`;
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
  const records = replications.map(({ artifacts }) => artifacts[id]);
  const some = records.find((record) => record !== undefined) as ArtifactRecord;
  const own = claims.filter(({ claim }) => claim.startsWith(`${id}.`));
  return {
    madeFrom: await madeFromOf(root, some),
    seeds,
    artifacts: records.map((record) => record?.hash ?? null),
    claims: Object.fromEntries(
      own.map(({ claim, held, refuted, undecided, effect, replications: each }) => [
        claim.slice(id.length + 1),
        {
          held,
          refuted,
          undecided,
          effect,
          effects: seeds.map((seed) => each.find((one) => one.seed === seed)?.effect ?? null),
        },
      ]),
    ),
  };
}
