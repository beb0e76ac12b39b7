import { linkSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { after } from "node:test";
import { ensureTensorFlow, type NativeTensorFlow } from "../../src/native/ensure.ts";
import { cacheRoot } from "../../src/native/library.mjs";
import { readManifest } from "../../src/native/verify.ts";

/** An empty folder that is removed when the tests of the file have run, on the disk of the user's cache. */
export function temporaryFolder(): string {
  mkdirSync(cacheRoot(), { recursive: true });
  const folder = mkdtempSync(join(cacheRoot(), "test-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** This checkout's TensorFlow, prepared if it was not. */
export function realTensorFlow(): Promise<NativeTensorFlow> {
  return ensureTensorFlow({ progress: () => {} });
}

/** A second prepared folder of the same bytes, without a second copy: its files are hard links. */
export async function linkedCopy(source: string, target: string): Promise<void> {
  const manifest = await readManifest(source);
  for (const name of [...Object.keys(manifest?.files ?? {}), "manifest.json"]) {
    mkdirSync(dirname(join(target, name)), { recursive: true });
    linkSync(join(source, name), join(target, name));
  }
}

/** Makes a file a copy of its own, so that changing it leaves its other links alone, and changes one byte of it. */
export function damage(path: string, at: number): void {
  const bytes = readFileSync(path);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  rmSync(path);
  writeFileSync(path, bytes);
}
