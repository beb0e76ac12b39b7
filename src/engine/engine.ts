import { availableParallelism } from "node:os";
import { join, relative } from "node:path";
import { ensureTensorFlow, type NativeProgress } from "../native/ensure.ts";
import { otherMathematics } from "../native/mathematics.ts";
import { withProcessLock } from "../native/process-lock.mjs";
import { experimentIds } from "./discover.ts";
import type { NamedFailure, Reporter } from "./events.ts";
import { jobsOf, sourcesOf } from "./jobs.ts";
import { rememberCode } from "./known-code.ts";
import { makePlan, type Plan } from "./plan.ts";
import { artifactRecord, currentCommit } from "./provenance.ts";
import { type ArtifactRecord, writeResults } from "./results.ts";
import { type Job, schedule } from "./scheduler.ts";
import { openStore, type Store, storeDirectory } from "./store.ts";
import { openTally, plannedWork, type Tally } from "./tally.ts";

export interface EngineOptions {
  readonly root: string;
  /** Folder of the store and of the results file; the project's `.artifacts` unless told otherwise. */
  readonly store?: string | undefined;
  /** Whether the results file is written, which tells the site what is published; true unless told otherwise. */
  readonly keepsResults?: boolean | undefined;
  readonly preset: string;
  /** The root of all random streams. */
  readonly seed: number;
  /** Worker processes at a time; as many as there are cores unless told otherwise. */
  readonly workers?: number | undefined;
  /** Ids of the experiments; all unless told otherwise. */
  readonly only?: readonly string[] | undefined;
  /** Parts of a run's key, `[["method", "exact"]]`; only runs that have them all, unless none is given. */
  readonly run?: readonly (readonly [string, string])[] | undefined;
  readonly report: Reporter;
  readonly signal: AbortSignal;
  /** A run that tells no progress for so many seconds is taken to hang; half an hour unless told otherwise. */
  readonly stallSeconds?: number | undefined;
  /** A worker process that is not ready after so many seconds will never be; two minutes unless told otherwise. */
  readonly startSeconds?: number | undefined;
  /** Program and arguments that start Node for a worker, such as an emulator; this process's Node unless told otherwise. */
  readonly node?: readonly string[] | undefined;
  /** The order in which jobs start; the longest first unless told otherwise. No result depends on it. */
  readonly order?: ((jobs: readonly Job[]) => readonly Job[]) | undefined;
  /** Called before the first run starts; brings up TensorFlow unless told otherwise. */
  readonly prepare?: ((options: EngineOptions) => Promise<unknown>) | undefined;
}

/** What came of it. */
export interface Outcome {
  /** `interrupted`: the signal told to stop before all was done; finished runs are kept. */
  readonly status: "complete" | "failed" | "interrupted";
  readonly preset: string;
  readonly seed: number;
  /** Runs that ran now. */
  readonly computed: number;
  /** Runs whose results were in the store. */
  readonly cached: number;
  /** Runs that still have no result: those that failed, and those that were not chosen or not reached. */
  readonly unfinished: number;
  /** The artifacts of these experiments that are up to date, by id. */
  readonly artifacts: Readonly<Record<string, ArtifactRecord>>;
  readonly failures: readonly NamedFailure[];
}

/**
 * Brings the artifacts of a preset up to date: plan → missing runs → assembly → `results-<preset>.json` beside the store.
 * With nothing to do it starts no process and loads no TensorFlow.
 *
 * @throws UserError for a malformed experiment, before anything runs, and for a store that cannot be written
 */
export async function runExperiments(options: EngineOptions): Promise<Outcome> {
  const { root, report } = options;
  const directory = options.store ?? storeDirectory(root);
  const store = openStore(directory, {
    onDamage: ({ file, reason }) => {
      const damaged = relative(root, join(directory, file));
      report({ type: "note", message: `${damaged} was damaged (${reason}); it is recomputed` });
    },
  });
  const plan = await makePlan({ ...options, store });
  // A store that is made for one command, and removed with it, has nothing to explain later
  if (directory === storeDirectory(root)) {
    await rememberCode(
      root,
      directory,
      plan.experiments.map(({ code }) => code),
    );
  }
  return await computeAlone(options, store, plan);
}

/**
 * Does what is missing while no other command computes in the same store: a second one would do the same again, at half
 * the speed. It waits, and then finds what the first has done.
 */
async function computeAlone(options: EngineOptions, store: Store, plan: Plan): Promise<Outcome> {
  const { report, signal } = options;
  if (plan.experiments.every(({ artifact }) => artifact !== undefined)) {
    return await bringUpToDate(options, store, plan);
  }
  const onWait = () =>
    report({ type: "note", message: "another command computes in this project; waiting for it to end" });
  try {
    return await withProcessLock(join(store.directory, "computing.lock"), { onWait, signal }, async () =>
      bringUpToDate(options, store, isStale(store, plan) ? await makePlan({ ...options, store }) : plan),
    );
  } catch (error) {
    // Interrupted while it waited
    if (signal.aborted && error === signal.reason) return outcomeOf(options, talliesOf(options, plan));
    throw error;
  }
}

/** Whether something that the plan misses has been computed since. */
function isStale(store: Store, { experiments }: Plan): boolean {
  return experiments.some(({ runs }) =>
    runs.some(
      ({ fingerprint, result }) => result === undefined && store.getRecord(fingerprint) !== undefined,
    ),
  );
}

function talliesOf({ run }: EngineOptions, plan: Plan): readonly Tally[] {
  return plan.experiments.map((planned) => openTally(planned, run));
}

async function bringUpToDate(options: EngineOptions, store: Store, plan: Plan): Promise<Outcome> {
  const { root, report, signal, node, prepare = bringUpTensorFlow } = options;
  const { stallSeconds = 1800, startSeconds = 120, order = (jobs) => jobs } = options;
  const { preset, seed } = plan;
  const tallies = talliesOf(options, plan);
  const work = tallies.filter(({ planned }) => planned.artifact === undefined);
  const commit = once(() => currentCommit(root));
  const load = Object.fromEntries(work.map(({ planned }) => [planned.id, sourcesOf(root, planned.code)]));
  const jobs = order(jobsOf({ plan, store, report, commit }, work));
  const workers = Math.min(options.workers ?? availableParallelism(), jobs.length);
  report({ type: "plan", preset, seed, workers, experiments: tallies.map(plannedWork) });
  reuseArtifacts(options, plan, tallies, commit);
  if (jobs.length > 0 && !signal.aborted) {
    if (work.some(({ chosen }) => chosen.length > 0)) await prepare(options);
    const limits = { stallSeconds, startSeconds };
    await schedule({ root, store: store.directory, jobs, load, workers, ...limits, node, report, signal });
  }
  if (options.keepsResults !== false) keepResults(options, store.directory, plan, tallies);
  return outcomeOf(options, tallies);
}

/** A function that asks the given one at most once. */
function once<T>(ask: () => T): () => T {
  let answer: { readonly value: T } | undefined;
  return () => {
    answer ??= { value: ask() };
    return answer.value;
  };
}

async function bringUpTensorFlow({ report, signal }: EngineOptions): Promise<void> {
  try {
    const progress = (progress: NativeProgress) => report({ type: "native", progress });
    const { directory } = await ensureTensorFlow({ progress, signal });
    const functions = otherMathematics(directory);
    if (functions.length > 0) report({ type: "note", message: notComparable(functions) });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

function notComparable(functions: readonly string[]): string {
  return `the C library of this machine computes ${functions.join(", ")} in another way than where the kernels were audited; results may differ from those of other machines in the last digits`;
}

function reuseArtifacts(
  { report }: EngineOptions,
  plan: Plan,
  tallies: readonly Tally[],
  commit: () => string | null,
): void {
  for (const tally of tallies) {
    const { id, artifact, experiment } = tally.planned;
    if (artifact === undefined) continue;
    const last = plan.previous[id];
    const same = last?.fingerprint === artifact.fingerprint && last.title === experiment.title;
    tally.record = same ? last : artifactRecord(plan, tally.planned, tally.results, artifact, commit());
    report({
      type: "artifact",
      experiment: id,
      hash: artifact.hash,
      bytes: artifact.bytes,
      outcome: "cached",
    });
  }
}

/** Writes the results file, if anything in it changes: the artifacts of now, and those of experiments left alone. */
function keepResults(
  { root }: EngineOptions,
  directory: string,
  { preset, seed, previous }: Plan,
  tallies: readonly Tally[],
): void {
  const fresh = Object.fromEntries(tallies.map(({ planned, record }) => [planned.id, record]));
  const artifacts: Record<string, ArtifactRecord> = {};
  for (const id of experimentIds(root)) {
    const record = fresh[id] ?? previous[id];
    if (record !== undefined) artifacts[id] = record;
  }
  const ids = Object.keys(artifacts);
  const same =
    ids.length === Object.keys(previous).length && ids.every((id) => artifacts[id] === previous[id]);
  if (!same) writeResults(root, { format: 1, preset, seed, artifacts }, directory);
}

function outcomeOf({ preset, seed, signal }: EngineOptions, tallies: readonly Tally[]): Outcome {
  const sum = (of: (tally: Tally) => number) => tallies.reduce((total, tally) => total + of(tally), 0);
  const failures = tallies.flatMap((tally) => tally.failures);
  const complete = tallies.every(({ record }) => record !== undefined);
  const artifacts = tallies.flatMap(({ planned, record }) => (record ? [[planned.id, record] as const] : []));
  return {
    status: signal.aborted && !complete ? "interrupted" : failures.length > 0 ? "failed" : "complete",
    preset,
    seed,
    computed: sum(({ computed }) => computed),
    cached: sum(({ planned, unfinished, computed }) => planned.runs.length - unfinished - computed),
    unfinished: sum(({ unfinished }) => unfinished),
    artifacts: Object.fromEntries(artifacts),
    failures,
  };
}
