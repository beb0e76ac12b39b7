import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { isAlive } from "../native/process-lock.mjs";
import { canonicalJson, sha256 } from "./canonical.ts";
import { checkedJson, withChecksum } from "./checked.ts";
import { reasonOf, UserError } from "./errors.ts";
import { errorCode, temporaryOwner, writeAtomically } from "./files.ts";

/**
 * A content-addressed store of results:
 *
 *     objects/ab/<sha256>             bytes, named by their own hash
 *     records/ab/<fingerprint>.json   which object a fingerprint stands for, with its own checksum
 *     tmp/                            what is being written
 *     damaged/                        what failed its check, kept for a look
 *
 * Everything is written to `tmp/` and renamed, and checked whenever it is read: two builds at once, a kill at any
 * moment and a full disk leave whole entries or none. What took long to compute is also flushed to the disk before
 * its name appears, so that it survives a power failure; what is cheaper to recompute than to flush is not.
 * The entries of folders are left to the file system's own schedule (a few seconds): an entry lost that way is missing,
 * and recomputed, never wrong.
 *
 * All functions are synchronous: a small file takes microseconds, less than a trip through a thread pool.
 */
export interface Store {
  readonly directory: string;
  /**
   * Stores bytes, or a text as UTF-8, and returns their hash.
   *
   * @param seconds how long they took to compute; what took less than a flush is not flushed
   * @throws UserError when the store cannot be written
   */
  putObject(data: Uint8Array | string, seconds?: number): string;
  /** The bytes of this hash, or undefined when they are missing or damaged. */
  getObject(hash: string): Uint8Array | undefined;
  /** Whether the bytes of this hash are here and whole; reads them. */
  hasObject(hash: string): boolean;
  /**
   * Stores what a fingerprint stands for; its object comes first.
   *
   * @throws UserError when the store cannot be written
   */
  putRecord(record: StoreRecord): void;
  /** The record of this fingerprint, or undefined when it is missing or damaged. */
  getRecord(fingerprint: string): StoreRecord | undefined;
  /** Every whole record, in the order of fingerprints. */
  records(): Iterable<StoreRecord>;
}

export interface StoreRecord {
  readonly fingerprint: string;
  /** What the fingerprint is the hash of. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** The object: SHA-256 of its bytes. */
  readonly hash: string;
  /** The object's length. */
  readonly bytes: number;
  /** How long it took to compute. */
  readonly seconds: number;
}

/** An entry that failed its check: it is out of the way, and will be recomputed. */
export interface Damage {
  readonly what: "object" | "record";
  /** Relative to the store. */
  readonly file: string;
  readonly reason: string;
}

/** The store of a project. */
export function storeDirectory(root: string): string {
  return join(root, ".artifacts");
}

/** Below this, recomputing is about as cheap as flushing a file to a slow disk. */
const flushWorthSeconds = 0.05;

/** A store in this folder, which need not exist yet; removes temporary files of processes that died. */
export function openStore(
  directory: string,
  options: { readonly onDamage?: (damage: Damage) => void } = {},
): Store {
  const temporary = join(directory, "tmp");
  removeStaleFiles(temporary);

  const objectFile = (hash: string) => join(directory, "objects", hash.slice(0, 2), hash);
  const recordFile = (fingerprint: string) =>
    join(directory, "records", fingerprint.slice(0, 2), `${fingerprint}.json`);

  function damaged(what: Damage["what"], file: string, reason: string): undefined {
    try {
      const name = `${file.slice(file.lastIndexOf("/") + 1)}.${Date.now()}`;
      mkdirSync(join(directory, "damaged"), { recursive: true });
      renameSync(file, join(directory, "damaged", name));
    } catch {
      // In a read-only store it stays; it is not used all the same
    }
    options.onDamage?.({ what, file: relative(directory, file), reason });
    return undefined;
  }

  function getObject(hash: string): Uint8Array | undefined {
    const file = objectFile(hash);
    const bytes = readIfPresent(file);
    if (bytes === undefined || sha256(bytes) === hash) return bytes;
    return damaged("object", file, `its ${bytes.length} bytes do not have the hash they are named by`);
  }

  function getRecord(fingerprint: string): StoreRecord | undefined {
    const file = recordFile(fingerprint);
    const bytes = readIfPresent(file);
    if (bytes === undefined) return undefined;
    const record = parseRecord(bytes.toString());
    if (record === undefined) return damaged("record", file, "it does not have the checksum written in it");
    if (record.fingerprint !== fingerprint) return damaged("record", file, "it is the record of another run");
    return record;
  }

  return {
    directory,
    getObject,
    getRecord,
    hasObject: (hash) => getObject(hash) !== undefined,
    putObject(data, seconds = Number.POSITIVE_INFINITY) {
      const hash = sha256(data);
      if (getObject(hash) === undefined) {
        writeAtomically(objectFile(hash), data, { temporary, flush: seconds >= flushWorthSeconds });
      }
      return hash;
    },
    putRecord(record) {
      const text = serializeRecord(record);
      writeAtomically(recordFile(record.fingerprint), text, {
        temporary,
        flush: record.seconds >= flushWorthSeconds,
      });
    },
    *records() {
      for (const folder of list(join(directory, "records"))) {
        for (const name of list(join(directory, "records", folder))) {
          const record = getRecord(name.replace(/\.json$/, ""));
          if (record !== undefined) yield record;
        }
      }
    },
  };
}

function serializeRecord({ fingerprint, fields, hash, bytes, seconds }: StoreRecord): string {
  const text = canonicalJson(
    { format: 1, fingerprint, fields, hash, bytes, seconds },
    `record ${fingerprint}`,
  );
  return withChecksum("record", text);
}

function parseRecord(file: string): StoreRecord | undefined {
  const text = checkedJson("record", file);
  // What has the checksum was written by serializeRecord, so that its shape need not be checked again
  return text === undefined ? undefined : (JSON.parse(text) as StoreRecord);
}

function readIfPresent(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch (cause) {
    if (errorCode(cause) === "ENOENT") return undefined;
    throw readError(file, cause);
  }
}

function readError(file: string, cause: unknown): UserError {
  return new UserError({
    what: `the file could not be read (${reasonOf(cause)})`,
    where: file,
    fix: "Make it readable, or delete it: what is missing is recomputed.",
    cause,
  });
}

function list(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch (cause) {
    if (errorCode(cause) === "ENOENT") return [];
    throw readError(folder, cause);
  }
}

/** A temporary file is being written for moments only; a process that is not seen here may run in another container. */
const staleMilliseconds = 60_000;
/** Then even a process of that number is another one. */
const surelyStaleMilliseconds = 86_400_000;

function removeStaleFiles(temporary: string): void {
  for (const name of list(temporary)) {
    const owner = temporaryOwner(name);
    const file = join(temporary, name);
    if (owner === undefined) continue;
    try {
      const age = Date.now() - statSync(file).mtimeMs;
      if (age > (isAlive(owner) ? surelyStaleMilliseconds : staleMilliseconds)) rmSync(file, { force: true });
    } catch {
      // Another process is cleaning too, or the store is read-only
    }
  }
}
