import { mkdir, readlink, rename, symlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { UserError } from "../engine/errors.ts";
import { addonName, cacheDirectory, isPrepared, projectRoot, type Wheel, wheelFor } from "./library.mjs";
import { prepare } from "./prepare.ts";
import { fixLines, type Missing, missingPrerequisites, processorProblem } from "./prerequisites.mjs";
import { withProcessLock } from "./process-lock.mjs";
import type { NativeProgress } from "./progress.ts";
import { damagedFiles, readManifest } from "./verify.ts";

export type { NativeProgress } from "./progress.ts";

export interface EnsureOptions {
  readonly progress: (event: NativeProgress) => void;
  readonly signal?: AbortSignal | undefined;
  /** Folder to prepare, instead of this checkout's in the per-user cache. */
  readonly directory?: string;
  /** Folder of the tfjs-node package that is to load the addon, instead of this checkout's. */
  readonly tfjsNode?: string;
}

export interface NativeTensorFlow {
  /** Folder of the libraries and the addon in the per-user cache. */
  readonly directory: string;
  /** The compiled addon. */
  readonly addon: string;
  /** Whether it had to be prepared or mended this time. */
  readonly prepared: boolean;
}

/**
 * Brings the real tfjs-node up: prepares TensorFlow once for each user, checks every byte of it, and links the addon
 * into this checkout. Safe when two processes do it at once and when killed at any moment. To be called before
 * workers start, each time something is about to be computed; does not load TensorFlow.
 *
 * @throws UserError if something is missing on this machine, cannot be downloaded, compiled or written
 */
export async function ensureTensorFlow(given: EnsureOptions): Promise<NativeTensorFlow> {
  const options = { ...given, progress: calmly(given.progress) };
  const { signal, directory = cacheDirectory() } = options;
  const { tfjsNode = join(projectRoot, "node_modules/@tensorflow/tfjs-node") } = options;
  const wheel = wheelFor();
  const problem = processorProblem();
  if (problem) throw missingError([problem]);
  if (!wheel) throw missingError(missingPrerequisites({ install: false, native: true }));

  try {
    const prepared = !(await isIntact(directory, wheel, options));
    if (prepared) await prepareOnce(directory, wheel, options);
    const addon = join(directory, addonName);
    await linkAddon(addon, tfjsNode);
    return { directory, addon, prepared };
  } catch (error) {
    signal?.throwIfAborted();
    throw explained(error, directory);
  }
}

/** Prepares the folder under the cache's lock, unless another process did while this one waited for it. */
async function prepareOnce(directory: string, wheel: Wheel, options: EnsureOptions): Promise<void> {
  const { progress, signal } = options;
  const missing = missingPrerequisites({ install: false, native: true });
  if (missing.length > 0) throw missingError(missing);
  let waited = false;
  const onWait = () => {
    waited = true;
    progress({ phase: "wait", message: "another build is preparing TensorFlow; waiting for it" });
  };
  await withProcessLock(
    join(dirname(directory), "tensorflow.lock"),
    { onWait, ...(signal && { signal }) },
    async () => {
      if (waited && (await isIntact(directory, wheel, options))) return;
      await prepare({ directory, wheel, progress, signal });
    },
  );
}

/** Whether a folder is complete and every file in it has the right bytes. */
async function isIntact(
  directory: string,
  wheel: Wheel,
  { progress, signal }: EnsureOptions,
): Promise<boolean> {
  if (!isPrepared(directory)) return false;
  const manifest = await readManifest(directory);
  // The libraries are held to the digests in the source, so that a manifest cannot vouch for others.
  const libraries = wheel.libraries.map(({ name, bytes, digest }) => [name, { bytes, digest }]);
  const expected = { ...manifest?.files, ...Object.fromEntries(libraries) };
  const message = "checking TensorFlow's libraries";
  const onFraction = (fraction: number) => progress({ phase: "verify", fraction, message });
  const damaged =
    manifest && addonName in manifest.files
      ? await damagedFiles(directory, expected, { signal, onFraction })
      : ["manifest.json"];
  if (damaged.length === 0) return true;
  progress({
    phase: "verify",
    message: `the cached TensorFlow is damaged (${damaged.join(", ")}); preparing it anew`,
  });
  return false;
}

/** Makes tfjs-node find the addon: a link at the place where its own installer would have put it. */
export async function linkAddon(addon: string, tfjsNode: string): Promise<void> {
  const place = join(tfjsNode, "lib/napi-v8", addonName);
  const current = await readlink(place).catch(() => undefined);
  if (current === addon) return;
  await mkdir(dirname(place), { recursive: true });
  const fresh = `${place}.${process.pid}`;
  await symlink(addon, fresh);
  await rename(fresh, place);
}

/** Passes on what a display can show: each phase's beginning and end, and between them a few events a second. */
function calmly(progress: EnsureOptions["progress"]): EnsureOptions["progress"] {
  let last: NativeProgress | undefined;
  let shownAt = 0;
  return (event) => {
    const now = performance.now();
    const within = event.fraction !== undefined && event.fraction < 1 && event.phase === last?.phase;
    if (within && now - shownAt < 200) return;
    last = event;
    shownAt = now;
    progress(event);
  };
}

function missingError(missing: readonly Missing[]): UserError {
  return new UserError({
    what: `TensorFlow cannot be brought up without: ${missing.map(({ what }) => what).join("; ")}`,
    fix: fixLines(missing).join("\n  "),
  });
}

/** Turns a failure of the file system into one that says what to do. */
function explained(error: unknown, directory: string): unknown {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  const reasons: Readonly<Record<string, string>> = {
    EACCES: "is not writable",
    EPERM: "is not writable",
    EROFS: "is on a read-only file system",
    ENOSPC: "is on a disk that is full",
    EDQUOT: "is over the disk quota",
    EEXIST: "cannot be made, because a part of its path is a file",
    ENOTDIR: "cannot be made, because a part of its path is a file",
  };
  const reason = code === undefined ? undefined : reasons[code];
  if (reason === undefined) return error;
  return new UserError({
    what: `the cache that holds TensorFlow ${reason}`,
    where: dirname(directory),
    fix: "Mend that, or set REPRISE_CACHE to a folder with 1.2 GB free.",
    cause: error,
  });
}
