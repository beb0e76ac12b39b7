import { type Results, readArtifact, readResults } from "../engine/results.ts";
import type { Evidence } from "./context.ts";

/**
 * The artifacts of a preset, each read and checked once.
 *
 * @throws UserError when the experiments have not been run
 */
export function readEvidence(root: string, preset: string): Evidence & { readonly results: Results } {
  const results = readResults(root, preset);
  const artifacts = new Map<string, unknown>();
  return {
    results,
    ids: Object.keys(results.artifacts),
    artifact(id) {
      const record = results.artifacts[id];
      if (record !== undefined && !artifacts.has(id)) artifacts.set(id, readArtifact(root, record.hash));
      return artifacts.get(id);
    },
    hash: (id) => results.artifacts[id]?.hash,
    params: (id) => results.artifacts[id]?.provenance.params,
  };
}
