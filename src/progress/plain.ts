import { stripVTControlCharacters } from "node:util";
import type { EngineEvent, Reporter } from "../engine/events.ts";
import { progressModel } from "../engine/progress.ts";
import { bytes, count, duration, timeLeft } from "./words.ts";

/** At most one line in this many seconds tells of runs; what happened in between is summed up. */
const pause = 5;

/** Lines for a log: a plan, runs as they finish (not all of them, when they are many), artifacts, failures. */
export function plainReporter(write: (line: string) => void, now: () => number): Reporter {
  const model = progressModel(now);
  let lastRunLine = Number.NEGATIVE_INFINITY;
  let lastNative = "";

  function runLine(text: string): void {
    if (now() - lastRunLine < pause) return;
    lastRunLine = now();
    const { experiments, left } = model.snapshot();
    const done = experiments.reduce((sum, experiment) => sum + experiment.done, 0);
    const total = experiments.reduce((sum, experiment) => sum + experiment.total, 0);
    const time = left === undefined || done === total ? "" : `, ${timeLeft(left)}`;
    write(`[${done}/${total}${time}] ${text}`);
  }

  return (event) => {
    model.apply(event);
    switch (event.type) {
      case "native": {
        const { phase, message } = event.progress;
        if (`${phase} ${message}` !== lastNative) write(message);
        lastNative = `${phase} ${message}`;
        break;
      }
      case "run-start":
        runLine(`${event.experiment} ${event.run}: started`);
        break;
      case "run-progress":
        runLine(`${event.experiment} ${event.run}: ${Math.floor(event.fraction * 100)} %`);
        break;
      case "run-finish":
        runLine(`${event.experiment} ${event.run}: finished in ${duration(event.seconds)}`);
        break;
      default:
        for (const line of lasting(event)) write(line);
    }
  };
}

/** The lines of an event that stay on the screen or in the log; none for those that only move a bar. */
export function lasting(event: EngineEvent): readonly string[] {
  switch (event.type) {
    case "plan": {
      const missing = event.experiments.reduce((sum, planned) => sum + planned.missing, 0);
      const runs = event.experiments.reduce((sum, planned) => sum + planned.runs, 0);
      const subject = `${count(event.experiments.length, "experiment")}, preset ${event.preset}`;
      if (missing === 0) return [`${subject}: all of ${count(runs, "run")} up to date`];
      return [`${subject}: ${missing} of ${count(runs, "run")} to do with ${count(event.workers, "worker")}`];
    }
    case "artifact":
      return event.outcome === "cached" ? [] : [`${event.experiment}: artifact of ${bytes(event.bytes)}`];
    case "run-fail":
      return [`${event.experiment} ${event.run}: FAILED: ${event.failure.what}`];
    case "artifact-fail":
      return [`${event.experiment}: FAILED: ${event.failure.what}`];
    case "output":
      return stripVTControlCharacters(event.text)
        .trimEnd()
        .split("\n")
        .map((line) => `${event.experiment} ${event.run} | ${line}`);
    case "note":
      return [`note: ${event.message}`];
    default:
      return [];
  }
}
