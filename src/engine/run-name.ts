import type { RunKey } from "./define.ts";

/** A run's key as people read and type it: `method=exact,size=128`, in the order in which the key was written. */
export function runName(key: RunKey): string {
  return Object.entries(key)
    .map(([name, value]) => `${name}=${value}`)
    .join(",");
}

/** The parts of a name, `method=exact,size=128` → `[["method", "exact"], ["size", "128"]]`; undefined if it is none. */
export function parseRunName(text: string): readonly (readonly [string, string])[] | undefined {
  const parts = text.split(",").map((part) => part.trim());
  const pairs = parts.map((part) => /^([^=]+)=(.+)$/.exec(part));
  if (pairs.some((pair) => pair === null)) return undefined;
  return pairs.map((pair) => [pair?.[1] ?? "", pair?.[2] ?? ""] as const);
}

/** Whether a key has every one of these parts; a name may leave parts out to mean several runs. */
export function matchesRun(key: RunKey, parts: readonly (readonly [string, string])[]): boolean {
  return parts.every(([name, value]) => String(key[name]) === value);
}
