import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { UserError } from "./errors.ts";
import { writeAtomically } from "./files.ts";

export const lockFile = "artifacts.lock.json";

const lockSchema = z.strictObject({
  format: z.literal(1),
  /** The preset whose artifacts the hashes belong to. */
  preset: z.string(),
  /** SHA-256 of each artifact's canonical JSON, by experiment id. */
  artifacts: z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/, "expected a SHA-256 in hexadecimal")),
});

/** The committed expectation: which bytes each published artifact has. */
export type Lock = z.infer<typeof lockSchema>;

export interface LockDifference {
  readonly id: string;
  readonly expected: string | undefined;
  readonly found: string | undefined;
}

/** The lock of the project at `root`, or undefined when there is none; throws a UserError when it is malformed. */
export function readLock(root: string): Lock | undefined {
  const path = join(root, lockFile);
  if (!existsSync(path)) return undefined;
  const fix = "Restore it from version control, or write it anew with `npm run build -- --update-lock`.";
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, "utf8"));
  } catch (cause) {
    throw new UserError({
      what: `this is not JSON: ${(cause as Error).message}`,
      where: lockFile,
      fix,
      cause,
    });
  }
  const parsed = lockSchema.safeParse(content);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new UserError({
    what: issue?.message ?? "invalid lock",
    where: [lockFile, issue?.path.join(".")].filter(Boolean).join(": "),
    fix,
  });
}

/** Writes the lock, sorted by id, so that a diff shows exactly the artifacts that moved. */
export function writeLock(root: string, preset: string, artifacts: Readonly<Record<string, string>>): void {
  const sorted = Object.fromEntries(Object.entries(artifacts).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeAtomically(
    join(root, lockFile),
    `${JSON.stringify({ format: 1, preset, artifacts: sorted }, null, 2)}\n`,
  );
}

/** Where the artifacts found differ from the lock; an id on one side only differs too. Sorted by id. */
export function compareLock(
  lock: Lock,
  artifacts: Readonly<Record<string, string>>,
): readonly LockDifference[] {
  const ids = [...new Set([...Object.keys(lock.artifacts), ...Object.keys(artifacts)])].sort();
  return ids
    .map((id) => ({ id, expected: lock.artifacts[id], found: artifacts[id] }))
    .filter(({ expected, found }) => expected !== found);
}
