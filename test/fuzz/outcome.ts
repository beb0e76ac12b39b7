import assert from "node:assert/strict";
import { Worker } from "node:worker_threads";
import fc from "fast-check";
import { UserError } from "../../src/engine/errors.ts";
import { thorough } from "../thorough.ts";

/** How long one case may take, in milliseconds, on a machine that does other things too. */
export const patience = 10_000;

/**
 * A thread that ends this process when a case does not come back, which the case itself, being stuck, could not: with what
 * it was given, on standard error.
 */
function watch(): (input: unknown) => void {
  const worker = new Worker(
    `const { parentPort, workerData } = require("node:worker_threads");
     let since = Date.now(), input = "";
     parentPort.on("message", (text) => { input = text; since = Date.now(); });
     setInterval(() => {
       if (input === "" || Date.now() - since < workerData) return;
       require("node:fs").writeSync(2, "a case hangs: " + input + "\\n");
       process.kill(process.pid, "SIGKILL");
     }, 500);`,
    { eval: true, workerData: patience },
  );
  worker.unref();
  return (input) => worker.postMessage(input === undefined ? "" : fc.stringify(input).slice(0, 2000));
}

let tell: ((input: unknown) => void) | undefined;

/** What came of a case: a result, or the one error that its user is shown. */
export type Outcome<T> = { readonly result: T } | { readonly error: UserError };

/**
 * Runs one case: it comes back in time with a result, or with an error that says what, where and what to do, and whose
 * text holds no stack trace.
 */
export async function outcomeOf<T>(input: unknown, work: () => T | Promise<T>): Promise<Outcome<T>> {
  tell ??= watch();
  tell(input);
  try {
    return { result: await work() };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    assert.ok(error.what.trim() !== "", "an error says what happened");
    assert.ok(error.where, `an error says where: ${error.what}`);
    assert.doesNotMatch(
      error.message,
      /\n\s+at .*:\d+:\d+|\[object Object\]|\bundefined\b is not/,
      error.message,
    );
    return { error };
  } finally {
    tell(undefined);
  }
}

/** Cases of each property: as many as asked for where all is tried, otherwise a third; `FUZZ=10` for ten times as many. */
export function cases(number: number): { readonly numRuns: number } {
  return {
    numRuns: Math.max(1, Math.round(number * (thorough ? 1 : 1 / 3) * Number(process.env.FUZZ ?? 1))),
  };
}
