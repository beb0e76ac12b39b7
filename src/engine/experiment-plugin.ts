import { readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, join } from "node:path";
import type { OnLoadResult, OnResolveResult, PartialMessage, Plugin } from "esbuild";
import { type Part, partOfDefinition } from "./definition.ts";
import { reasonOf } from "./errors.ts";
import { applyEdits, findProblems, parseSource, pureDeclarations, type SourceProblem } from "./source.ts";

/** The folder of the generator's own code. */
export const generatorDirectory = dirname(import.meta.dirname);

/** Whether a module, by its absolute path, is the generator's own. */
export function isGenerator(file: string): boolean {
  return file.startsWith(`${generatorDirectory}/`);
}

/** esbuild's name of a module without the part that an entry was loaded for. */
export function withoutNamespace(path: string): string {
  return path.replace(/^(run|assemble):/, "");
}

/** Loads entries part by part, prepares local modules for tree shaking, and keeps to what fingerprints can follow. */
export function experimentPlugin(root: string): Plugin {
  return {
    name: "experiment",
    setup({ onResolve, onLoad, resolve }) {
      onResolve({ filter: /./ }, async ({ path, pluginData, ...from }) => {
        if (pluginData === resolvedHere) return undefined;
        if (from.kind === "entry-point") {
          return { path: withoutNamespace(path), namespace: path.slice(0, path.indexOf(":")) };
        }
        if (path === "reprise") return { path: join(generatorDirectory, "index.ts"), sideEffects: false };
        if (/^[^./#]/.test(path)) return resolvePackage(path, isGenerator(from.importer));
        const found = await resolve(path, { ...from, pluginData: resolvedHere });
        return { ...found, sideEffects: false };
      });
      for (const part of ["run", "assemble"] as const) {
        onLoad({ filter: /./, namespace: part }, ({ path }) => ({
          ...loadSource(join(root, path), part),
          resolveDir: dirname(join(root, path)),
        }));
      }
      onLoad({ filter: /\.[cm]?[jt]s$/, namespace: "file" }, ({ path }) => loadSource(path));
    },
  };
}

/** Marks a resolution that the plugin itself asked esbuild for. */
const resolvedHere = Symbol("resolved here");

function resolvePackage(path: string, fromGenerator: boolean): OnResolveResult {
  if (fromGenerator) return { path, external: true, sideEffects: false };
  if (isBuiltin(path)) {
    return refusal(
      `an experiment may not use Node's own module “${path}”: a run sees only what its fingerprint covers`,
      "Take what the run needs from its context: `tf`, `random`, `data`, `input`.",
    );
  }
  if (path.startsWith("@tensorflow/")) {
    return refusal(
      `TensorFlow is loaded in worker processes only, so that an experiment may import no values from “${path}”`,
      'Use the `tf` of the run\'s context; for types, `import type { TensorFlow } from "reprise"`.',
    );
  }
  if (path.includes(":")) {
    return refusal(`“${path}” cannot be followed`, "Import local files and npm packages only.");
  }
  return { path, external: true, sideEffects: false };
}

function refusal(text: string, fix: string): { errors: PartialMessage[] } {
  return { errors: [{ text, detail: fix }] };
}

function loadSource(file: string, part?: Part): OnLoadResult {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    const what = `the file cannot be read (${reasonOf(error)})`;
    return problemResult(file, [{ what, fix: "Restore the file, or make it readable.", line: 1 }]);
  }
  const loader = /\.[cm]?ts$/.test(file) ? "ts" : "js";
  const source = parseSource(text, file);
  if ("what" in source) return problemResult(file, [source]);
  const problems = isGenerator(file) ? [] : findProblems(source);
  if (problems.length > 0) return problemResult(file, problems);
  const edits = part && partOfDefinition(source, part);
  const pure = pureDeclarations(source);
  return { contents: applyEdits(text, [...pure, ...(edits ?? [])]), loader };
}

function problemResult(file: string, problems: readonly SourceProblem[]): OnLoadResult {
  return {
    errors: problems.map(({ what, fix, line }) => ({
      text: what,
      detail: fix,
      location: { file, line, column: 0 },
    })),
  };
}
