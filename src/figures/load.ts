import { rmSync } from "node:fs";
import { SourceMap } from "node:module";
import { basename, join, relative, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { type BuildFailure, build, type Message, type Plugin } from "esbuild";
import { z } from "zod";
import { sha256 } from "../engine/canonical.ts";
import { UserError } from "../engine/errors.ts";
import { writeAtomically } from "../engine/files.ts";
import type { AnyFigure } from "./define.ts";

export interface LoadedFigure {
  readonly figure: AnyFigure;
  /** Absolute paths of the local modules the figure is made of, itself included: what to watch. */
  readonly modules: readonly string[];
  /** Where in the sources an error thrown by the figure's code arose, as `file:line`; undefined for other errors. */
  placeOf(error: unknown): string | undefined;
}

const generator = pathToFileURL(fileURLToPath(new URL("../index.ts", import.meta.url))).href;

/** Modules by the digest of their code: the same code is loaded once, an edit anywhere in it makes another module. */
const loaded = new Map<string, Promise<{ readonly default?: unknown }>>();

/** Keeps packages out of the bundle, maps `reprise` to this generator, and refuses experiments. */
const imports: Plugin = {
  name: "figure-imports",
  setup(context) {
    context.onResolve({ filter: /^reprise$/ }, () => ({ path: generator, external: true }));
    context.onResolve({ filter: /(^|\/)experiment(\.ts)?$/ }, ({ path }) => ({
      errors: [
        {
          text: `a figure imports ${path}, which would load a whole experiment`,
          notes: [{ text: "Import its artifact.ts instead; put what both need into experiments/lib." }],
        },
      ],
    }));
  },
};

function asUserError(message: Message | undefined, root: string, file: string): UserError {
  const { location } = message ?? {};
  const where = location
    ? `${relative(root, resolve(root, location.file))}:${location.line}`
    : relative(root, file);
  return new UserError({
    what: message?.text ?? "the figure cannot be read",
    where,
    fix: message?.notes[0]?.text ?? "Correct the line; `npm run check` lists further mistakes.",
  });
}

const isBuildFailure = (error: unknown): error is BuildFailure => error instanceof Error && "errors" in error;

async function bundle(file: string, root: string) {
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
      outdir: "figures",
      logLevel: "silent",
      plugins: [imports],
    });
  } catch (error) {
    if (isBuildFailure(error)) throw asUserError(error.errors[0], root, file);
    throw error;
  }
}

/** Writes the code where the project's packages resolve, imports it, and removes it again. */
async function run(code: string, name: string, root: string): Promise<{ readonly default?: unknown }> {
  const path = join(root, ".artifacts", "figures", name);
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
  return `${relative(root, resolve(root, "figures", entry.originalSource))}:${entry.originalLine + 1}`;
}

const callable = z.custom<() => unknown>((value) => typeof value === "function", "must be a function");

const figureSchema = z.strictObject({
  artifacts: z.record(
    z.string(),
    z.custom(
      (value) => typeof value === "object" && value !== null && "safeParse" in value,
      "must be the schema from the experiment's artifact.ts",
    ),
  ),
  span: z.enum(["column", "wide"]).optional(),
  title: callable,
  description: callable,
  spec: callable,
  table: callable,
});

function parse(value: unknown, where: string): AnyFigure {
  if (value === undefined) {
    throw new UserError({
      what: "there is no default export",
      where,
      fix: "Write `export default defineFigure({ … })`.",
    });
  }
  const checked = figureSchema.safeParse(value);
  if (checked.success) return value as AnyFigure;
  const [issue] = checked.error.issues;
  throw new UserError({
    what: `the default export is no figure: ${issue?.path.join(".") || "it"}: ${issue?.message}`,
    where,
    fix: "Write `export default defineFigure({ artifacts, title, description, spec, table })`.",
  });
}

/**
 * Loads the figure in `file` (absolute, or relative to `root`) as it is on disk now, with the local modules it
 * imports. Throws a `UserError` for code that cannot be read or fails when loaded, for a default export that is no
 * figure, and for an import of an experiment.
 */
export async function loadFigure(file: string, root = process.cwd()): Promise<LoadedFigure> {
  const path = resolve(root, file);
  const where = relative(root, path);
  const { outputFiles, metafile } = await bundle(path, root);
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
    return { figure: parse((await module).default, where), modules, placeOf };
  } catch (error) {
    loaded.delete(digest);
    if (error instanceof UserError) throw error;
    throw new UserError({
      what: `the figure fails when it is loaded: ${error instanceof Error ? error.message : String(error)}`,
      where: placeOf(error) ?? where,
      fix: "Correct the code that runs when the module is imported.",
      cause: error,
    });
  }
}
