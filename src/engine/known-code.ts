import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { bundleOutlines, type ExperimentCode } from "./bundle.ts";
import { canonicalJson, sha256 } from "./canonical.ts";
import { writeAtomically } from "./files.ts";
import type { CodeOutline } from "./outline.ts";

/**
 * Which declarations the code of each digest was made of: files beside the store, `code/<digest>.json`, which tell later
 * what of it has changed. No fingerprint or result depends on them.
 */
const knownCode = z.strictObject({
  checksum: z.string(),
  outline: z.record(z.string(), z.record(z.string(), z.string())),
});

function fileOf(store: string, digest: string): string {
  return join(store, "code", `${digest}.json`);
}

/** What the code of this digest was made of; undefined when no such code has run with this store, or its file is damaged. */
export function knownOutline(store: string, digest: string): CodeOutline | undefined {
  try {
    const { checksum, outline } = knownCode.parse(JSON.parse(readFileSync(fileOf(store, digest), "utf8")));
    return sha256(canonicalJson(outline)) === checksum ? outline : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps what the code of these experiments is made of, unless it is known; a store that cannot be written is left alone. */
export async function rememberCode(
  root: string,
  store: string,
  codes: readonly ExperimentCode[],
): Promise<void> {
  const unknown = codes.filter(({ run, assemble }) =>
    [run, assemble].some(({ digest }) => !existsSync(fileOf(store, digest))),
  );
  const outlines = await bundleOutlines(
    root,
    unknown.map(({ entry }) => entry),
  );
  for (const [digest, outline] of outlines) {
    const checksum = sha256(canonicalJson(outline));
    try {
      writeAtomically(fileOf(store, digest), canonicalJson({ checksum, outline }), { flush: false });
    } catch {
      // It serves explanations only
      return;
    }
  }
}
