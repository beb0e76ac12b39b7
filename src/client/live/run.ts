import type { BackendName, Order, Report } from "./protocol.ts";
import type { Choice } from "./settings.ts";

type Without<T> = T extends unknown ? Omit<T, "run"> : never;

/** What becomes of a run, in this order: `started`, `progress` any number of times, and one of the others. */
export type Outcome = Without<Report>;

export interface Runner {
  /** Starts the worker and what it computes with, ahead of the first run; nothing where there is a worker already. */
  prepare(experiment: string, backend: Choice["backend"]): void;
  /** Starts a run; one that is under way is given up. */
  start(experiment: string, choice: Choice, hear: (outcome: Outcome) => void): void;
  /** Asks the run under way to stop; ends it when it does not answer. */
  stop(): void;
}

/** How long a run that is asked to stop may take to answer, in milliseconds. */
const patience = 700;

const runners = new Map<string, Runner>();

/** The runner of a live experiment's figure, the same one whoever asks. */
export function runnerOf({ id }: HTMLElement): Runner {
  const known = runners.get(id) ?? runner();
  runners.set(id, known);
  return known;
}

/** Runs experiments in a worker of their own, which is kept for the next run. */
function runner(): Runner {
  let worker: { readonly thread: Worker; readonly backend: BackendName | "auto" } | undefined;
  let current: { readonly run: number; readonly hear: (outcome: Outcome) => void } | undefined;
  let runs = 0;

  const end = (outcome: Outcome) => {
    const ended = current;
    current = undefined;
    ended?.hear(outcome);
  };
  const discard = () => {
    worker?.thread.terminate();
    worker = undefined;
  };
  const create = (backend: BackendName | "auto") => {
    const thread = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
    thread.addEventListener("message", ({ data }: MessageEvent<Report>) => {
      if (data.run !== current?.run) return;
      const { run: _, ...outcome } = data;
      if (outcome.kind === "started" || outcome.kind === "progress") current.hear(outcome);
      else {
        // Whatever a failed run has left behind goes with its worker
        if (outcome.kind === "failed") discard();
        end(outcome);
      }
    });
    thread.addEventListener("error", (event) => {
      event.preventDefault();
      discard();
      end({ kind: "failed", message: event.message || "the worker could not be loaded" });
    });
    return { thread, backend };
  };
  return {
    prepare(experiment, backend) {
      if (worker !== undefined) return;
      worker = create(backend);
      worker.thread.postMessage({ kind: "prepare", experiment, backend } satisfies Order);
    },
    start(experiment, { settings, seed, backend }, hear) {
      if (current !== undefined || (worker !== undefined && worker.backend !== backend)) {
        discard();
        end({ kind: "stopped" });
      }
      worker ??= create(backend);
      runs++;
      current = { run: runs, hear };
      const order: Order = { kind: "run", run: runs, experiment, settings, seed, backend };
      worker.thread.postMessage(order);
    },
    stop() {
      const asked = current?.run;
      if (asked === undefined) return;
      worker?.thread.postMessage({ kind: "stop", run: asked } satisfies Order);
      setTimeout(() => {
        if (current?.run !== asked) return;
        discard();
        end({ kind: "stopped" });
      }, patience);
    },
  };
}
