import type { EngineEvent } from "./events.ts";

/** How far one experiment is. */
export interface ExperimentProgress {
  readonly id: string;
  readonly title: string;
  /** Runs to do now, finished or failed among them. */
  readonly total: number;
  readonly done: number;
  readonly failed: number;
  readonly cached: number;
  /** Part of the work done, in [0, 1], counting the parts of running runs. */
  readonly fraction: number;
  readonly running: readonly { readonly run: string; readonly fraction: number }[];
  readonly state: "waiting" | "running" | "assembled" | "failed";
  /** Seconds this experiment still needs, undefined while unknown. */
  readonly left: number | undefined;
}

export interface Progress {
  readonly experiments: readonly ExperimentProgress[];
  /** Seconds until all is done with the workers at hand; undefined while unknown. */
  readonly left: number | undefined;
}

interface Running {
  readonly started: number;
  fraction: number;
}

interface Tally {
  readonly title: string;
  readonly total: number;
  readonly cached: number;
  readonly expected: number | undefined;
  readonly running: Map<string, Running>;
  done: number;
  failed: number;
  seconds: number;
  state: ExperimentProgress["state"];
}

/**
 * Follows the engine's events and answers how far it is. Memory is bounded by the number of experiments and workers.
 * `now` is the clock in seconds.
 */
export function progressModel(now: () => number): {
  apply(event: EngineEvent): void;
  snapshot(): Progress;
} {
  const tallies = new Map<string, Tally>();
  let workers = 1;

  function apply(event: EngineEvent): void {
    if (event.type === "plan") {
      workers = Math.max(1, event.workers);
      tallies.clear();
      for (const planned of event.experiments) {
        tallies.set(planned.experiment, {
          title: planned.title,
          total: planned.missing,
          cached: planned.cached,
          expected: planned.seconds,
          running: new Map(),
          done: 0,
          failed: 0,
          seconds: 0,
          state: "waiting",
        });
      }
      return;
    }
    const tally = "experiment" in event ? tallies.get(event.experiment) : undefined;
    if (tally === undefined) return;
    switch (event.type) {
      case "run-start":
        tally.state = "running";
        tally.running.set(event.run, { started: now(), fraction: 0 });
        break;
      case "run-progress": {
        const running = tally.running.get(event.run);
        if (running) running.fraction = event.fraction;
        break;
      }
      case "run-finish":
        tally.running.delete(event.run);
        tally.done += 1;
        tally.seconds += event.seconds;
        break;
      case "run-fail":
        tally.running.delete(event.run);
        tally.done += 1;
        tally.failed += 1;
        tally.state = "failed";
        break;
      case "artifact":
        tally.state = "assembled";
        break;
      case "artifact-fail":
        tally.state = "failed";
        break;
      default:
    }
  }

  function snapshot(): Progress {
    const time = now();
    const experiments = [...tallies].map(([id, tally]) => progressOf(id, tally, time));
    const busy = experiments.filter(({ done, total }) => done < total);
    const known = busy.every(({ left }) => left !== undefined);
    const work = busy.reduce((sum, { left }) => sum + (left ?? 0), 0);
    // An experiment with fewer runs left than there are workers cannot use them all
    const longest = busy.map(({ left, total, done }) => (left ?? 0) / Math.min(workers, total - done));
    return { experiments, left: known && busy.length > 0 ? Math.max(work / workers, ...longest) : undefined };
  }

  return { apply, snapshot };
}

function progressOf(id: string, tally: Tally, time: number): ExperimentProgress {
  const running = [...tally.running].map(([run, { fraction }]) => ({ run, fraction }));
  const parts = running.reduce((sum, { fraction }) => sum + fraction, 0);
  const { title, total, done, failed, cached, state } = tally;
  const fraction = total === 0 ? 1 : Math.min(1, (done + parts) / total);
  return { id, title, total, done, failed, cached, fraction, running, state, left: secondsLeft(tally, time) };
}

/** From what was observed now when there is enough of it, else from what was recorded before. */
function secondsLeft(tally: Tally, time: number): number | undefined {
  if (tally.done >= tally.total) return 0;
  const spent = [...tally.running.values()].reduce(
    (sum, { started }) => sum + (time - started),
    tally.seconds,
  );
  const finished = tally.done - tally.failed;
  const parts = [...tally.running.values()].reduce((sum, { fraction }) => sum + fraction, 0);
  const share = (finished + parts) / (tally.total - tally.failed);
  const observed = share > 0 ? (spent * (1 - share)) / share : undefined;
  // A record that has been overtaken says nothing any more
  if (tally.expected === undefined || spent > tally.expected) return share > 0.02 ? observed : undefined;
  const recorded = tally.expected - spent;
  if (observed === undefined) return recorded;
  return share * observed + (1 - share) * recorded;
}
