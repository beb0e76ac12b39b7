import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { digestOf } from "../cache.ts";

let known: string | undefined;

/** Digest of everything but the paper that a drawing or a bibliography depends on: our code, packages and Node. */
export function rendererDigest(root: string): string {
  known ??= digestOf([
    ...sources(join(import.meta.dirname, "../figures")),
    ...sources(import.meta.dirname),
    readFileSync(join(root, "package-lock.json")),
    process.version,
  ]);
  return known;
}

function sources(folder: string): Buffer[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".ts"))
    .sort()
    .map((file) => readFileSync(join(folder, file)));
}
