import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ExperimentCode } from "./bundle.ts";
import { jsonValue, sha256 } from "./canonical.ts";
import type { Failure, Reporter } from "./events.ts";
import { artifactFields, fingerprintOf, runFields } from "./fingerprint.ts";
import type { RunTask, Sources, Stored } from "./messages.ts";
import type { Plan, PlannedRun } from "./plan.ts";
import { artifactRecord } from "./provenance.ts";
import type { Job } from "./scheduler.ts";
import type { Store } from "./store.ts";
import type { Tally } from "./tally.ts";

export interface JobsOptions {
  readonly plan: Plan;
  readonly store: Store;
  readonly report: Reporter;
  /** The commit that the project is at, see `currentCommit`. */
  readonly commit: () => string | null;
}

/** The jobs of all experiments whose artifacts are not up to date, the longest first, so that none ends alone. */
export function jobsOf(options: JobsOptions, tallies: readonly Tally[]): readonly Job[] {
  const assemblies = tallies
    .filter(({ unfinished }) => unfinished === 0)
    .map((tally) => assembleJob(options, tally));
  const runs = tallies.flatMap((tally) => tally.chosen.map((run) => ({ tally, run })));
  runs.sort((a, b) => longestFirst(a.run, b.run));
  return [...assemblies, ...runs.map(({ tally, run }) => runJob(options, tally, run))];
}

/** What nobody knows the time of might be the longest; among such, cost decides. */
function longestFirst(a: PlannedRun, b: PlannedRun): number {
  if (a.seconds !== undefined && b.seconds !== undefined) return b.seconds - a.seconds;
  if (a.seconds === undefined && b.seconds === undefined) return (b.cost ?? 1) - (a.cost ?? 1);
  return a.seconds === undefined ? -1 : 1;
}

function runJob(options: JobsOptions, tally: Tally, run: PlannedRun): Job {
  const { planned } = tally;
  const name = { experiment: planned.id, run: run.name };
  return {
    // Made when it is asked for: 10 000 tasks at once would be most of what the engine holds
    get task(): RunTask {
      const { key, input, fingerprint } = run;
      const { seed } = options.plan;
      const fields = { ...runFields(planned.shared, run) };
      return { type: "run", ...name, key, input: jsonValue(input), seed, fingerprint, fields };
    },
    done({ hash, seconds }) {
      tally.results[run.index] = { hash, seconds };
      tally.unfinished -= 1;
      tally.computed += 1;
      return tally.unfinished === 0 ? assembleJob(options, tally) : undefined;
    },
    failed(failure) {
      tally.failures.push({ ...name, ...failure });
      options.report({ type: "run-fail", ...name, failure });
    },
  };
}

function assembleJob(options: JobsOptions, tally: Tally): Job {
  const { id, params } = tally.planned;
  return {
    get task() {
      const runs = finishedRuns(tally).map(({ key, input, hash }) => ({
        key,
        input: jsonValue(input),
        hash,
      }));
      return { type: "assemble" as const, experiment: id, params, runs };
    },
    done(stored) {
      keepArtifact(options, tally, stored);
      return undefined;
    },
    failed(failure: Failure) {
      tally.failures.push({ experiment: id, run: undefined, ...failure });
      options.report({ type: "artifact-fail", experiment: id, failure });
    },
  };
}

function keepArtifact({ plan, store, report, commit }: JobsOptions, tally: Tally, stored: Stored): void {
  const { planned } = tally;
  const { id: experiment, params, code } = planned;
  const fields = artifactFields({
    ...plan,
    experiment: planned.experiment,
    params,
    code,
    results: finishedRuns(tally),
  });
  const fingerprint = fingerprintOf(fields);
  const { hash, bytes, seconds } = stored;
  store.putRecord({ fingerprint, fields: { ...fields }, hash, bytes, seconds });
  tally.record = artifactRecord(plan, planned, tally.results, { fingerprint, hash, bytes }, commit());
  report({ type: "artifact", experiment, hash, bytes, outcome: "computed" });
}

function finishedRuns({ planned, results }: Tally) {
  return planned.runs.map(({ key, input }, index) => {
    const result = results[index];
    if (result === undefined) throw new Error(`the run ${index} of ${planned.id} has no result`);
    return { key, input, hash: result.hash };
  });
}

/** The digests by which workers make sure that they load the code that the fingerprints were made from. */
export function sourcesOf(root: string, { run, assemble }: ExperimentCode): Sources {
  const modules = new Set([...run.modules, ...assemble.modules]);
  return Object.fromEntries([...modules].map((file) => [file, sha256(readFileSync(join(root, file)))]));
}
