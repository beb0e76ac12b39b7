import { relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { reasonOf, UserError } from "./errors.ts";

/**
 * The UserError for a module that could not be imported, with the file and line to look at.
 * Node names the place of syntax errors and missing modules in words only, so the bundler, which positions both, is
 * asked first; it is loaded only when something has failed.
 */
export async function importFailure(root: string, file: string, error: unknown): Promise<UserError> {
  if (error instanceof UserError) return error;
  const message = reasonOf(error);
  const bundled = isLoadError(error) ? await firstBundleError(root, file) : undefined;
  if (bundled !== undefined) {
    return new UserError({
      what: `${file} cannot be loaded: ${bundled.text}`,
      where: bundled.where,
      fix: "Mend that line.",
      cause: error,
    });
  }
  return new UserError({
    what: `${file} cannot be loaded: ${withoutRoot(root, message)}`,
    where: placeInProject(root, error) ?? file,
    fix: "Mend that line; a module of an experiment must load without side effects.",
    cause: error,
  });
}

function isLoadError(error: unknown): boolean {
  if (error instanceof SyntaxError) return true;
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return (
    code.startsWith("ERR_MODULE") || code.startsWith("ERR_PACKAGE") || code.startsWith("ERR_UNSUPPORTED")
  );
}

async function firstBundleError(
  root: string,
  file: string,
): Promise<{ readonly text: string; readonly where: string } | undefined> {
  // A worker process may not start the bundler; it loads what the command itself has loaded before
  if (process.permission !== undefined) return undefined;
  const { build } = await import("esbuild");
  const result = await build({
    absWorkingDir: root,
    entryPoints: [file],
    bundle: true,
    write: false,
    format: "esm",
    platform: "node",
    packages: "external",
    logLevel: "silent",
  }).catch((failure: unknown) => failure as { readonly errors?: readonly BundleMessage[] });
  const first = (result.errors as readonly BundleMessage[] | undefined)?.[0];
  if (first === undefined) return undefined;
  const { location } = first;
  return {
    text: first.text,
    where: location ? `${location.file}:${location.line}:${location.column + 1}` : file,
  };
}

interface BundleMessage {
  readonly text: string;
  readonly location: { readonly file: string; readonly line: number; readonly column: number } | null;
}

/**
 * The innermost place in the author's own code (`experiments/` or `content/`) of an error's stack, as
 * `experiments/a/experiment.ts:12:3`; undefined when no frame is there.
 */
export function placeInProject(root: string, error: unknown): string | undefined {
  if (!(error instanceof Error) || error.stack === undefined) return undefined;
  for (const line of error.stack.split("\n")) {
    const match = /\(?((?:file:\/\/|\/)[^\s()]+?):(\d+):(\d+)\)?$/.exec(line.trim());
    const location = match?.[1];
    if (match === null || location === undefined) continue;
    const path = location.startsWith("file:") ? fileURLToPath(location.split("?")[0] ?? location) : location;
    const inside = relative(root, resolve(path)).replaceAll("\\", "/");
    if (/^(experiments|content)\//.test(inside)) return `${inside}:${match[2]}:${match[3]}`;
  }
  return undefined;
}

/** The message with absolute paths of the project made relative. */
export function withoutRoot(root: string, message: string): string {
  return message.replaceAll(`file://${root}/`, "").replaceAll(`${root}/`, "");
}
