import { readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join, relative, resolve } from "node:path";
import { type BuildFailure, type BuildResult, build, type Message, type Metafile } from "esbuild";
import { sha256 } from "./canonical.ts";
import type { Part } from "./definition.ts";
import { UserError } from "./errors.ts";
import { experimentPlugin, generatorDirectory, isGenerator, withoutNamespace } from "./experiment-plugin.ts";
import { type CodeOutline, outlineOf } from "./outline.ts";

/** The code that one part of an experiment reaches. */
export interface CodePart {
  /** SHA-256 of the code without comments, types and white space, and without what the part does not reach. */
  readonly digest: string;
  /** Local files that contribute code, relative to the root, sorted. */
  readonly modules: readonly string[];
  /** Names of npm packages reached, sorted. */
  readonly packages: readonly string[];
}

export interface ExperimentCode {
  /** `experiments/<id>/experiment.ts` */
  readonly entry: string;
  /** What decides the result of a run: the property `run`. */
  readonly run: CodePart;
  /** What decides the artifact, given the results: the properties `assemble` and `artifact`. */
  readonly assemble: CodePart;
}

const common = {
  bundle: true,
  write: false,
  metafile: true,
  format: "esm",
  platform: "neutral",
  target: "esnext",
  minifyWhitespace: true,
  treeShaking: true,
  legalComments: "none",
  charset: "utf8",
  logLevel: "silent",
  // The project's tsconfig.json decides nothing: Node runs the code without it
  tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
} as const;

/**
 * The code of experiments, from their entry files (relative to the root, with forward slashes), in one build.
 * Modules count as free of side effects: what is not reached from `run` is no part of the code of a run.
 *
 * @throws UserError with file and line when code cannot be read, parsed or followed
 */
export async function bundleExperiments(
  root: string,
  entries: readonly string[],
): Promise<ReadonlyMap<string, ExperimentCode>> {
  if (entries.length === 0) return new Map();
  const result = await buildOrExplain(() => build(partsOf(root, entries)));
  refuseCycles(root, result.metafile);
  const codeOf = codeParts(result, (module) => !isGenerator(join(root, module)));
  return new Map(
    entries.map((entry, index) => [
      entry,
      { entry, run: codeOf(`${index}-run`), assemble: codeOf(`${index}-assemble`) },
    ]),
  );
}

/**
 * The same code, declaration by declaration, of each part: by the digest that the part has in `bundleExperiments`.
 *
 * @throws UserError with file and line when code cannot be read, parsed or followed
 */
export async function bundleOutlines(
  root: string,
  entries: readonly string[],
): Promise<ReadonlyMap<string, CodeOutline>> {
  if (entries.length === 0) return new Map();
  // A map in a file of its own leaves the code, and so its digest, as it is without
  const { outputFiles } = await buildOrExplain(() =>
    build({ ...partsOf(root, entries), sourcemap: "external", sourcesContent: false }),
  );
  const maps = new Map(outputFiles.map(({ path, text }) => [path, text]));
  return new Map(
    outputFiles
      .filter(({ path }) => path.endsWith(".js"))
      .map(({ path, text, contents }) => [
        sha256(contents),
        outlineOf(text, maps.get(`${path}.map`) ?? "", (source) => moduleName(root, source)),
      ]),
  );
}

/** A source of a map as modules are named elsewhere; the generator's own relative to it. */
function moduleName(root: string, source: string): string {
  const file = resolve(root, "bundle", withoutNamespace(source));
  // An entry has the namespace of its part in place of a folder
  if (withoutNamespace(source) !== source) return withoutNamespace(source);
  return isGenerator(file) ? `reprise/${relative(generatorDirectory, file)}` : relative(root, file);
}

function partsOf(root: string, entries: readonly string[]) {
  const parts: readonly Part[] = ["run", "assemble"];
  return {
    ...common,
    absWorkingDir: root,
    entryPoints: entries.flatMap((entry, index) =>
      parts.map((part) => ({ in: `${part}:${entry}`, out: `${index}-${part}` })),
    ),
    outdir: "bundle",
    plugins: [experimentPlugin(root)],
  };
}

/** The engine's own code that decides numbers: random streams, canonical JSON and the context of a run. */
export async function bundleEngine(): Promise<CodePart> {
  const result = await build({
    ...common,
    absWorkingDir: generatorDirectory,
    stdin: {
      contents: ["random", "canonical", "run-context"]
        .map((name) => `export * from "./engine/${name}.ts";`)
        .join("\n"),
      resolveDir: generatorDirectory,
    },
    outdir: "bundle",
    // The wording of an error decides no number
    external: ["./errors.ts"],
    packages: "external",
  });
  return codeParts(result, (module) => module !== "<stdin>")("stdin");
}

/** Looks up the code of one output by its name without folder and extension; tells of the modules those that count. */
function codeParts(
  { outputFiles, metafile }: BuildResult<{ metafile: true; write: false }>,
  counts: (module: string) => boolean,
): (name: string) => CodePart {
  return (name) => {
    const file = outputFiles.find(({ path }) => path.endsWith(`/${name}.js`));
    const output = metafile.outputs[`bundle/${name}.js`];
    if (file === undefined || output === undefined) throw new Error(`esbuild made no output ${name}`);
    const modules = Object.entries(output.inputs)
      .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
      .map(([path]) => withoutNamespace(path))
      .filter(counts);
    const packages = output.imports
      .filter(({ external, path }) => external === true && !path.startsWith(".") && !isBuiltin(path))
      .map(({ path }) => packageName(path));
    return { digest: sha256(file.contents), modules: sortedSet(modules), packages: sortedSet(packages) };
  };
}

function sortedSet(values: readonly string[]): readonly string[] {
  return [...new Set(values)].sort();
}

function packageName(specifier: string): string {
  return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
}

async function buildOrExplain<T>(start: () => Promise<T>): Promise<T> {
  try {
    return await start();
  } catch (error) {
    if (!isBuildFailure(error)) throw error;
    const [first] = error.errors;
    throw first === undefined ? error : userError(first, error);
  }
}

function userError({ text, location, detail }: Message, cause?: unknown): UserError {
  return new UserError({
    what: text,
    where: location ? `${withoutNamespace(location.file)}:${location.line}` : undefined,
    fix:
      typeof detail === "string"
        ? detail
        : "Mend the import or the file it names, then run the command again.",
    cause,
  });
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && "errors" in error && Array.isArray(error.errors);
}

/** Modules that import each other run in an order that depends on who came first, which a fingerprint cannot tell. */
function refuseCycles(root: string, { inputs }: Metafile): void {
  const done = new Set<string>();
  const visit = (module: string, path: readonly string[]): void => {
    if (path.includes(module)) throw cycleError(root, [...path.slice(path.indexOf(module)), module], inputs);
    if (done.has(module) || isGenerator(join(root, module))) return;
    for (const { path: next, external } of inputs[module]?.imports ?? []) {
      if (external !== true) visit(next, [...path, module]);
    }
    done.add(module);
  };
  // Entries first, so that a cycle is told as they come upon it
  const isEntry = (module: string) => withoutNamespace(module) !== module;
  const modules = Object.keys(inputs);
  for (const module of [...modules.filter(isEntry), ...modules]) visit(module, []);
}

function cycleError(root: string, cycle: readonly string[], inputs: Metafile["inputs"]): UserError {
  const [first = "", second] = cycle;
  const original = inputs[first]?.imports.find(({ path }) => path === second)?.original ?? "";
  const lines = readFileSync(join(root, withoutNamespace(first)), "utf8").split("\n");
  const line =
    lines.findIndex((text) => text.includes(`"${original}"`) || text.includes(`'${original}'`)) + 1;
  return new UserError({
    what: `modules import each other: ${cycle.map(withoutNamespace).join(" → ")}`,
    where: `${withoutNamespace(first)}:${line}`,
    fix: "Move what both need into a module of its own.",
  });
}
