import type { WriteStream } from "node:tty";
import { styleText } from "node:util";
import { createLogUpdate } from "log-update";
import type { EngineEvent } from "../engine/events.ts";
import { type ExperimentProgress, type Progress, progressModel } from "../engine/progress.ts";
import { lasting } from "./plain.ts";
import { timeLeft } from "./words.ts";

export interface LiveDisplay {
  report(event: EngineEvent): void;
  /** Takes the moving part away and gives the cursor back. */
  close(): void;
}

/** A bar for each experiment that has something to do, redrawn a few times a second. */
export function liveDisplay(stream: WriteStream, now: () => number): LiveDisplay {
  const model = progressModel(now);
  const log = createLogUpdate(stream);
  let native: string | undefined;
  let dirty = false;
  let lastDrawn = Number.NEGATIVE_INFINITY;

  function draw(): void {
    dirty = false;
    lastDrawn = now();
    const lines = drawing(model.snapshot(), native, stream.columns, stream.rows);
    if (lines.length > 0) log(lines.join("\n"));
    else log.clear();
  }

  // Also without events the time left moves.
  const timer = setInterval(() => {
    if (dirty || now() - lastDrawn > 1) draw();
  }, 100);
  timer.unref();

  return {
    report(event) {
      model.apply(event);
      if (event.type === "native") {
        const { message, fraction } = event.progress;
        native = fraction === undefined ? message : `${bar(fraction, 20)} ${message}`;
      } else {
        native = undefined;
      }
      const lines = lasting(event).map((line) =>
        event.type === "run-fail" || event.type === "artifact-fail"
          ? styleText("red", line, { stream })
          : line,
      );
      if (lines.length > 0) log.persist(lines.join("\n"));
      dirty = true;
    },
    close() {
      clearInterval(timer);
      log.clear();
      log.done();
    },
  };
}

/** The lines of the moving part, no longer than `columns` and not more than fit into `rows`. */
export function drawing(
  { experiments, left }: Progress,
  native: string | undefined,
  columns: number,
  rows: number,
): readonly string[] {
  const busy = experiments.filter(({ total, state }) => total > 0 && state !== "assembled");
  const name = Math.min(32, Math.max(0, ...busy.map(({ id }) => id.length)));
  const shown = busy.slice(0, Math.max(1, rows - 4));
  const lines = shown.map((experiment) => experimentLine(experiment, name));
  if (busy.length > shown.length) lines.push(`… and ${busy.length - shown.length} more`);
  if (native !== undefined) lines.push(native);
  if (busy.length > 0 && left !== undefined) lines.push(timeLeft(left));
  return lines.map((line) => line.slice(0, columns - 1));
}

function experimentLine(experiment: ExperimentProgress, name: number): string {
  const { id, fraction, done, total, failed, running } = experiment;
  const parts = [
    id.slice(0, name).padEnd(name),
    bar(fraction, 24),
    `${String(done).padStart(String(total).length)}/${total}`,
    failed > 0 ? `${failed} failed` : undefined,
    running.map(({ run, fraction: part }) => `${run} ${Math.floor(part * 100)} %`).join("  ") || undefined,
  ];
  return parts.filter((part) => part !== undefined).join("  ");
}

/** `━━━━━━╸─────`: filled to the given fraction, in half cells. */
function bar(fraction: number, width: number): string {
  const halves = Math.round(Math.min(1, Math.max(0, fraction)) * width * 2);
  const full = Math.floor(halves / 2);
  const half = halves % 2 === 1 ? "╸" : "";
  return "━".repeat(full) + half + "─".repeat(width - full - half.length);
}
