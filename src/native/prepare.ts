/**
 * Makes the folder of the per-user cache that TensorFlow is loaded from:
 *
 *     wheel --pip--> libraries, C headers
 *     tfjs-node's binding/*.cc, headers, Node-API headers --c++--> tfjs_binding.node
 *
 * Everything happens in a folder of its own beside the final one and is renamed when complete and checked, so a
 * kill leaves at most a folder that nobody uses and the next attempt removes.
 */
import { randomBytes } from "node:crypto";
import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { checkAddon, compileAddon } from "./addon.ts";
import { fetchLibrary } from "./fetch.ts";
import { manifestName, tensorflowVersion, type Wheel } from "./library.mjs";
import type { Preparation } from "./preparation.ts";
import { takeOver } from "./reuse.ts";
import { digestFile, type FileDigest, type Manifest } from "./verify.ts";

const temporaryMark = ".tmp-";

/** Makes the folder anew, taking over what is already right nearby. Only to be called under the cache's lock. */
export async function prepare(options: Preparation): Promise<void> {
  const { directory, wheel, progress, signal } = options;
  const base = dirname(directory);
  await mkdir(base, { recursive: true });
  await removeLeftovers(base);
  const work = `${directory}${temporaryMark}${process.pid}-${randomBytes(4).toString("hex")}`;
  await mkdir(work);
  try {
    const missing = await takeOver(work, options);
    const compiles = missing.delete("addon");
    if (missing.size > 0) await fetchLibrary(work, missing, options);
    if (compiles) {
      progress({ phase: "compile", message: "compiling tfjs-node's addon" });
      await compileAddon(work, signal);
    }
    await checkAddon(work, signal);
    await writeManifest(work, wheel);
    await replaceDirectory(work, directory);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Removes what killed attempts left: under the lock, every temporary folder is one. */
async function removeLeftovers(base: string): Promise<void> {
  const names = await readdir(base);
  const leftovers = names.filter((name) => name.startsWith("tensorflow-") && name.includes(temporaryMark));
  await Promise.all(leftovers.map((name) => rm(join(base, name), { recursive: true, force: true })));
}

async function writeManifest(work: string, wheel: Wheel): Promise<void> {
  const libraries = new Map(wheel.libraries.map(({ name, bytes, digest }) => [name, { bytes, digest }]));
  const entries = await readdir(work, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(work.length + 1))
    .sort();
  const files: Record<string, FileDigest> = {};
  for (const name of names) files[name] = libraries.get(name) ?? (await digestFile(join(work, name)));
  const manifest: Manifest = { tensorflow: tensorflowVersion, wheel: wheel.sha256, files };
  await writeFile(join(work, manifestName), `${JSON.stringify(manifest, null, 2)}\n`);
}

/** Puts a complete folder in the place of an old one; processes that have the old one loaded keep their files. */
async function replaceDirectory(work: string, directory: string): Promise<void> {
  const old = `${directory}${temporaryMark}old-${randomBytes(4).toString("hex")}`;
  await rename(directory, old).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
  });
  await rename(work, directory);
  await rm(old, { recursive: true, force: true });
}
