import { UserError } from "./errors.ts";
import type { Failure, Reporter } from "./events.ts";
import type { LoadTask, Stored, Task, TaskOutcome } from "./messages.ts";
import { startWorker, type TaskListener, type WorkerProcess } from "./worker-process.ts";

export interface Job {
  readonly task: Task;
  /** What to do next when the task is done: work that had to wait for it. */
  done(stored: Stored): Job | undefined;
  failed(failure: Failure): void;
}

export interface ScheduleOptions {
  readonly root: string;
  /** Folder of the store that results go to. */
  readonly store: string;
  /** In the order in which they are to start. */
  readonly jobs: readonly Job[];
  readonly load: LoadTask["experiments"];
  readonly workers: number;
  readonly stallSeconds: number;
  readonly startSeconds: number;
  readonly node?: readonly string[] | undefined;
  readonly report: Reporter;
  readonly signal: AbortSignal;
}

/**
 * Does all jobs with so many worker processes at a time. A job that fails stops no other; a worker that crashes is
 * replaced. Returns when all is done, or when the signal told to stop and no worker is left.
 *
 * @throws the UserError of a store that cannot be written, or of workers that do not start: every other job would meet it too
 */
export async function schedule(options: ScheduleOptions): Promise<void> {
  const { jobs, workers, signal } = options;
  const waiting = jobs.values();
  const broken = new AbortController();
  const stop = AbortSignal.any([signal, broken.signal]);
  const lanes = Array.from({ length: Math.min(workers, jobs.length) }, () =>
    lane(options, waiting, stop).catch((error: unknown) => {
      broken.abort(error);
      throw error;
    }),
  );
  const ended = await Promise.allSettled(lanes);
  const failed = ended.find((end) => end.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}

/** A worker that does not start is tried so many times: it may have been killed from outside. */
const startAttempts = 3;

/** One worker at a time, which takes the next job whenever it is free. */
async function lane(options: ScheduleOptions, waiting: Iterator<Job>, signal: AbortSignal): Promise<void> {
  let worker: WorkerProcess | undefined;
  const stopWorker = () => void worker?.stop();
  const perform = async (task: Task, listener: TaskListener): Promise<TaskOutcome> => {
    for (let attempts = 1; ; attempts++) {
      if (!worker?.alive) worker = startWorker(options);
      const outcome = await worker.perform(task, listener);
      if (outcome.type !== "unstarted") return outcome;
      if (attempts === startAttempts || outcome.hopeless) throw new UserError(outcome.failure);
      if (signal.aborted) return { type: "aborted" };
    }
  };
  signal.addEventListener("abort", stopWorker);
  try {
    let job: Job | undefined;
    while (!signal.aborted) {
      job ??= waiting.next().value;
      if (job === undefined) break;
      job = await finish(job, perform, options.report);
    }
  } finally {
    signal.removeEventListener("abort", stopWorker);
    await worker?.stop();
  }
}

/** Does one job; returns the one to do next, if any had to wait for it. */
async function finish(
  job: Job,
  perform: (task: Task, listener: TaskListener) => Promise<TaskOutcome>,
  report: Reporter,
): Promise<Job | undefined> {
  const { task } = job;
  const name = { experiment: task.experiment, run: task.type === "run" ? task.run : "assemble" };
  if (task.type === "run") report({ type: "run-start", ...name });
  const outcome = await perform(task, {
    progress: (fraction) => report({ type: "run-progress", ...name, fraction }),
    output: (text) => report({ type: "output", ...name, text }),
  });
  if (outcome.type === "done") {
    const { seconds, bytes } = outcome;
    if (task.type === "run") report({ type: "run-finish", ...name, seconds, bytes });
    return job.done(outcome);
  }
  if (outcome.type === "unstored") throw new UserError(outcome.failure);
  if (outcome.type === "failed") job.failed(outcome.failure);
  return undefined;
}
