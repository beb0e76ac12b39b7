import { spawnSync } from "node:child_process";
import { realpathSync } from "node:fs";
import { UserError } from "./errors.ts";

/*
 * A worker process runs an author's code, which may have mistakes, and packages that nobody has read to the end. What it
 * computes must follow from its input, and nothing else may come of it, so it is started without rights it has no use
 * for: Node's permission model lets it write in the store alone and start no program, and where the system has network
 * name spaces, it gets one with nothing in it. This keeps mistakes in, and what a package does in passing; it is no
 * prison for code that is written to break out.
 */

/** How to start Node with a script: what `spawn` takes. */
export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
}

export interface IsolationOptions {
  /** Folders that the process may write in; they need not exist yet. */
  readonly writable: readonly string[];
  /** Program and arguments that start Node: an emulator before its name, say. This process's own unless told otherwise. */
  readonly node?: readonly string[] | undefined;
}

/** The start of a script in a process that can write in these folders only, start no program and reach no network. */
export function isolatedLaunch(script: string, args: readonly string[], options: IsolationOptions): Launch {
  const node = options.node ?? [process.execPath];
  const folders = new Set(options.writable.flatMap((folder) => [folder, realPath(folder)]));
  const permissions = [
    "--permission",
    "--allow-fs-read=*",
    // With what is in them, which Node adds by itself only if they exist
    ...Array.from(folders, (folder) => [`--allow-fs-write=${folder}`, `--allow-fs-write=${folder}/*`]).flat(),
    // TensorFlow, and the thread that ends the process when its parent is gone; Node warns of both
    "--allow-addons",
    "--allow-worker",
    "--disable-warning=SecurityWarning",
  ];
  const [command = process.execPath, ...rest] = [
    ...withoutNetwork(),
    ...node,
    ...permissions,
    script,
    ...args,
  ];
  return { command, args: rest };
}

/** Where the folder really is; permissions are given for paths as they are written. */
function realPath(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return folder;
  }
}

let networkPrefix: readonly string[] | undefined;

/**
 * The program that gives another one a network name space of its own, where it works: some milliseconds for each
 * start. Elsewhere the refusals of offline.ts are what there is.
 */
function withoutNetwork(): readonly string[] {
  networkPrefix ??= [["--net"], ["--user", "--map-current-user", "--net"]]
    .map((options) => ["unshare", ...options, "--"])
    .find(
      ([program = "", ...args]) => spawnSync(program, [...args, "true"], { stdio: "ignore" }).status === 0,
    );
  networkPrefix ??= [];
  return networkPrefix;
}

/** The error of a file, program or other right that the process was started without, in words; else undefined. */
export function deniedAccess(error: unknown): UserError | undefined {
  if (!(error instanceof Error) || !("code" in error) || error.code !== "ERR_ACCESS_DENIED") return undefined;
  const permission = "permission" in error ? error.permission : undefined;
  const resource = "resource" in error ? String(error.resource) : "";
  const tried =
    permission === "FileSystemWrite"
      ? `write${resource ? ` the file ${resource}` : " a file"}, outside of the store`
      : permission === "ChildProcess"
        ? "start another program"
        : "use what a run has no right to";
  return new UserError({
    what: `the experiment tried to ${tried}; the result of a run is what \`run\` returns, and all that is kept of it`,
    fix: "Return what is worth keeping from `run`, and compute what is needed in it; print with `console.log` and `--verbose`.",
    cause: error,
  });
}
