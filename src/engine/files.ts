import { randomBytes } from "node:crypto";
import { closeSync, constants, mkdirSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { reasonOf, UserError } from "./errors.ts";

export interface WriteOptions {
  /** Folder for the temporary file, on the same file system; the target's own folder unless told otherwise. */
  readonly temporary?: string;
  /** Whether the bytes reach the disk before the name appears; true unless told otherwise. */
  readonly flush?: boolean;
}

/**
 * Writes a file in one step: whoever reads it, at whatever moment and after whatever failure, sees the old content or
 * the new one. Creates the folders. Any number of processes may write the same file at once; the last one wins.
 *
 * @throws UserError when the folder cannot be written or the disk is full; no temporary file remains
 */
export function writeAtomically(file: string, data: Uint8Array | string, options: WriteOptions = {}): void {
  const bytes = typeof data === "string" ? Buffer.from(data) : data;
  try {
    writeOnce(file, bytes, options);
  } catch (error) {
    // The folders are missing on first use, or somebody's clean-up took them or the temporary file away
    if (errorCode(error) !== "ENOENT") throw writeError(file, error);
    try {
      mkdirSync(dirname(file), { recursive: true });
      if (options.temporary !== undefined) mkdirSync(options.temporary, { recursive: true });
      writeOnce(file, bytes, options);
    } catch (again) {
      throw writeError(file, again);
    }
  }
}

const newFile = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL;

function writeOnce(file: string, bytes: Uint8Array, options: WriteOptions): void {
  const temporary = join(options.temporary ?? dirname(file), temporaryName(basename(file)));
  // A write that returns when the bytes are on the disk; Node's permission model, which workers run under, has no fsync
  const flush = options.flush === false ? 0 : (constants.O_DSYNC ?? constants.O_SYNC ?? 0);
  const descriptor = openSync(temporary, newFile | flush, 0o644);
  try {
    try {
      for (let offset = 0; offset < bytes.length; ) offset += writeSync(descriptor, bytes, offset);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

function temporaryName(base: string): string {
  return `.${base}.${process.pid}.${randomBytes(6).toString("hex")}.tmp`;
}

/** The process that writes this temporary file, or undefined when it is not one of ours. */
export function temporaryOwner(name: string): number | undefined {
  const match = /^\..*\.(\d+)\.[0-9a-f]{12}\.tmp$/.exec(name);
  return match ? Number(match[1]) : undefined;
}

/** The code of an error of the system, such as `ENOENT`; undefined for any other. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

/** What a disk or its permissions can be at fault for, wherever it is met. */
const diskCodes = [
  "ENOSPC",
  "EDQUOT",
  "EFBIG",
  "EROFS",
  "EACCES",
  "EPERM",
  "EBUSY",
  "EIO",
  "ENOTDIR",
  "EISDIR",
];

/** The same in the words of the system, in which programs and packages without codes pass it on. */
const diskWords: readonly (readonly [RegExp, string])[] = [
  [/no space left on device/i, "ENOSPC"],
  [/disk quota exceeded/i, "EDQUOT"],
  [/read-only file system/i, "EROFS"],
  [/permission denied/i, "EACCES"],
];

/**
 * The UserError for an error that the disk or its permissions caused, whoever met it and however it was wrapped;
 * undefined for any other error.
 *
 * @param root stands for a place that the error does not tell
 */
export function diskError(root: string, error: unknown): UserError | undefined {
  if (!(error instanceof Error)) return undefined;
  const code =
    diskCodes.find((each) => each === errorCode(error)) ??
    diskWords.find(([words]) => words.test(error.message))?.[1];
  if (code === undefined) return diskError(root, error.cause);
  const named = "path" in error && typeof error.path === "string" ? error.path : undefined;
  const file = named ?? /(?:in|open|mkdir) '?(\/[^\s'"]+)/.exec(error.message)?.[1] ?? join(root, "?");
  return writeError(file, error, code);
}

const again = "then run the same command again: finished runs are kept.";

function writeError(file: string, cause: unknown, code = errorCode(cause)): UserError {
  const folder = dirname(file);
  switch (code) {
    case "ENOSPC":
    case "EDQUOT":
      return new UserError({
        what: "no space is left on the disk (or in the user's quota)",
        where: file,
        fix: `Free some space (\`df -h ${folder}\` shows how much there is), ${again}`,
        cause,
      });
    case "EFBIG":
      return new UserError({
        what: "the file would exceed the size limit of this process or file system",
        where: file,
        fix: `Raise the limit (\`ulimit -f unlimited\`), ${again}`,
        cause,
      });
    case "EROFS":
    case "EACCES":
    case "EPERM":
      return new UserError({
        what: code === "EROFS" ? "the file system is read-only" : "the folder may not be written",
        where: file,
        fix: `Make it writable (\`ls -ld ${folder}\` shows whose it is), or work in a copy, ${again}`,
        cause,
      });
    default:
      return new UserError({
        what: `the file could not be written (${reasonOf(cause)})`,
        where: file,
        fix: `Mend what the system reports, ${again}`,
        cause,
      });
  }
}
