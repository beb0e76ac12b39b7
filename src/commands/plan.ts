import { availableParallelism } from "node:os";
import { makePlan } from "../engine/plan.ts";
import { openStore, storeDirectory } from "../engine/store.ts";
import { openTally, plannedWork } from "../engine/tally.ts";
import { count, duration } from "../progress/words.ts";
import { publishedSeed } from "./options.ts";
import type { PlanReport } from "./plan-report.ts";
import type { Session } from "./session.ts";

type Work = PlanReport["experiments"][number];

/** `plan`: says what `build` or `draft` would run and about how long it would take, and runs nothing. */
export async function planCommand(
  session: Session,
  ids: readonly string[],
  { preset }: { readonly preset: string },
): Promise<number> {
  const { root, options } = session;
  const only = ids.length > 0 ? ids : undefined;
  const report = await planOf(root, preset, { only, workers: options.workers });
  for (const line of planLines(report)) session.say(line);
  session.tell(report);
  return 0;
}

/** What would run, and about how long it would take. */
export async function planOf(
  root: string,
  preset: string,
  options: {
    readonly only?: readonly string[] | undefined;
    readonly workers?: number | undefined;
    readonly store?: string;
  },
): Promise<PlanReport> {
  const store = openStore(options.store ?? storeDirectory(root));
  const plan = await makePlan({ root, preset, seed: publishedSeed, only: options.only, store });
  const tallies = plan.experiments.map((planned) => openTally(planned, undefined));
  const experiments = tallies.map((tally): Work => {
    const { seconds = null, ...work } = plannedWork(tally);
    return { ...work, seconds, assemble: tally.planned.artifact === undefined };
  });
  const times = tallies.flatMap(({ chosen }) => chosen.map(({ seconds }) => seconds));
  const workers = Math.min(options.workers ?? availableParallelism(), times.length);
  return {
    type: "plan",
    version: 1,
    preset,
    seed: plan.seed,
    workers,
    seconds: wallTime(times, workers),
    experiments,
  };
}

/** Seconds until all is done: shared among the workers, and no less than the longest run; null if any time is unknown. */
function wallTime(times: readonly (number | undefined)[], workers: number): number | null {
  let [sum, longest] = [0, 0];
  for (const time of times) {
    if (time === undefined) return null;
    sum += time;
    longest = Math.max(longest, time);
  }
  return Math.max(sum / Math.max(1, workers), longest);
}

/** What would run, for people. */
function planLines({ experiments, workers, seconds }: PlanReport): readonly string[] {
  const width = Math.max(...experiments.map(({ experiment }) => experiment.length));
  const lines = experiments.map((work) => `${work.experiment.padEnd(width)}  ${workInWords(work)}`);
  return [...lines, totalInWords(experiments, workers, seconds)];
}

function workInWords({ runs, missing, seconds, assemble }: Work): string {
  if (missing === 0) return assemble ? "assembly only" : "up to date";
  const time =
    seconds === null ? "time unknown: not run here yet" : `about ${duration(seconds)} of processor time`;
  return `${missing} of ${count(runs, "run")}, ${time}`;
}

function totalInWords(experiments: readonly Work[], workers: number, seconds: number | null): string {
  const total = experiments.reduce((sum, { missing }) => sum + missing, 0);
  const assemblies = experiments.filter(({ assemble }) => assemble).length;
  if (total === 0)
    return assemblies > 0
      ? `No run, and ${count(assemblies, "artifact")} to assemble.`
      : "Nothing is to run.";
  const all = `In all ${count(total, "run")}`;
  if (seconds !== null) return `${all}, about ${duration(seconds)} with ${count(workers, "worker")}.`;
  const unknown = experiments.filter(({ missing, seconds: time }) => missing > 0 && time === null);
  const known = experiments.reduce((sum, { seconds: time }) => sum + (time ?? 0), 0);
  if (known === 0) return `${all}, time unknown.`;
  const names = unknown.map(({ experiment }) => experiment).join(", ");
  return `${all}, about ${duration(known / workers)} with ${count(workers, "worker")}, and what ${names} will take, which is not known.`;
}
