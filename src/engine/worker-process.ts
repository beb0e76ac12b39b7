import { spawn } from "node:child_process";
import { join } from "node:path";
import { workerEnvironment } from "../native/profile.ts";
import type { Failure } from "./events.ts";
import { isolatedLaunch } from "./isolation.ts";
import type { LoadTask, Task, TaskOutcome, WorkerMessage } from "./messages.ts";

export interface TaskListener {
  progress(fraction: number): void;
  /** What the experiment printed. */
  output(text: string): void;
}

/** One worker process, as the scheduler sees it. */
export interface WorkerProcess {
  /** Does a task; never rejects. A worker that crashed must not be asked again. */
  perform(task: Task, listener: TaskListener): Promise<TaskOutcome>;
  readonly alive: boolean;
  /** Ends the process; resolves when it is gone. */
  stop(): Promise<void>;
}

export interface WorkerOptions {
  readonly root: string;
  /** Folder of the store that results go to. */
  readonly store: string;
  readonly load: LoadTask["experiments"];
  /** A run that tells no progress for so long is taken to hang. */
  readonly stallSeconds: number;
  /** A process that has not loaded the experiments after so long will never start. */
  readonly startSeconds: number;
  /** Program and arguments that start Node; this process's own unless told otherwise. */
  readonly node?: readonly string[] | undefined;
}

/** How much of the worker's standard error is kept to explain a crash. */
const keptCharacters = 4000;

interface Pending {
  readonly listener: TaskListener;
  readonly resolve: (outcome: TaskOutcome) => void;
  timer: NodeJS.Timeout | undefined;
}

/** How far a process has come: it loads the experiments, then does tasks. */
type Phase = "starting" | "ready" | "stopped" | "ended";

/**
 * Starts a worker process in the pinned numeric profile, with nothing of the user's environment that decides bits, and
 * without rights that a run has no use for (see isolation.ts).
 */
export function startWorker({
  root,
  store,
  load,
  stallSeconds,
  startSeconds,
  node,
}: WorkerOptions): WorkerProcess {
  const coverage = process.env.NODE_V8_COVERAGE;
  const { command, args } = isolatedLaunch(join(import.meta.dirname, "worker.ts"), [store], {
    writable: coverage ? [store, coverage] : [store],
    node,
  });
  const child = spawn(command, args, {
    cwd: root,
    env: environment(),
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  let pending: Pending | undefined;
  let errors = "";
  let phase: Phase = "starting";
  /** Known before the process is gone: what it said itself, or why it was killed. */
  let lastWords: Failure | undefined;

  function settle(outcome: TaskOutcome): void {
    const settled = pending;
    pending = undefined;
    clearTimeout(settled?.timer);
    settled?.resolve(outcome);
  }

  function kill(failure: Failure): void {
    lastWords = failure;
    child.kill("SIGKILL");
  }

  function watch(): void {
    if (pending === undefined || phase !== "ready") return;
    clearTimeout(pending.timer);
    pending.timer = setTimeout(() => kill(stallFailure(stallSeconds)), stallSeconds * 1000);
  }

  const starting = setTimeout(() => kill(slowStart(startSeconds)), startSeconds * 1000);
  // What a run printed last may arrive after its result
  let listener: TaskListener | undefined;
  const output = (text: string) => listener?.output(text);
  child.stdout?.setEncoding("utf8").on("data", output);
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    errors = (errors + text).slice(-keptCharacters);
    output(text);
  });
  child.on("message", (message: WorkerMessage) => {
    if (message.type === "ready") {
      clearTimeout(starting);
      if (phase === "starting") phase = "ready";
      watch();
    } else if (message.type === "dying") {
      lastWords = message.failure;
    } else if (message.type === "progress") {
      watch();
      pending?.listener.progress(message.fraction);
    } else {
      settle(message);
    }
  });
  child.on("error", (error) => {
    // A message to a process that has just died fails here too; its end is dealt with below
    if (child.pid === undefined) lastWords ??= noStart(error.message);
  });
  const closed = new Promise<void>((resolve) => {
    child.on("close", (code, signal) => {
      clearTimeout(starting);
      settle(outcomeOfEnd(code, signal));
      phase = "ended";
      resolve();
    });
  });
  child.send({ type: "load", experiments: load } satisfies LoadTask);

  function outcomeOfEnd(code: number | null, signal: NodeJS.Signals | null): TaskOutcome {
    if (phase === "stopped") return { type: "aborted" };
    if (phase === "ready")
      return { type: "failed", failure: lastWords ?? crashFailure(code, signal, errors) };
    const failure = lastWords ?? noStart(howItEnded(code, signal), errors);
    return { type: "unstarted", failure, hopeless: lastWords !== undefined };
  }

  return {
    get alive() {
      return phase !== "ended" && child.exitCode === null && child.signalCode === null;
    },
    perform(task, taskListener) {
      return new Promise((resolve) => {
        if (phase === "stopped") return resolve({ type: "aborted" });
        if (phase === "ended") return resolve(outcomeOfEnd(child.exitCode, child.signalCode));
        listener = taskListener;
        pending = { listener, resolve, timer: undefined };
        watch();
        child.send(task);
      });
    },
    async stop() {
      const gone = phase === "ended";
      if (!gone) {
        phase = "stopped";
        child.kill("SIGTERM");
      }
      const last = setTimeout(() => child.kill("SIGKILL"), 2000);
      await closed;
      clearTimeout(last);
    },
  };
}

/** What a process needs of the user's environment to run at all, and to be debugged; nothing an experiment could read. */
const needed = [
  "PATH",
  "HOME",
  "TMPDIR",
  "LD_LIBRARY_PATH",
  "REPRISE_CACHE",
  "XDG_CACHE_HOME",
  "NODE_V8_COVERAGE",
];

/** The numeric profile, one time zone and one language, on every machine. */
function environment(): NodeJS.ProcessEnv {
  const kept = needed.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...workerEnvironment(Object.fromEntries(kept)), TZ: "UTC", LC_ALL: "C" };
}

function stallFailure(seconds: number): Failure {
  return {
    what: `it told no progress for ${span(seconds)} and was stopped`,
    fix: "Call `progress(done, total)` in its loop, or allow more with `--stall-limit MINUTES`.",
  };
}

function slowStart(seconds: number): Failure {
  return noStart(`it was not ready after ${span(seconds)}`);
}

function span(seconds: number): string {
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} minutes`;
}

/** @param errors what the process printed, if it came so far */
function noStart(why: string, errors = ""): Failure {
  return {
    what: `a worker process could not be started (${why})`,
    fix: "Run the same command again: finished runs are kept. If it is for want of memory or processes (`ulimit -u`), use `--workers 1`.",
    stack: lastLines(errors),
  };
}

function howItEnded(code: number | null, signal: NodeJS.Signals | null): string {
  return signal === null ? `it ended with exit code ${code}` : `it was ended by ${signal}`;
}

function lastLines(errors: string): string | undefined {
  return errors.trim().split("\n").slice(-12).join("\n") || undefined;
}

/** Says in words how a worker process came to its end. */
function crashFailure(code: number | null, signal: NodeJS.Signals | null, errors: string): Failure {
  if (/heap out of memory/i.test(errors)) {
    return {
      what: "it ran out of memory: JavaScript's heap is full",
      fix: "Keep less at a time: dispose tensors, use typed arrays, return only what `assemble` needs.",
    };
  }
  if (signal === "SIGKILL") {
    return {
      what: "its process was killed from outside, most likely by the system for want of memory",
      fix: "Use fewer workers (`--workers 1`), or make the run smaller.",
    };
  }
  if (signal === "SIGILL") {
    return {
      what: "its process met an instruction that this processor lacks",
      fix: "Run it on a processor with AVX2.",
    };
  }
  const how = signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`;
  return {
    what: `its process ${how} before the run was finished`,
    fix: "See what it printed last with `--verbose`.",
    stack: lastLines(errors),
  };
}
