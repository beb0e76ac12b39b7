/** Checks the bytes of prepared files against their digests, with all cores. */
import { createHash, webcrypto } from "node:crypto";
import { open, readFile, stat } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { manifestName, pieceBytes, type SharedLibrary } from "./library.mjs";

/** What `manifest.json` says of the files beside it; written last, so a folder that has one is complete. */
export interface Manifest {
  readonly tensorflow: string;
  /** SHA-256 of the wheel that the libraries and headers come from. */
  readonly wheel: string;
  /** By path within the folder, with forward slashes. */
  readonly files: Readonly<Record<string, FileDigest>>;
}

/** `digest` is the hexadecimal SHA-256 of the SHA-256s of the file's consecutive pieces of `pieceBytes` bytes. */
export type FileDigest = Pick<SharedLibrary, "bytes" | "digest">;

/** The manifest of a folder, `undefined` if there is none or it cannot be read. */
export async function readManifest(directory: string): Promise<Manifest | undefined> {
  try {
    const manifest: Manifest = JSON.parse(await readFile(join(directory, manifestName), "utf8"));
    return typeof manifest.files === "object" && manifest.files !== null ? manifest : undefined;
  } catch {
    return undefined;
  }
}

/** The size and digest of a file. */
export async function digestFile(path: string): Promise<FileDigest> {
  const { bytes, digest } = (await digestFiles([path]))[0] ?? {};
  if (bytes === undefined || digest === undefined) throw new Error(`${path} cannot be read`);
  return { bytes, digest };
}

/**
 * Names of the files that are missing or not as expected, in the order given.
 *
 * @param expected digests by path within the folder
 */
export async function damagedFiles(
  directory: string,
  expected: Readonly<Record<string, FileDigest>>,
  options: {
    readonly signal?: AbortSignal | undefined;
    readonly onFraction?: (fraction: number) => void;
  } = {},
): Promise<readonly string[]> {
  const names = Object.keys(expected);
  const found = await digestFiles(
    names.map((name) => join(directory, name)),
    options,
  );
  return names.filter((name, index) => {
    const wanted = expected[name];
    const file = found[index];
    return file?.bytes !== wanted?.bytes || file?.digest !== wanted?.digest;
  });
}

/** Digests of files in the order given, `undefined` for one that cannot be read. */
async function digestFiles(
  paths: readonly string[],
  options: {
    readonly signal?: AbortSignal | undefined;
    readonly onFraction?: (fraction: number) => void;
  } = {},
): Promise<readonly (FileDigest | undefined)[]> {
  const sizes = await Promise.all(
    paths.map((path) =>
      stat(path).then(
        ({ size }) => size,
        () => undefined,
      ),
    ),
  );
  const pieces = paths.flatMap((path, file) => {
    const count = Math.ceil((sizes[file] ?? 0) / pieceBytes);
    return Array.from({ length: count }, (_, piece) => ({ path, file, piece }));
  });
  const digests = sizes.map((): Uint8Array[] => []);
  const unreadable = new Set(sizes.flatMap((size, file) => (size === undefined ? [file] : [])));
  let next = 0;
  let done = 0;

  // One buffer for each reader: memory stays at a few pieces however large the files.
  const reader = async (): Promise<void> => {
    const buffer = new Uint8Array(pieceBytes);
    for (let job = pieces[next++]; job; job = pieces[next++]) {
      options.signal?.throwIfAborted();
      try {
        const bytes = await readPiece(job.path, job.piece * pieceBytes, buffer);
        // WebCrypto hashes in the thread pool; a Hash object would keep every piece on this one thread.
        const hash = await webcrypto.subtle.digest("SHA-256", bytes);
        (digests[job.file] as Uint8Array[])[job.piece] = new Uint8Array(hash);
      } catch {
        unreadable.add(job.file);
      }
      options.onFraction?.(++done / pieces.length);
    }
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism() + 1, 8, pieces.length) }, reader));

  return paths.map((_, file) => {
    const bytes = sizes[file];
    if (bytes === undefined || unreadable.has(file)) return undefined;
    const whole = createHash("sha256");
    for (const digest of digests[file] ?? []) whole.update(digest);
    return { bytes, digest: whole.digest("hex") };
  });
}

async function readPiece(path: string, offset: number, buffer: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const file = await open(path);
  try {
    const { bytesRead } = await file.read(buffer, 0, buffer.length, offset);
    return buffer.subarray(0, bytesRead) as Uint8Array<ArrayBuffer>;
  } finally {
    await file.close();
  }
}
