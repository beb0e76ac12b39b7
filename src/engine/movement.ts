import { type FieldChange, fieldChanges } from "./field-changes.ts";

/** How two versions of an artifact differ, value by value. */
export interface Movement {
  /** Numbers, texts and truth values in the earlier one. */
  readonly values: number;
  /** Values that are in both and differ, in the order of the artifact. */
  readonly moved: readonly FieldChange[];
  /** Paths that only the earlier one has. */
  readonly gone: readonly string[];
  /** Paths that only the later one has. */
  readonly added: readonly string[];
  /** The number that moved most: |after − before|; undefined when no number moved. */
  readonly largestAbsolute: Change | undefined;
  /** The number that moved most for its size: |after − before| / |before|; numbers that were zero do not count. */
  readonly largestRelative: Change | undefined;
}

export interface Change {
  readonly path: string;
  readonly change: number;
}

/** Compares two artifacts, as JSON data. */
export function movement(before: unknown, after: unknown): Movement {
  const changes = fieldChanges(before, after);
  const moved = changes.filter((change) => change.before !== undefined && change.after !== undefined);
  return {
    values: countValues(before),
    moved,
    gone: changes.filter((change) => change.after === undefined).map(({ path }) => path),
    added: changes.filter((change) => change.before === undefined).map(({ path }) => path),
    largestAbsolute: largest(moved, absoluteChange),
    largestRelative: largest(moved, relativeChange),
  };
}

/** |after − before|; undefined unless both are numbers. */
export function absoluteChange({ before, after }: FieldChange): number | undefined {
  return typeof before === "number" && typeof after === "number" ? Math.abs(after - before) : undefined;
}

/** |after − before| / |before|; undefined unless both are numbers, and from zero. */
export function relativeChange(change: FieldChange): number | undefined {
  const absolute = absoluteChange(change);
  return absolute === undefined || change.before === 0
    ? undefined
    : absolute / Math.abs(change.before as number);
}

function largest(
  changes: readonly FieldChange[],
  size: (change: FieldChange) => number | undefined,
): Change | undefined {
  let most: Change | undefined;
  for (const each of changes) {
    const change = size(each);
    if (change !== undefined && (most === undefined || change > most.change)) {
      most = { path: each.path, change };
    }
  }
  return most;
}

function countValues(value: unknown): number {
  if (typeof value !== "object" || value === null) return 1;
  return Object.values(value).reduce((sum: number, inner) => sum + countValues(inner), 0);
}
