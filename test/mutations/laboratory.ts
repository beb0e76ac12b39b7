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
  let copies = 0;
  return {
    async try(ids, edits = []) {
      copies += 1;
      const root = join(folder, `copy-${copies}`);
      copyScience(root);
      for (const each of [...shrinking(sizes), ...edits]) apply(root, each);
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

/**
 * Holds that edits apply to the science as it is, one after the other, and runs nothing.
 *
 * @param sizes as `openLaboratory` takes them
 * @throws Error when one does not apply exactly once
 */
export function checkEdits(sizes: Readonly<Record<string, string>>, edits: readonly Edit[]): void {
  const texts = new Map<string, string>();
  for (const edit of [...shrinking(sizes), ...edits]) {
    const { file } = edit;
    const text = texts.get(file) ?? readFileSync(join(repository, "experiments", file), "utf8");
    texts.set(file, applied(text, edit));
  }
}

/** The edits that add the preset of the small size. */
function shrinking(sizes: Readonly<Record<string, string>>): readonly Edit[] {
  return Object.entries(sizes).map(([id, params]) => ({
    file: `${id}/experiment.ts`,
    find: "presets: {",
    replace: `presets: { ${preset}: ${params},`,
  }));
}

function copyScience(root: string): void {
  mkdirSync(root, { recursive: true });
  for (const name of ["package.json", "package-lock.json", "tsconfig.json", "experiments"]) {
    cpSync(join(repository, name), join(root, name), { recursive: true });
  }
  for (const name of ["node_modules", "src"]) symlinkSync(join(repository, name), join(root, name));
}

function apply(root: string, edit: Edit): void {
  const path = join(root, "experiments", edit.file);
  writeFileSync(path, applied(readFileSync(path, "utf8"), edit));
}

function applied(text: string, { file, find, replace }: Edit): string {
  const parts = text.split(find);
  if (parts.length !== 2) {
    throw new Error(`experiments/${file} has this text ${parts.length - 1} times, not once: ${find}`);
  }
  return parts.join(replace);
}
