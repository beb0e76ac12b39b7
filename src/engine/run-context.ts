import type { RunContext, RunKey, TensorFlow } from "./define.ts";
import { randomStream } from "./random.ts";

/*
 * Everything that the engine hands to a run. This file is part of every fingerprint: what belongs here decides
 * numbers, and what does not decide numbers does not belong here.
 */

export interface RunParts {
  readonly experiment: string;
  readonly key: RunKey;
  readonly input: unknown;
  readonly seed: number;
  /** Called when the run first asks for `tf`. */
  readonly tensorFlow: () => TensorFlow;
  /** The bytes of a declared file. */
  readonly data: (name: string) => Uint8Array;
  readonly progress: (done: number, total: number) => void;
  readonly signal: AbortSignal;
}

/** The context of one run; frozen, so that one run cannot leave something for the next. */
export function runContext(parts: RunParts): RunContext<unknown> {
  const { experiment, key, input, seed, tensorFlow, data, progress, signal } = parts;
  return Object.freeze({
    get tf() {
      return tensorFlow();
    },
    key: deepFreeze(key),
    input: deepFreeze(input),
    seed,
    random: (...path: readonly (string | number)[]) => randomStream(seed, experiment, path),
    data,
    progress,
    signal,
  });
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  for (const member of Object.values(value)) deepFreeze(member);
  return Object.freeze(value);
}
