import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { UserError } from "./errors.ts";

/** One npm package as the lockfile pins it. */
export interface LockedPackage {
  readonly name: string;
  readonly version: string;
  /** The hash of the package's archive, as npm writes it; of a package inside another one's archive, that one's. */
  readonly integrity: string;
}

const dependencies = z.record(z.string(), z.string()).optional();

const lockedEntry = z.object({
  /** Only where the folder's name is an alias. */
  name: z.string().optional(),
  version: z.string().optional(),
  integrity: z.string().optional(),
  /** Of a package from a repository: the address with the commit. */
  resolved: z.string().optional(),
  inBundle: z.boolean().optional(),
  dependencies,
  optionalDependencies: dependencies,
  peerDependencies: dependencies,
});
type LockedEntry = z.infer<typeof lockedEntry>;

const lockfile = z.object({
  lockfileVersion: z.literal(3),
  packages: z.record(z.string(), z.unknown()),
});

/** The installed packages by folder, such as `node_modules/a/node_modules/b`. */
export interface PackageLock {
  readonly packages: Readonly<Record<string, unknown>>;
}

/**
 * The project's `package-lock.json`.
 *
 * @throws UserError when it is missing or not of npm's format 3
 */
export function readPackageLock(root: string): PackageLock {
  try {
    return lockfile.parse(JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")));
  } catch (cause) {
    throw new UserError({
      what: "the lockfile, which pins the packages that experiments use, is missing or cannot be read",
      where: "package-lock.json",
      fix: "Restore it, or make a new one with npm 7 or later: `npm install --package-lock-only`.",
      cause,
    });
  }
}

/**
 * The packages of these names, as a module at the project's root finds them, with all packages they depend on in turn
 * (peer and optional ones where the lockfile has them); sorted by name and version, without repetition.
 *
 * @param where who reaches them, for errors
 * @throws UserError when one is not locked
 */
export function reachedPackages(
  names: readonly string[],
  lock: PackageLock,
  where?: string,
): readonly LockedPackage[] {
  const reached = new Map<string, LockedPackage>();
  const visit = (folder: string): void => {
    if (reached.has(folder)) return;
    const entry = lockedEntry.parse(lock.packages[folder]);
    reached.set(folder, lockedPackage(folder, entry, lock));
    const wanted = { ...entry.peerDependencies, ...entry.optionalDependencies, ...entry.dependencies };
    for (const name of Object.keys(wanted)) {
      const found = resolve(name, folder, lock);
      if (found !== undefined) visit(found);
    }
  };
  for (const name of names) {
    const found = resolve(name, "", lock);
    if (found === undefined) {
      throw new UserError({
        what: `the package “${name}” is not in package-lock.json`,
        where,
        fix: `Install it: \`npm install --save-exact ${name}\`.`,
      });
    }
    visit(found);
  }
  const unique = new Map([...reached.values()].map((item) => [`${item.name} ${item.version}`, item]));
  return [...unique].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item);
}

/** Looks beside the importing package and then outwards, as Node does. */
function resolve(name: string, from: string, lock: PackageLock): string | undefined {
  for (let folder = from; ; folder = outer(folder)) {
    const candidate = `${folder === "" ? "" : `${folder}/`}node_modules/${name}`;
    if (Object.hasOwn(lock.packages, candidate)) return candidate;
    if (folder === "") return undefined;
  }
}

/** `node_modules/a` of `node_modules/a/node_modules/b`. */
function outer(folder: string): string {
  return folder.slice(0, Math.max(0, folder.lastIndexOf("/node_modules/")));
}

function lockedPackage(folder: string, entry: LockedEntry, lock: PackageLock): LockedPackage {
  const name = entry.name ?? folder.slice(folder.lastIndexOf("node_modules/") + "node_modules/".length);
  const integrity = entry.integrity ?? (entry.inBundle ? bundleIntegrity(folder, lock) : entry.resolved);
  if (entry.version === undefined || integrity === undefined) {
    throw new UserError({
      what: `the package “${name}” is a linked folder, whose content package-lock.json does not pin`,
      where: "package-lock.json",
      fix: "Install a published version of it, or move the code that experiments need into `experiments/lib`.",
    });
  }
  return { name, version: entry.version, integrity };
}

function bundleIntegrity(folder: string, lock: PackageLock): string | undefined {
  for (let parent = outer(folder); parent !== ""; parent = outer(parent)) {
    const { integrity } = lockedEntry.parse(lock.packages[parent]);
    if (integrity !== undefined) return integrity;
  }
  return undefined;
}
