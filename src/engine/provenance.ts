import { execFileSync } from "node:child_process";
import { tensorflowVersion } from "../native/identity.ts";
import { canonicalJson, sha256 } from "./canonical.ts";
import { reachedPackages } from "./packages.ts";
import type { Plan, PlannedExperiment, PlannedRun } from "./plan.ts";
import type { ArtifactRecord, Provenance } from "./results.ts";

/** The record of an assembled artifact: what it is, and everything that it came from. */
export function artifactRecord(
  plan: Plan,
  planned: PlannedExperiment,
  results: readonly PlannedRun["result"][],
  artifact: { readonly fingerprint: string; readonly hash: string; readonly bytes: number },
  commit: string | null,
): ArtifactRecord {
  const { fingerprint, hash, bytes } = artifact;
  const provenance = provenanceOf(plan, planned, results, commit);
  return { id: planned.id, title: planned.experiment.title, hash, bytes, fingerprint, provenance };
}

function provenanceOf(
  plan: Plan,
  { params, code, runs }: PlannedExperiment,
  results: readonly PlannedRun["result"][],
  commit: string | null,
): Provenance {
  const { node, tfjs, library, profile } = plan.runtime;
  const names = [...code.run.packages, ...code.assemble.packages];
  return {
    params: params as Provenance["params"],
    seed: plan.seed,
    runs: runs.flatMap(({ key, fingerprint }, index) => {
      const result = results[index];
      return result === undefined ? [] : [{ key, fingerprint, hash: result.hash, seconds: result.seconds }];
    }),
    code: {
      entry: code.entry,
      digest: sha256(canonicalJson([code.run.digest, code.assemble.digest])),
      modules: [...new Set([...code.run.modules, ...code.assemble.modules])].sort(),
    },
    packages: [...reachedPackages(names, plan.lock, code.entry)],
    runtime: { node, tensorflow: tensorflowVersion, tfjs: tfjs.version, library, profile },
    commit,
  };
}

/** The commit that the project's files are at; null outside of a repository and when files differ from it. */
export function currentCommit(root: string): string | null {
  const git = (...args: readonly string[]) =>
    execFileSync("git", ["-C", root, ...args], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  try {
    return git("status", "--porcelain") === "" ? git("rev-parse", "HEAD") : null;
  } catch {
    return null;
  }
}
