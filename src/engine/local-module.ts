import { rmSync } from "node:fs";
import { SourceMap } from "node:module";
import { basename, join, relative, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { type BuildFailure, build, type Message, type Plugin } from "esbuild";
import type { z } from "zod";
import { sha256 } from "./canonical.ts";
import { reasonOf, UserError } from "./errors.ts";
import { writeAtomically } from "./files.ts";
import { objectionOf } from "./schema-issue.ts";

/** What kind of module is loaded, what it exports, and what it may not do. */
export interface ModuleKind {
  /** As it is called in messages, such as `the figure`. */
  readonly name: string;
  /** Why an import of an `experiment.ts` is refused, and what to do instead. */
  readonly noExperiment: { readonly why: string; readonly instead: string };
  /** Of the default export, which is kept as it is: what has functions cannot be copied by a schema. */
  readonly schema: z.ZodType;
  /** The default export as it is to be written, such as `defineFigure({ … })`. */
  readonly written: string;
}

export interface LoadedModule<T> {
  readonly value: T;
  /** Absolute paths of the local modules it is made of, itself included: what to watch. */
  readonly modules: readonly string[];
  /** Where in the sources an error thrown by the module's code arose, as `file:line`; undefined for other errors. */
  placeOf(error: unknown): string | undefined;
}

const generator = pathToFileURL(fileURLToPath(new URL("../index.ts", import.meta.url))).href;

/** Modules by the digest of their code: the same code is loaded once, an edit anywhere in it makes another module. */
const loaded = new Map<string, Promise<{ readonly default?: unknown }>>();

/** Keeps packages out of the bundle, maps `reprise` to this generator, and refuses experiments. */
function imports({ noExperiment }: ModuleKind): Plugin {
  return {
    name: "local-module-imports",
    setup(context) {
      context.onResolve({ filter: /^reprise$/ }, () => ({ path: generator, external: true }));
      context.onResolve({ filter: /(^|\/)experiment(\.ts)?$/ }, ({ path, kind }) =>
        kind === "entry-point"
          ? undefined
          : {
              errors: [
                { text: noExperiment.why.replace("…", path), notes: [{ text: noExperiment.instead }] },
              ],
            },
      );
    },
  };
}

function asUserError(message: Message | undefined, root: string, file: string, kind: ModuleKind): UserError {
  const { location } = message ?? {};
  const where = location
    ? `${relative(root, resolve(root, location.file))}:${location.line}`
    : relative(root, file);
  return new UserError({
    what: message?.text ?? `${kind.name} cannot be read`,
    where,
    fix: message?.notes[0]?.text ?? "Correct the line; `npm run check` lists further mistakes.",
  });
}

const isBuildFailure = (error: unknown): error is BuildFailure => error instanceof Error && "errors" in error;

async function bundle(file: string, root: string, kind: ModuleKind) {
  try {
    return await build({
      absWorkingDir: root,
      entryPoints: [file],
      bundle: true,
      write: false,
      metafile: true,
      format: "esm",
      platform: "node",
      target: "esnext",
      packages: "external",
      sourcemap: "external",
      outdir: "modules",
      logLevel: "silent",
      plugins: [imports(kind)],
    });
  } catch (error) {
    if (isBuildFailure(error)) throw asUserError(error.errors[0], root, file, kind);
    throw error;
  }
}

/** Writes the code where the project's packages resolve, imports it, and removes it again. */
async function run(code: string, name: string, root: string): Promise<{ readonly default?: unknown }> {
  const path = join(root, ".artifacts", "modules", name);
  writeAtomically(path, code, { flush: false });
  try {
    return (await import(/* @vite-ignore */ pathToFileURL(path).href)) as { readonly default?: unknown };
  } finally {
    rmSync(path, { force: true });
  }
}

/** Line of the source where an error thrown by bundled code arose, as `file:line`. */
function sourceOf(error: unknown, name: string, map: string, root: string): string | undefined {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  const match = new RegExp(`${name.replaceAll(".", "\\.")}:(\\d+):(\\d+)`).exec(stack);
  if (!match) return undefined;
  const entry = new SourceMap(JSON.parse(map)).findEntry(Number(match[1]) - 1, Number(match[2]) - 1);
  if (!("originalSource" in entry)) return undefined;
  return `${relative(root, resolve(root, "modules", entry.originalSource))}:${entry.originalLine + 1}`;
}

/** The default export of the module in the file `where`, held to the schema of its kind. */
function defaultExport(module: { readonly default?: unknown }, where: string, kind: ModuleKind): unknown {
  const fix = `Write \`export default ${kind.written}\`.`;
  if (module.default === undefined) throw new UserError({ what: "there is no default export", where, fix });
  const checked = kind.schema.safeParse(module.default);
  if (checked.success) return module.default;
  throw new UserError({ what: `the default export is malformed: ${objectionOf(checked.error)}`, where, fix });
}

/**
 * Loads a small local module (absolute, or relative to `root`) as it is on disk now, with the local modules it imports.
 * `T` is the type that the schema of its kind stands for.
 *
 * @throws UserError for code that cannot be read or fails when loaded, for an import of an experiment, and for a default
 *   export that the schema refuses
 */
export async function loadLocalModule<T>(
  file: string,
  root: string,
  kind: ModuleKind,
): Promise<LoadedModule<T>> {
  const path = resolve(root, file);
  const where = relative(root, path);
  const { outputFiles, metafile } = await bundle(path, root, kind);
  const code = outputFiles.find((output) => output.path.endsWith(".js"))?.text ?? "";
  const map = outputFiles.find((output) => output.path.endsWith(".map"))?.text ?? "{}";
  const modules = Object.keys(metafile.inputs).map((input) => resolve(root, input));

  const digest = sha256(`${root}\0${path}\0${code}`).slice(0, 16);
  const name = `${basename(path, ".ts")}-${digest}-${process.pid}.mjs`;
  const placeOf = (error: unknown) => sourceOf(error, name, map, root);
  let module = loaded.get(digest);
  if (!module) {
    module = run(code, name, root);
    loaded.set(digest, module);
  }
  try {
    return { value: defaultExport(await module, where, kind) as T, modules, placeOf };
  } catch (error) {
    loaded.delete(digest);
    if (error instanceof UserError) throw error;
    throw new UserError({
      what: `${kind.name} fails when it is loaded: ${reasonOf(error)}`,
      where: placeOf(error) ?? where,
      fix: "Correct the code that runs when the module is imported.",
      cause: error,
    });
  }
}
