import type { Json } from "./canonical.ts";
import type { RunKey } from "./define.ts";
import type { Failure } from "./events.ts";

/** The first message to a worker: what it is to load, all at once, so that edits made meanwhile do not matter. */
export interface LoadTask {
  readonly type: "load";
  readonly experiments: Readonly<Record<string, Sources>>;
}

/** What the engine then asks a worker process to do; one task at a time. */
export type Task = RunTask | AssembleTask;

export interface RunTask {
  readonly type: "run";
  readonly experiment: string;
  /** The key as people write it, for messages. */
  readonly run: string;
  readonly key: RunKey;
  readonly input: Json;
  readonly seed: number;
  /** What the result is stored under, and what that is the hash of. */
  readonly fingerprint: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface AssembleTask {
  readonly type: "assemble";
  readonly experiment: string;
  readonly params: Json;
  readonly runs: readonly { readonly key: RunKey; readonly input: Json; readonly hash: string }[];
}

/** SHA-256 of the local modules that the fingerprint was made from, by path relative to the root. */
export type Sources = Readonly<Record<string, string>>;

/** What a worker process tells. */
export type WorkerMessage =
  /** The experiments are loaded, or why they cannot be is known. */
  | { readonly type: "ready" }
  /** An error that nobody caught is about to end the process. */
  | { readonly type: "dying"; readonly failure: Failure }
  | { readonly type: "progress"; readonly fraction: number }
  | ({ readonly type: "done" } & Stored)
  | { readonly type: "failed"; readonly failure: Failure }
  /** The result could not be stored: no space, or no right to write. */
  | { readonly type: "unstored"; readonly failure: Failure };

/** A result that a worker has put into the store. */
export interface Stored {
  readonly hash: string;
  readonly bytes: number;
  readonly seconds: number;
}

/** How a task ended. */
export type TaskOutcome =
  | ({ readonly type: "done" } & Stored)
  | { readonly type: "failed" | "unstored"; readonly failure: Failure }
  /** The process ended before it could begin with the task; `hopeless` when another try would take as long. */
  | { readonly type: "unstarted"; readonly failure: Failure; readonly hopeless: boolean }
  | { readonly type: "aborted" };
