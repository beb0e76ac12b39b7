import { cp, link, mkdir, readdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { addonName, quietName } from "./library.mjs";
import type { Preparation } from "./preparation.ts";
import { damagedFiles, type FileDigest, type Manifest, readManifest } from "./verify.ts";

/**
 * Links undamaged parts of prepared folders of the same wheel, among them the one to replace, into a new folder: a
 * changed addon, or damage to one file, needs no second download and no second copy on the disk.
 *
 * @returns the parts that are still missing: names of libraries, `include` for the headers, `addon` for what is compiled
 */
export async function takeOver(work: string, options: Preparation): Promise<Set<string>> {
  const { directory, wheel, signal } = options;
  const missing = new Set([...wheel.libraries.map(({ name }) => name), "include", "addon"]);
  const base = dirname(directory);
  for (const name of await readdir(base)) {
    const source = join(base, name);
    if (!name.startsWith("tensorflow-") || source === work) continue;
    const manifest = await readManifest(source);
    if (manifest?.wheel !== wheel.sha256) continue;
    const parts = [...partsOf(manifest, options, name === basename(directory))].filter(([part]) =>
      missing.has(part),
    );
    const expected = Object.fromEntries(parts.flatMap(([, files]) => Object.entries(files)));
    const damaged = new Set(await damagedFiles(source, expected, { signal }));
    for (const [part, files] of parts) {
      const names = Object.keys(files);
      if (names.length === 0 || names.some((file) => damaged.has(file))) continue;
      for (const file of names) await linkOrCopy(join(source, file), join(work, file));
      missing.delete(part);
    }
  }
  return missing;
}

/** The files of each part of a prepared folder, with the digests they must have. */
function partsOf(
  manifest: Manifest,
  { wheel }: Preparation,
  same: boolean,
): Map<string, Record<string, FileDigest>> {
  const listed = Object.entries(manifest.files);
  const parts = new Map<string, Record<string, FileDigest>>();
  for (const { name, bytes, digest } of wheel.libraries) parts.set(name, { [name]: { bytes, digest } });
  parts.set("include", Object.fromEntries(listed.filter(([name]) => name.startsWith("include/"))));
  // Another folder's addon was made from other sources or with other options.
  const addons = same ? listed.filter(([name]) => name === addonName || name === quietName) : [];
  if (addons.length === 2) parts.set("addon", Object.fromEntries(addons));
  return parts;
}

async function linkOrCopy(source: string, target: string): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  // Some file systems have no links.
  await link(source, target).catch(() => cp(source, target));
}
