import type { z } from "zod";

/** What a schema finds wrong with a value. */
export type Issue = z.core.$ZodIssue;

/** The value that an issue is about; undefined when it is not there. */
export function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce(
    (inner, key) => (typeof inner === "object" && inner !== null ? Reflect.get(inner, key) : undefined),
    value,
  );
}

/** What was expected, without what Zod says was received. */
export function messageOf(issue: Issue | undefined): string {
  return (issue?.message ?? "invalid value").replace(/^Invalid input: /, "").replace(/, received .*$/, "");
}

/** What a schema objects to first, after the path to it: `curves.0.label: expected string`. */
export function objectionOf({ issues: [issue] }: z.ZodError): string {
  return `${issue?.path.map(String).join(".") || "it"}: ${messageOf(issue)}`;
}

/** A short description of a value for messages: its JSON when that is short, else its kind. */
export function describe(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "function") return "a function";
  if (typeof value === "number") return `\`${value}\``;
  if (typeof value === "bigint" || typeof value === "symbol") return `a ${typeof value}`;
  try {
    const text = JSON.stringify(value);
    if (text.length <= 60) return `\`${text}\``;
  } catch {
    // A cyclic value is described by its kind.
  }
  return Array.isArray(value)
    ? `an array of ${value.length}`
    : typeof value === "string"
      ? "a long string"
      : "an object";
}
