/// <reference lib="webworker" />
import { experiments } from "virtual:reprise/live";
import { randomStream } from "../../engine/random.ts";
import type { AnyLive, Emission } from "../../live/define.ts";
import { type Started, startBackend } from "./backends.ts";
import type { BackendName, Order, Report } from "./protocol.ts";

/*
 * Runs a live experiment away from the page, so that the page stays responsive whatever the experiment costs.
 */

const scope = self as unknown as DedicatedWorkerGlobalScope;
const tell = (report: Report): void => scope.postMessage(report);

/** Milliseconds between two reports of a run. */
const interval = 40;

let started: Promise<Started> | undefined;
let stop: { readonly run: number; readonly controller: AbortController } | undefined;

scope.addEventListener("message", ({ data }: MessageEvent<Order>) => {
  if (data.kind === "prepare") {
    void Promise.all([start(data.backend), experiments[data.experiment]?.()]).catch(() => {});
  } else if (data.kind === "stop") {
    if (stop?.run === data.run) stop.controller.abort();
  } else void perform(data);
});

/** All runs of a worker compute with the same backend. */
function start(backend: BackendName | "auto"): Promise<Started> {
  started ??= startBackend(backend);
  return started;
}

async function perform(order: Extract<Order, { kind: "run" }>): Promise<void> {
  const { run, experiment, settings, seed } = order;
  const controller = new AbortController();
  const { signal } = controller;
  stop = { run, controller };
  const reporter = reports(run);
  try {
    const load = experiments[experiment];
    if (load === undefined) throw new Error(`there is no live experiment ${experiment}`);
    const [{ default: live }, { tf, name: backend, notes }] = await Promise.all([
      load(),
      start(order.backend),
    ]);
    tell({ kind: "started", run, backend, notes });
    tf.engine().startScope();
    try {
      await (live as AnyLive).run({
        tf,
        settings,
        random: (...path) => randomStream(seed, experiment, path),
        emit: reporter.emit,
        progress: reporter.progress,
        async breathe() {
          reporter.send();
          await nextTask();
          signal.throwIfAborted();
        },
        signal,
      });
    } finally {
      tf.engine().endScope();
    }
    reporter.send(true);
    tell({ kind: "finished", run });
  } catch (error) {
    reporter.send(true);
    if (signal.aborted) tell({ kind: "stopped", run });
    else if (error instanceof Diverged) tell({ kind: "diverged", run });
    else tell({ kind: "failed", run, message: error instanceof Error ? error.message : String(error) });
  }
}

class Diverged extends Error {}

/** Gathers what a run emits and sends it a few times a second: the page draws no faster. */
function reports(run: number) {
  let emissions: Emission[] = [];
  let [done, total] = [0, 1];
  let last = Number.NEGATIVE_INFINITY;
  return {
    emit(emission: Emission): void {
      if (![emission.y].flat().every(Number.isFinite)) throw new Diverged();
      emissions.push(emission);
    },
    progress(now: number, of: number): void {
      [done, total] = [now, of];
    },
    send(anyway = false): void {
      const now = performance.now();
      if (!anyway && (now - last < interval || emissions.length === 0)) return;
      last = now;
      tell({ kind: "progress", run, emissions, done, total });
      emissions = [];
    },
  };
}

/** Resolves after the messages that wait; a timer would wait for 4 ms. */
const channel = new MessageChannel();
const waiting: (() => void)[] = [];
channel.port1.onmessage = () => waiting.shift()?.();
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    channel.port2.postMessage(undefined);
  });
}
