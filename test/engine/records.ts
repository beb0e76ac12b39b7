import type { ArtifactRecord } from "../../src/engine/results.ts";

const digest = "a".repeat(64);

/** What a test of records is about; the rest is as it might be. */
export interface Recorded {
  readonly hash?: string;
  /** Seconds that each run took. */
  readonly seconds?: readonly number[];
  /** Local files that the experiment reaches. */
  readonly modules?: readonly string[];
  readonly commit?: string | null;
}

/** The record of an artifact as the engine makes it. */
export function record(
  id: string,
  { hash = digest, seconds = [1.25], modules = [], commit = null }: Recorded = {},
): ArtifactRecord {
  return {
    id,
    title: "Random walks",
    hash,
    bytes: 12,
    fingerprint: digest,
    provenance: {
      params: { steps: 100 },
      seed: 7,
      runs: seconds.map((each, block) => ({
        key: { block },
        fingerprint: digest,
        hash: digest,
        seconds: each,
      })),
      code: { entry: `experiments/${id}/experiment.ts`, digest, modules: [...modules] },
      packages: [{ name: "zod", version: "4.6.7", integrity: "sha512-x" }],
      runtime: {
        node: "24.21.0",
        tensorflow: "2.21.0",
        tfjs: "4.22.0",
        library: digest,
        profile: { A: "1" },
      },
      commit,
    },
  };
}
