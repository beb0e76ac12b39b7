import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Finding } from "../../src/engine/claims.ts";
import { runExperiments } from "../../src/engine/engine.ts";
import { evaluateClaims } from "../../src/engine/evaluate-claims.ts";
import { openStore } from "../../src/engine/store.ts";

const repository = join(import.meta.dirname, "../..");

/** Name of the preset that copies of the experiments get. */
const preset = "small";

/** A textual change of one file of the science. */
export interface Edit {
  /** Relative to `experiments/`. */
  readonly file: string;
  /** Occurs in the file exactly once. */
  readonly find: string;
  readonly replace: string;
}

/** What came of running experiments: the verdicts on their claims, by name, or what was refused first. */
export interface Trial {
  readonly verdicts: Readonly<Record<string, Finding["verdict"]>>;
  readonly refused: string | undefined;
}

export interface Laboratory {
  /**
   * Runs experiments with their science as it is after the edits.
   *
   * @throws Error when an edit does not apply exactly once
   */
  try(ids: readonly string[], edits?: readonly Edit[]): Promise<Trial>;
  close(): void;
}

/**
 * A temporary folder in which copies of this project's experiments are run for real, in worker processes and at a small size. All
 * copies share a store, so that runs which an edit does not concern are found there.
 *
 * @param sizes params of the small size, as source text, by experiment
 */
export function openLaboratory(sizes: Readonly<Record<string, string>>): Laboratory {
  const folder = mkdtempSync(join(tmpdir(), "reprise-mutations-"));
  const shrinking = Object.entries(sizes).map(([id, params]) => ({
    file: `${id}/experiment.ts`,
    find: "presets: {",
    replace: `presets: { ${preset}: ${params},`,
  }));
  let copies = 0;
  return {
    async try(ids, edits = []) {
      copies += 1;
      const root = join(folder, `copy-${copies}`);
      copyScience(root);
      for (const each of [...shrinking, ...edits]) apply(root, each);
      const directory = join(folder, "store");
      const { artifacts, failures } = await runExperiments({
        root,
        store: directory,
        preset,
        seed: 1,
        workers: 2,
        only: ids,
        // `npm test` has brought up TensorFlow
        prepare: async () => {},
        report: () => {},
        signal: new AbortController().signal,
      });
      const store = openStore(directory);
      const evaluated = await evaluateClaims(root, {
        ids: Object.keys(artifacts),
        artifact: (id) =>
          JSON.parse(new TextDecoder().decode(store.getObject(artifacts[id]?.hash ?? ""))) as unknown,
      });
      return {
        verdicts: Object.fromEntries([...evaluated].map(([name, { finding }]) => [name, finding.verdict])),
        refused: failures[0]?.what,
      };
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function copyScience(root: string): void {
  mkdirSync(root, { recursive: true });
  for (const name of ["package.json", "package-lock.json", "tsconfig.json", "experiments"]) {
    cpSync(join(repository, name), join(root, name), { recursive: true });
  }
  for (const name of ["node_modules", "src"]) symlinkSync(join(repository, name), join(root, name));
}

function apply(root: string, { file, find, replace }: Edit): void {
  const path = join(root, "experiments", file);
  const parts = readFileSync(path, "utf8").split(find);
  if (parts.length !== 2) {
    throw new Error(`experiments/${file} has this text ${parts.length - 1} times, not once: ${find}`);
  }
  writeFileSync(path, parts.join(replace));
}
