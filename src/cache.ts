import { createHash } from "node:crypto";
import { readdir, readFile, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { writeAtomically } from "./engine/files.ts";

/** What is made for several presets, and in an afternoon of edits, is kept; older makings are dropped. */
const keptPerName = 6;

/**
 * What `make` returns for these inputs, made once: kept under a digest of everything that goes into it, so that it
 * cannot be stale, and checked when it is read. It must be JSON. A folder that cannot be written costs time only.
 *
 * @param name of the thing made, for the file's name
 * @param inputs everything that can change the result
 */
export async function madeOnce<T>(
  folder: string,
  name: string,
  inputs: readonly (string | Uint8Array)[],
  make: () => Promise<T>,
): Promise<T> {
  const path = join(folder, `${name}.${digestOf(inputs)}.json`);
  const kept = await read(path);
  if (kept !== undefined) return JSON.parse(kept) as T;
  const text = JSON.stringify(await make());
  await keep(path, name, text).catch(() => undefined);
  // As it will be read next time, so that both times are alike.
  return JSON.parse(text) as T;
}

/** SHA-256 of byte strings, told apart by their lengths. */
export function digestOf(inputs: readonly (string | Uint8Array)[]): string {
  const hash = createHash("sha256");
  for (const input of inputs) hash.update(`${Buffer.byteLength(input)}:`).update(input);
  return hash.digest("hex");
}

async function read(path: string): Promise<string | undefined> {
  const content = await readFile(path, "utf8").catch(() => undefined);
  if (content === undefined) return undefined;
  const end = content.indexOf("\n");
  const text = content.slice(end + 1);
  return content.slice(0, end) === digestOf([text]) ? text : undefined;
}

async function keep(path: string, name: string, text: string): Promise<void> {
  writeAtomically(path, `${digestOf([text])}\n${text}`, { flush: false });
  const folder = dirname(path);
  const makings = (await readdir(folder)).filter((file) => /^[^.]+\.[0-9a-f]{64}\.json$/.test(file));
  const own = makings.filter((file) => file.startsWith(`${name}.`));
  if (own.length <= keptPerName) return;
  const dated = await Promise.all(
    own.map(async (file) => ({ file, time: (await stat(join(folder, file))).mtimeMs })),
  );
  const old = dated.toSorted((a, b) => b.time - a.time).slice(keptPerName);
  await Promise.all(old.map(({ file }) => rm(join(folder, file), { force: true })));
}
