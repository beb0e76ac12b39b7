import type { NamedFailure, PlannedWork } from "./events.ts";
import type { PlannedExperiment, PlannedRun } from "./plan.ts";
import type { ArtifactRecord } from "./results.ts";
import { matchesRun } from "./run-name.ts";

/** What is known of an experiment while it is worked at. */
export interface Tally {
  readonly planned: PlannedExperiment;
  /** The runs to do now: what is missing, or what was chosen of it. */
  readonly chosen: readonly PlannedRun[];
  /** The results of all runs so far, in the order of the runs. */
  readonly results: PlannedRun["result"][];
  readonly failures: NamedFailure[];
  /** Runs without a result. */
  unfinished: number;
  computed: number;
  /** The artifact, once it is up to date. */
  record: ArtifactRecord | undefined;
}

/** @param parts of a run's key; only runs that have them all are chosen, unless it is undefined */
export function openTally(
  planned: PlannedExperiment,
  parts: readonly (readonly [string, string])[] | undefined,
): Tally {
  const missing =
    planned.artifact === undefined ? planned.runs.filter(({ result }) => result === undefined) : [];
  return {
    planned,
    chosen: parts === undefined ? missing : missing.filter(({ key }) => matchesRun(key, parts)),
    results: planned.runs.map(({ result }) => result),
    failures: [],
    unfinished: missing.length,
    computed: 0,
    record: undefined,
  };
}

/** What is to be done for one experiment; `seconds` are undefined when a run's time is unknown. */
export function plannedWork({ planned, chosen, unfinished }: Tally): PlannedWork {
  const known = chosen.every(({ seconds }) => seconds !== undefined);
  return {
    experiment: planned.id,
    title: planned.experiment.title,
    runs: planned.runs.length,
    cached: planned.runs.length - unfinished,
    missing: chosen.length,
    seconds: known ? chosen.reduce((sum, { seconds }) => sum + (seconds ?? 0), 0) : undefined,
  };
}
