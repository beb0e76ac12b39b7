import { performance } from "node:perf_hooks";
import { type EngineOptions, type Outcome, runExperiments } from "../engine/engine.ts";
import type { EngineEvent } from "../engine/events.ts";
import { plainReporter } from "../progress/plain.ts";
import { toldEvent } from "./events-report.ts";
import { type CommonOptions, publishedSeed } from "./options.ts";
import { printFailures, summary } from "./summary.ts";

/** Where a command works and prints; what it was started with. */
export interface Session {
  readonly root: string;
  readonly signal: AbortSignal;
  readonly options: CommonOptions;
  /** Prints a line for people: nothing with `--quiet` or `--json`. */
  say(line: string): void;
  /** Prints one JSON object: only with `--json`. */
  tell(event: object): void;
}

/** The session of one command in the project at `root`; `signal` tells to stop. */
export function openSession(root: string, signal: AbortSignal, options: CommonOptions): Session {
  const { quiet = false, json = false } = options;
  return {
    root,
    signal,
    options,
    say: (line) => {
      if (!quiet && !json) console.log(line);
    },
    tell: (event) => {
      if (json) console.log(JSON.stringify(event));
    },
  };
}

export type Computation = Pick<EngineOptions, "preset" | "only" | "run" | "store" | "keepsResults"> & {
  /** Of the project whose experiments they are; the session's unless told otherwise. */
  readonly root?: string;
  /** That of what is published, unless told otherwise. */
  readonly seed?: number;
  /** Whether an interruption leaves finished runs to the next command; true unless told otherwise. */
  readonly keepsFinished?: boolean;
};

/** Runs experiments with the display that suits the terminal and the options, and sums up what came of it. */
export async function compute(
  session: Session,
  { keepsFinished = true, ...computation }: Computation,
): Promise<Outcome> {
  const { signal, options } = session;
  const display = await openDisplay(session);
  const started = performance.now();
  let outcome: Outcome;
  try {
    outcome = await runExperiments({
      root: session.root,
      seed: publishedSeed,
      ...computation,
      signal,
      report: display.report,
      workers: options.workers,
      stallSeconds: options.stallLimit === undefined ? undefined : options.stallLimit * 60,
    });
  } finally {
    display.close();
  }
  const seconds = (performance.now() - started) / 1000;
  printFailures(outcome, options.verbose ?? false);
  session.say(summary(outcome, seconds, keepsFinished));
  const { status, preset, computed, cached, unfinished } = outcome;
  session.tell({ type: "finish", status, preset, computed, cached, unfinished, seconds });
  return outcome;
}

interface Display {
  report(event: EngineEvent): void;
  close(): void;
}

async function openDisplay({ options, say, tell }: Session): Promise<Display> {
  const now = () => performance.now() / 1000;
  const close = () => {};
  if (options.json) return { report: (event) => tell(toldEvent(event)), close };
  if (options.quiet) return { report: () => {}, close };
  const shown = (display: Display): Display => ({
    ...display,
    report: (event) => {
      if (event.type !== "output" || options.verbose) display.report(event);
    },
  });
  const { stdout, env } = process;
  // Some terminals, such as a serial line, do not know how wide they are
  const live = stdout.isTTY && stdout.columns >= 40 && !env.CI && env.TERM !== "dumb";
  if (!live) return shown({ report: plainReporter(say, now), close });
  const { liveDisplay } = await import("../progress/live.ts");
  return shown(liveDisplay(stdout, now));
}
