import { bundleExperiments, type ExperimentCode } from "./bundle.ts";
import { type Json, jsonValue } from "./canonical.ts";
import type { Run } from "./define.ts";
import { type DiscoveredExperiment, discoverExperiments } from "./discover.ts";
import {
  artifactFields,
  currentRuntime,
  fingerprintOf,
  type Runtime,
  runFingerprinter,
  type SharedFields,
  sharedFields,
} from "./fingerprint.ts";
import { readLock } from "./lock.ts";
import { type PackageLock, readPackageLock } from "./packages.ts";
import { type ArtifactRecord, type Results, type RunProvenance, readResults } from "./results.ts";
import { runName } from "./run-name.ts";
import { canonicalName, paramsOf, runsOf } from "./runs-of.ts";
import { type Store, storeDirectory } from "./store.ts";

export interface PlanOptions {
  readonly root: string;
  readonly preset: string;
  readonly seed: number;
  /** Ids of the experiments; all unless told otherwise. */
  readonly only?: readonly string[] | undefined;
  readonly store: Store;
}

/** What is to be done, and what need not be. */
export interface Plan {
  readonly preset: string;
  readonly seed: number;
  readonly runtime: Runtime;
  readonly lock: PackageLock;
  readonly experiments: readonly PlannedExperiment[];
  /** The records of the last results file, of the same preset and seed. */
  readonly previous: Readonly<Record<string, ArtifactRecord>>;
}

export interface PlannedExperiment extends DiscoveredExperiment {
  readonly params: Json;
  readonly code: ExperimentCode;
  readonly shared: SharedFields;
  readonly runs: readonly PlannedRun[];
  /** The artifact, when it is up to date and in the store. */
  readonly artifact:
    | { readonly fingerprint: string; readonly hash: string; readonly bytes: number }
    | undefined;
}

export interface PlannedRun extends Run<unknown> {
  /** Its place among the runs. */
  readonly index: number;
  readonly name: string;
  readonly fingerprint: string;
  /** The result in the store; undefined when the run is missing. */
  readonly result: { readonly hash: string; readonly seconds: number } | undefined;
  /** How long it is expected to take; undefined when nothing of the kind is known. */
  readonly seconds: number | undefined;
}

/** Compares what is asked for with what the store holds. Loads the experiments' code, and no TensorFlow. */
export async function makePlan(options: PlanOptions): Promise<Plan> {
  const { root, preset, seed, only, store } = options;
  const discovered = await discoverExperiments(root, only);
  const prepared = discovered.map((each) => {
    const params = paramsOf(each, preset);
    return {
      each,
      params: jsonValue(params, `${each.file}: presets.${preset}`),
      runs: runsOf(root, each, params),
    };
  });
  const lock = readPackageLock(root);
  const [runtime, codes] = await Promise.all([
    currentRuntime(),
    bundleExperiments(
      root,
      discovered.map(({ file }) => file),
    ),
  ]);
  const last = lastResults(root, preset, store.directory);
  const previous = last?.seed === seed ? last.artifacts : {};
  // In a store that has nothing yet, and with another seed, runs take as long as those of the published results did
  const timed = last?.artifacts ?? lastResults(root, preset, storeDirectory(root))?.artifacts ?? {};
  const locked = lockedSeconds(root, preset);
  const experiments = prepared.map(({ each, params, runs }): PlannedExperiment => {
    const code = codes.get(each.file);
    if (code === undefined) throw new Error(`the bundler left out ${each.file}`);
    const { experiment, id } = each;
    const shared = sharedFields({ root, experiment, code, seed, lock, runtime });
    const fingerprint = runFingerprinter(shared);
    const identified = runs.map((run) => ({ ...run, fingerprint: fingerprint(run) }));
    const before = previous[id];
    const makeArtifact = (results: readonly FoundRun[]) =>
      fingerprintOf(artifactFields({ experiment, params, code, seed, lock, runtime, results }));
    const remembered = rememberedRuns(identified, before?.provenance.runs);
    const upToDate = remembered && findArtifact(store, makeArtifact(remembered), before);
    const found = upToDate ? remembered : identified.map((run) => findRun(store, run));
    const artifact =
      upToDate ?? (found.every(isFound) ? findArtifact(store, makeArtifact(found), undefined) : undefined);
    const times = timed[id]?.provenance.runs ?? [];
    return { ...each, params, code, shared, artifact, runs: expect(found, times, locked[id]) };
  });
  return { preset, seed, runtime, lock, experiments, previous };
}

interface IdentifiedRun extends Run<unknown> {
  readonly fingerprint: string;
}

interface FoundRun extends IdentifiedRun {
  readonly hash: string;
  readonly seconds: number;
}

function isFound(run: IdentifiedRun): run is FoundRun {
  return "hash" in run;
}

function lastResults(root: string, preset: string, store: string): Results | undefined {
  try {
    return readResults(root, preset, store);
  } catch {
    // There is no such file yet, or it is damaged: everything it says can be found in the store as well.
    return undefined;
  }
}

/** The results of the last time, when every run is the same as then: spares looking up each of them. */
function rememberedRuns(
  runs: readonly IdentifiedRun[],
  last: readonly RunProvenance[] | undefined,
): readonly FoundRun[] | undefined {
  if (last?.length !== runs.length) return undefined;
  const remembered = runs.map((run, index) => {
    const then = last[index];
    return then?.fingerprint === run.fingerprint ? { ...run, hash: then.hash, seconds: then.seconds } : run;
  });
  return remembered.every(isFound) ? remembered : undefined;
}

function findRun(store: Store, run: IdentifiedRun): IdentifiedRun | FoundRun {
  const record = store.getRecord(run.fingerprint);
  if (record === undefined || !store.hasObject(record.hash)) return run;
  return { ...run, hash: record.hash, seconds: record.seconds };
}

function findArtifact(
  store: Store,
  fingerprint: string,
  last: ArtifactRecord | undefined,
): PlannedExperiment["artifact"] {
  const known = last?.fingerprint === fingerprint ? last : store.getRecord(fingerprint);
  if (known === undefined || !store.hasObject(known.hash)) return undefined;
  return { fingerprint, hash: known.hash, bytes: known.bytes };
}

/** How long the runs of each experiment took together, where the committed results were computed. */
function lockedSeconds(root: string, preset: string): Readonly<Record<string, number>> {
  try {
    const lock = readLock(root);
    if (lock?.preset !== preset) return {};
    return Object.fromEntries(Object.entries(lock.computations).map(([id, { seconds }]) => [id, seconds]));
  } catch {
    // Whoever needs the lock itself is told what is wrong with it
    return {};
  }
}

/**
 * Adds to each run how long it should take: as the last time; else by cost, compared with runs whose time is known, or
 * with all of them together where they were computed for the lock.
 */
function expect(
  runs: readonly (IdentifiedRun | FoundRun)[],
  last: readonly RunProvenance[],
  locked: number | undefined,
): readonly PlannedRun[] {
  const before = new Map(last.map(({ key, seconds }) => [canonicalName(key), seconds]));
  const timed = runs.map((run) => (isFound(run) ? run.seconds : before.get(canonicalName(run.key))));
  let [seconds, cost] = [0, 0];
  runs.forEach((run, index) => {
    if (timed[index] === undefined) return;
    seconds += timed[index];
    cost += run.cost ?? 1;
  });
  const costs = runs.reduce((sum, run) => sum + (run.cost ?? 1), 0);
  const rate = cost > 0 ? seconds / cost : locked === undefined ? undefined : locked / costs;
  return runs.map((run, index) => ({
    ...run,
    index,
    name: runName(run.key),
    result: isFound(run) ? { hash: run.hash, seconds: run.seconds } : undefined,
    seconds: timed[index] ?? (rate === undefined ? undefined : rate * (run.cost ?? 1)),
  }));
}
