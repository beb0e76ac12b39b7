import { readFileSync } from "node:fs";
import { sha256 } from "./canonical.ts";
import { dataFile } from "./data.ts";
import type { AnyExperiment } from "./define.ts";
import { type LockedPackage, type PackageLock, reachedPackages } from "./packages.ts";

/** What identifies the content of a data file: its package as locked, or its own hash. */
export type DataIdentity =
  | { readonly package: LockedPackage; readonly file: string }
  | { readonly sha256: string };

/**
 * The identities of the files declared under an experiment's `data`, by their names there. A file of a package is not
 * read: the package's integrity vouches for it.
 *
 * @throws UserError when a file is not there, or its package is not locked
 */
export function dataIdentities(
  root: string,
  experiment: Pick<AnyExperiment, "id" | "data">,
  lock: PackageLock,
): Readonly<Record<string, DataIdentity>> {
  const { id, data = {} } = experiment;
  const identify = (name: string): DataIdentity => {
    const path = dataFile(root, id, experiment, name);
    const source = data[name];
    if (source?.kind !== "package") return { sha256: sha256(readFileSync(path)) };
    const reached = reachedPackages([source.package], lock, `experiments/${id}/experiment.ts: data.${name}`);
    // The package itself is among what it reaches
    return {
      package: reached.find((item) => item.name === source.package) as LockedPackage,
      file: source.file,
    };
  };
  return Object.fromEntries(Object.keys(data).map((name) => [name, identify(name)]));
}
