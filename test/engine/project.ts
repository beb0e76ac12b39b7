import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after } from "node:test";
import { type EngineOptions, type Outcome, runExperiments } from "../../src/engine/engine.ts";
import type { EngineEvent } from "../../src/engine/events.ts";
import { hashesOf, writeLock } from "../../src/engine/lock.ts";

const repository = join(import.meta.dirname, "../..");

/** A project in a temporary folder, in which `reprise` and packages resolve as in this one. */
export interface Project {
  readonly root: string;
  write(file: string, text: string): void;
  read(file: string): string;
  /** Puts `to` in the place of `from`, which the file must have. */
  edit(file: string, from: string | RegExp, to: string): void;
  /** The same project elsewhere, with its store: Node would not load an edited module of this one again. */
  copy(): Project;
  /** Runs the engine in this process, without bringing up TensorFlow. */
  run(options?: Partial<EngineOptions>): Promise<Recorded>;
}

export interface Recorded extends Outcome {
  readonly events: readonly EngineEvent[];
  /** Names of the runs that ran, such as `dice faces=6`, sorted. */
  readonly ran: readonly string[];
}

/** Makes a project of these files; it is removed after the test file's last test. */
export function project(files: Readonly<Record<string, string>>): Project {
  const root = mkdtempSync(join(tmpdir(), "reprise-test-"));
  after(() => rmSync(root, { recursive: true, force: true }));
  for (const name of ["package.json", "package-lock.json", "tsconfig.json"]) {
    cpSync(join(repository, name), join(root, name));
  }
  for (const name of ["node_modules", "src"]) symlinkSync(join(repository, name), join(root, name));
  return projectAt(root, files);
}

function projectAt(root: string, files: Readonly<Record<string, string>>): Project {
  const self: Project = {
    root,
    write(file, text) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), text);
    },
    read: (file) => readFileSync(join(root, file), "utf8"),
    edit(file, from, to) {
      const text = self.read(file);
      const edited = text.replace(from, to);
      if (edited === text) throw new Error(`the edit of ${file} changes nothing: there is no ${from}`);
      self.write(file, edited);
    },
    copy() {
      const twin = mkdtempSync(join(tmpdir(), "reprise-test-"));
      after(() => rmSync(twin, { recursive: true, force: true }));
      cpSync(root, twin, { recursive: true, verbatimSymlinks: true });
      return projectAt(twin, {});
    },
    run: (options = {}) => run(root, options),
  };
  for (const [file, text] of Object.entries(files)) self.write(file, text);
  return self;
}

async function run(root: string, options: Partial<EngineOptions>): Promise<Recorded> {
  const events: EngineEvent[] = [];
  const outcome = await runExperiments({
    root,
    preset: "paper",
    seed: 1,
    workers: 2,
    signal: new AbortController().signal,
    prepare: async () => {},
    ...options,
    report: (event) => {
      events.push(event);
      options.report?.(event);
    },
  });
  const ran = events.flatMap((event) =>
    event.type === "run-start" ? [`${event.experiment} ${event.run}`] : [],
  );
  return { ...outcome, events, ran: ran.sort() };
}

/** Computes the results of a project and locks them, as `build --update-lock` does before it renders the site. */
export async function publish(subject: Project): Promise<void> {
  const { artifacts } = await subject.run();
  writeLock(subject.root, "paper", hashesOf(Object.values(artifacts)));
}

/** The parts of an experiment's source that tests vary. */
export interface Source {
  readonly imports?: string;
  readonly params?: string;
  readonly paper?: string;
  readonly draft?: string;
  readonly runs?: string;
  readonly run?: string;
  readonly assemble?: string;
  readonly artifact?: string;
}

/**
 * Files of an experiment that throws dice: for each number of faces one run, whose result is the mean of some throws.
 * No TensorFlow, so that a test takes a fraction of a second.
 */
export function dice(id: string, source: Source = {}): Readonly<Record<string, string>> {
  const {
    imports = "",
    params = "z.strictObject({ faces: z.array(z.number()), throws: z.number() })",
    paper = "{ faces: [2, 4, 6, 8], throws: 100 }",
    draft = "{ faces: [2, 4], throws: 10 }",
    runs = "({ faces, throws }) => faces.map((each) => ({ key: { faces: each }, input: { faces: each, throws } }))",
    run = `({ input, random, progress }) => {
      const stream = random("throws", input.faces);
      let sum = 0;
      for (let i = 0; i < input.throws; i++) {
        sum += stream.integer(input.faces) + 1;
        progress(i + 1, input.throws);
      }
      return { mean: sum / input.throws };
    }`,
    assemble = "({ results }) => ({ means: Array.from(results, ({ key, result }) => ({ faces: key.faces as number, mean: result.mean })) })",
    artifact = "z.strictObject({ means: z.array(z.strictObject({ faces: z.number(), mean: z.number() })) })",
  } = source;
  return {
    [`experiments/${id}/artifact.ts`]: `import { z } from "zod";\nexport const artifact = ${artifact};\n`,
    [`experiments/${id}/experiment.ts`]: `import { defineExperiment } from "reprise";
import { z } from "zod";
import { artifact } from "./artifact.ts";
${imports}
export default defineExperiment({
  id: "${id}",
  title: "Dice",
  params: ${params},
  presets: { paper: ${paper}, draft: ${draft} },
  runs: ${runs},
  run: ${run},
  assemble: ${assemble},
  artifact,
});
`,
  };
}

/** A claim of the dice that holds, as `claims.ts` has it, which imports `fractionOf`. */
export const onTheDice = `"on-the-dice": ({ means }) =>
    fractionOf({
      what: "dice whose mean is on the dice",
      count: means.filter(({ faces, mean }) => mean >= 1 && mean <= faces).length,
      of: means.length,
      bound: { atLeast: means.length },
    }),`;

/** Where a text stands in a project's file, as errors name it: `file:line`. */
export function placeOf(subject: Project, file: string, text: string): string {
  const lines = subject.read(file).split("\n");
  return `${file}:${lines.findIndex((line) => line.includes(text)) + 1}`;
}
