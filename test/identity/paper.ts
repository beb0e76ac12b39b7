import { cpSync, mkdtempSync } from "node:fs";
import { join } from "node:path";
import { canonicalJson, sha256 } from "../../src/engine/canonical.ts";
import type { EngineOptions } from "../../src/engine/engine.ts";
import { type Project, project, type Recorded } from "../engine/project.ts";

const repository = join(import.meta.dirname, "../..");

/** Experiments of this repository's own paper, with a draft so small that an emulated processor does it in seconds. */
const pieces: Readonly<Record<string, string>> = {
  "init-panel": "width: 16, batch: 16, gaussianRuns: 8, orthogonalRuns: 8, batched: 8",
  "dose-response": "width: 16, batch: 16, steps: 4, every: 2, replicates: 2, initialNetworks: 2",
};

/**
 * A paper of many kinds of kernels in a temporary project: training, decompositions, functions, images, and pieces of
 * this repository's own.
 */
export function identityPaper(): Project {
  const paper = project({});
  cpSync(join(repository, "test/fixtures/identity/experiments"), join(paper.root, "experiments"), {
    recursive: true,
  });
  cpSync(join(repository, "experiments/lib"), join(paper.root, "experiments/lib"), { recursive: true });
  for (const [id, small] of Object.entries(pieces)) {
    cpSync(join(repository, "experiments", id), join(paper.root, "experiments", id), { recursive: true });
    const file = `experiments/${id}/experiment.ts`;
    const text = paper.read(file);
    // What is small there is called `paper` here, as it is in the experiments of the fixture
    const changed = text.replace(
      /^ {4}paper,\n {4}draft: \{[^}]*\}/m,
      `    paper: { ...paper, ${small} },\n    draft: paper`,
    );
    if (changed === text) throw new Error(`${file} has other presets than expected`);
    paper.write(file, changed);
  }
  return paper;
}

/** An empty folder that goes with the project. */
export function newStore({ root }: Project): string {
  return mkdtempSync(join(root, "store-"));
}

/** Computes the paper in a store of its own; returns the SHA-256 of all its artifacts' hashes. */
export async function identityOf(
  paper: Project,
  options: Partial<EngineOptions> = {},
): Promise<{ readonly identity: string; readonly outcome: Recorded }> {
  const outcome = await paper.run({ store: newStore(paper), ...options });
  if (outcome.status !== "complete") {
    throw new Error(
      outcome.failures
        .map(({ experiment, run, what, where }) => `${experiment} ${run}: ${what} (${where})`)
        .join("\n"),
    );
  }
  const hashes = Object.values(outcome.artifacts).map(({ id, hash }) => [id, hash]);
  return { identity: sha256(canonicalJson(hashes)), outcome };
}
