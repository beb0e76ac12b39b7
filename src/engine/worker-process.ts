import { fork } from "node:child_process";
import { join } from "node:path";
import { workerEnvironment } from "../native/profile.ts";
import type { Failure } from "./events.ts";
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
}

/** How much of the worker's standard error is kept to explain a crash. */
const keptCharacters = 4000;

interface Pending {
  readonly listener: TaskListener;
  readonly resolve: (outcome: TaskOutcome) => void;
  timer: NodeJS.Timeout | undefined;
}

/** Starts a worker process in the pinned numeric profile, with nothing of the user's environment that decides bits. */
export function startWorker({ root, store, load, stallSeconds }: WorkerOptions): WorkerProcess {
  const child = fork(join(import.meta.dirname, "worker.ts"), [store], {
    cwd: root,
    env: environment(),
    execArgv: [],
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  let pending: Pending | undefined;
  let errors = "";
  let stopped = false;
  let stalled = false;
  let alive = true;

  function settle(outcome: TaskOutcome): void {
    const settled = pending;
    pending = undefined;
    clearTimeout(settled?.timer);
    settled?.resolve(outcome);
  }

  function watch(): void {
    if (pending === undefined) return;
    clearTimeout(pending.timer);
    pending.timer = setTimeout(() => {
      stalled = true;
      child.kill("SIGKILL");
    }, stallSeconds * 1000);
  }

  const output = (text: string) => pending?.listener.output(text);
  child.stdout?.setEncoding("utf8").on("data", output);
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    errors = (errors + text).slice(-keptCharacters);
    output(text);
  });
  child.on("message", (message: WorkerMessage) => {
    if (message.type === "progress") {
      watch();
      pending?.listener.progress(message.fraction);
    } else {
      settle(message);
    }
  });
  // A message to a process that has just died fails here; its end is dealt with below.
  child.on("error", () => {});
  const closed = new Promise<void>((resolve) => {
    child.on("close", (code, signal) => {
      alive = false;
      const failure = stalled ? stallFailure(stallSeconds) : crashFailure(code, signal, errors);
      settle(stopped ? { type: "aborted" } : { type: "failed", failure });
      resolve();
    });
  });
  child.send({ type: "load", experiments: load } satisfies LoadTask);

  return {
    get alive() {
      return alive;
    },
    perform(task, listener) {
      return new Promise((resolve) => {
        if (stopped) return resolve({ type: "aborted" });
        if (!alive)
          return resolve({ type: "failed", failure: crashFailure(child.exitCode, child.signalCode, errors) });
        pending = { listener, resolve, timer: undefined };
        watch();
        child.send(task);
      });
    },
    async stop() {
      stopped = true;
      if (alive) child.kill("SIGTERM");
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
    what: `it told no progress for ${Math.round(seconds / 60)} minutes and was stopped`,
    fix: "Call `progress(done, total)` in its loop, or allow more with `--stall-limit MINUTES`.",
  };
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
  const last = errors.trim().split("\n").slice(-12).join("\n");
  return {
    what: `its process ${how} before the run was finished`,
    fix: "See what it printed last with `--verbose`.",
    stack: last || undefined,
  };
}
