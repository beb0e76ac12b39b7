import { closeSync, globSync, openSync, readSync, statSync, truncateSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { RandomStream } from "../../src/engine/random.ts";

/** Flips one bit, or cuts the file short, at a random place. */
export function spoil(file: string, random: RandomStream): "flip" | "cut" {
  const { size } = statSync(file);
  if (random.uniform() < 0.25) {
    truncateSync(file, random.integer(size));
    return "cut";
  }
  const at = random.integer(size);
  const descriptor = openSync(file, "r+");
  const byte = new Uint8Array(1);
  readSync(descriptor, byte, 0, 1, at);
  byte[0] = (byte[0] ?? 0) ^ (1 << random.integer(8));
  writeSync(descriptor, byte, 0, 1, at);
  closeSync(descriptor);
  return "flip";
}

export function filesBelow(folder: string, pattern = "**/*"): readonly string[] {
  return globSync(pattern, { cwd: folder })
    .filter((file) => statSync(join(folder, file)).isFile())
    .sort();
}
