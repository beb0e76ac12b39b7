import { createHash } from "node:crypto";
import type { KernelFault, PassedKernel } from "../kernels.ts";

/** What one process saw: for each call, its kernel, its results (more than one if it cannot repeat itself), its origins. */
export type Calls = ReadonlyMap<string, Call>;

interface Call {
  readonly kernel: string;
  readonly results: Set<string>;
  /** Kernels that its inputs came through; of several ways to the same inputs, the shortest. */
  through: readonly string[];
}

/** The lines of a probe, by call. */
export function parseCalls(output: string): Calls {
  const calls = new Map<string, Call>();
  for (const line of output.split("\n")) {
    const [type, kernel = "", call = "", result = "", origins = ""] = line.split("\t");
    if (type !== "call") continue;
    const through = origins === "" ? [] : origins.split(",");
    const known = calls.get(call);
    if (known === undefined) calls.set(call, { kernel, results: new Set([result]), through });
    else {
      known.results.add(result);
      if (through.length < known.through.length) known.through = through;
    }
  }
  return calls;
}

export interface Verdicts {
  readonly passed: Readonly<Record<string, PassedKernel>>;
  readonly failed: Readonly<Record<string, KernelFault>>;
}

/** So many calls must have been compared before a kernel passes. */
const fewestCalls = 3;

/**
 * Compares what processes saw: a kernel fails when one of its calls had different results. Calls that came through a
 * kernel that fails are left out, as their inputs differ from machine to machine.
 *
 * @param native of processes on this machine's processor
 * @param foreign of processes on other processors
 */
export function verdicts(native: readonly Calls[], foreign: readonly Calls[]): Verdicts {
  const failed = new Map<string, KernelFault>();
  const judge = (processes: readonly Calls[], fault: KernelFault) => {
    for (const [call, { kernel }] of processes.flatMap((calls) => [...calls])) {
      const results = new Set(processes.flatMap((calls) => [...(calls.get(call)?.results ?? [])]));
      if (results.size > 1 && !failed.has(kernel)) failed.set(kernel, fault);
    }
  };
  judge(native, "history");
  judge([...native, ...foreign], "processor");

  const compared = new Map<string, string[]>();
  const [first = new Map<string, Call>()] = native;
  for (const [call, { kernel, results, through }] of first) {
    if (failed.has(kernel) || through.some((origin) => failed.has(origin))) continue;
    if (![...native, ...foreign].every((calls) => calls.has(call))) continue;
    compared.set(kernel, [...(compared.get(kernel) ?? []), `${call} ${[...results].join()}`]);
  }
  const passed = [...compared]
    .filter(([, calls]) => calls.length >= fewestCalls)
    .map(([kernel, calls]): [string, PassedKernel] => {
      const text = calls.sort().join("\n");
      return [
        kernel,
        { calls: calls.length, results: createHash("sha256").update(text).digest("hex").slice(0, 32) },
      ];
    });
  return { passed: sorted(passed), failed: sorted([...failed]) };
}

function sorted<T>(entries: readonly (readonly [string, T])[]): Readonly<Record<string, T>> {
  return Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
}
