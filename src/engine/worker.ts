/**
 * A worker process: loads the experiments, does one task after another, and puts each result into the store itself,
 * so that results never pass through the process that schedules. Started by worker-process.ts, which sets its
 * environment and its folder, the project's root, and names the store.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { Worker } from "node:worker_threads";
import type { z } from "zod";
import { admitAuditedKernels } from "../native/kernels.ts";
import { loadTensorFlow } from "../native/tensorflow.ts";
import { canonicalJson, sha256 } from "./canonical.ts";
import { dataFile } from "./data.ts";
import type { AnyExperiment, TensorFlow } from "./define.ts";
import { deterministically, undisturbed } from "./determinism.ts";
import { loadExperiment } from "./discover.ts";
import { UserError } from "./errors.ts";
import { failureOf } from "./failure.ts";
import { placeInProject } from "./import-failure.ts";
import type { AssembleTask, LoadTask, RunTask, Sources, Stored, Task, WorkerMessage } from "./messages.ts";
import { goOffline } from "./offline.ts";
import { runContext } from "./run-context.ts";
import { storedResults } from "./run-results.ts";
import { describe, valueAt } from "./schema-issue.ts";
import { openStore, storeDirectory } from "./store.ts";
import { openTensorScope, type TensorScope } from "./tensor-scope.ts";

const root = process.cwd();
const store = openStore(process.argv[2] ?? storeDirectory(root));
const clock = performance.now.bind(performance);
const cpuUsage = process.cpuUsage.bind(process);
const stopping = new AbortController();
const experiments = new Map<string, AnyExperiment | Error>();
let tensorFlow: TensorFlow | undefined;

/** Progress is told at most this often; experiments report each step. */
const progressMilliseconds = 200;

function send(message: WorkerMessage): void {
  if (process.connected) process.send?.(message);
}

/** Loads all experiments with work to do, and makes sure that their code is what the fingerprints were made from. */
async function load({ experiments: wanted }: LoadTask): Promise<void> {
  const byProject = () => calledByProject(new Error("for its stack"));
  for (const [id, sources] of Object.entries(wanted)) {
    try {
      const { experiment } = await deterministically(() => loadExperiment(root, id), byProject);
      refuseChanged(sources);
      experiments.set(id, experiment);
    } catch (error) {
      experiments.set(id, error instanceof Error ? error : new Error(String(error)));
    }
  }
}

/** Whether the function that called into determinism.ts is the project's own: the third frame of the stack. */
function calledByProject(error: Error): boolean {
  const frames = (error.stack ?? "").split("\n").filter((line) => line.trimStart().startsWith("at "));
  const caller = frames.find((frame) => !/\/engine\/(worker|determinism)\.ts/.test(frame));
  const only = new Error();
  only.stack = caller ?? "";
  return placeInProject(root, only) !== undefined;
}

function refuseChanged(sources: Sources): void {
  for (const [file, digest] of Object.entries(sources)) {
    if (sha256(readFileSync(join(root, file))) === digest) continue;
    throw new UserError({
      what: "the file was changed after this command had started, so that its result would belong to no known code",
      where: file,
      fix: "Run the same command again.",
    });
  }
}

function experimentOf(id: string): AnyExperiment {
  const experiment = experiments.get(id);
  if (experiment === undefined) throw new Error(`the worker was not told to load ${id}`);
  if (experiment instanceof Error) throw experiment;
  return experiment;
}

/** Milliseconds of processor time that this process has used, which a busy machine does not lengthen. */
function processorClock(): number {
  const { user, system } = cpuUsage();
  return (user + system) / 1000;
}

/** A result as canonical JSON, with the seconds of processor time it took. */
interface Computed {
  readonly json: string;
  readonly seconds: number;
}

async function run(task: RunTask): Promise<Computed> {
  const experiment = experimentOf(task.experiment);
  let started = processorClock();
  let scope: TensorScope | undefined;
  let told = clock();
  const context = runContext({
    ...task,
    tensorFlow: () => {
      if (tensorFlow === undefined) {
        const loading = processorClock();
        tensorFlow = undisturbed(loadTensorFlow);
        admitAuditedKernels(tensorFlow);
        started += processorClock() - loading;
      }
      scope ??= openTensorScope(tensorFlow);
      return tensorFlow;
    },
    data: (name) => readFileSync(dataFile(root, task.experiment, experiment, name)),
    progress: (done, total) => {
      const now = clock();
      if (now - told < progressMilliseconds) return;
      told = now;
      scope?.compact();
      send({ type: "progress", fraction: total > 0 ? Math.min(1, Math.max(0, done / total)) : 0 });
    },
    signal: stopping.signal,
  });
  try {
    const result = await deterministically(() => experiment.run(context));
    const json = canonicalJson(result, `result of ${task.experiment} ${task.run}`);
    return { json, seconds: (processorClock() - started) / 1000 };
  } finally {
    scope?.close();
  }
}

async function assemble(task: AssembleTask): Promise<Computed> {
  const experiment = experimentOf(task.experiment);
  const started = processorClock();
  const { params, runs } = task;
  const artifact = await deterministically(() =>
    experiment.assemble({ params, results: storedResults(store, runs) }),
  );
  const json = canonicalJson(artifact, `artifact of ${task.experiment}`);
  checkArtifact(task.experiment, experiment.artifact, JSON.parse(json));
  return { json, seconds: (processorClock() - started) / 1000 };
}

/** Holds the artifact, as its readers will see it, to the schema that they trust. */
function checkArtifact(id: string, schema: z.ZodType, artifact: unknown): void {
  const parsed = schema.safeParse(artifact);
  if (parsed.success) return;
  const [issue] = parsed.error.issues;
  const path = issue?.path ?? [];
  const more = parsed.error.issues.length - 1;
  throw new UserError({
    what: `the artifact does not have its schema: \`${path.map(String).join(".") || "artifact"}\`: ${issue?.message ?? "invalid"}; found ${describe(valueAt(artifact, path))}${more > 0 ? ` (and ${more} more)` : ""}`,
    where: `experiments/${id}/artifact.ts`,
    fix: "Mend `assemble` in experiment.ts, or the schema; finished runs are kept.",
  });
}

/** Puts a result into the store; of a run also what its fingerprint stands for, so that it need not run again. */
function keep(task: Task, { json, seconds }: Computed): Stored {
  const hash = store.putObject(json, seconds);
  const stored = { hash, bytes: Buffer.byteLength(json), seconds };
  if (task.type === "run") store.putRecord({ fingerprint: task.fingerprint, fields: task.fields, ...stored });
  return stored;
}

async function perform(task: Task): Promise<WorkerMessage> {
  let computed: Computed;
  try {
    computed = await (task.type === "run" ? run(task) : assemble(task));
  } catch (error) {
    return { type: "failed", failure: failureOf(root, error) };
  }
  try {
    return { type: "done", ...keep(task, computed) };
  } catch (error) {
    return { type: "unstored", failure: failureOf(root, error) };
  }
}

/**
 * Ends this process when its parent is gone. A thread does it, since a run may keep the main thread busy for minutes.
 */
function followParent(): void {
  const code = `setInterval(() => { if (process.ppid !== ${process.ppid}) process.kill(process.pid, "SIGKILL"); }, 500)`;
  new Worker(code, { eval: true }).unref();
}

/**
 * Makes what a run prints wait until it is read: otherwise megabytes pile up in this process, and are lost when it crashes
 * or cut off where the run ends.
 */
function printAtOnce(): void {
  for (const stream of [process.stdout, process.stderr] as readonly BlockingStream[]) {
    stream._handle?.setBlocking?.(true);
  }
}

/** A stream of Node on a pipe, whose handle has had this method since 0.11, undocumented. */
interface BlockingStream {
  readonly _handle?: { setBlocking?(on: boolean): void };
}

followParent();
goOffline();
printAtOnce();
process.on("uncaughtException", (error) => {
  const failure = failureOf(root, error);
  const dying: WorkerMessage = {
    type: "dying",
    failure: { ...failure, what: `an error that nobody caught ended its process: ${failure.what}` },
  };
  if (process.connected) process.send?.(dying, () => process.exit(1));
  else process.exit(1);
});
// Ctrl-C reaches the whole group of processes; the parent decides what becomes of this one.
process.on("SIGINT", () => {});
process.on("disconnect", () => process.exit(0));
let queue: Promise<void> = Promise.resolve();
process.on("message", (message: LoadTask | Task) => {
  queue = queue.then(async () => {
    if (message.type === "load") {
      await load(message);
      send({ type: "ready" });
    } else send(await perform(message));
  });
});
