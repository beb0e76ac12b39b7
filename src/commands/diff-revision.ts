import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../engine/errors.ts";
import { errorCode } from "../engine/files.ts";
import { type Lock, lockFile, parseLock } from "../engine/lock.ts";
import { suggestion } from "../engine/nearest.ts";
import { exitStatus } from "./exit-status.ts";

/** Another commit of the project's repository. */
export interface Revision {
  /** As it was typed. */
  readonly name: string;
  /** The full hash. */
  readonly commit: string;
  /** Where the project lies in the repository: empty, or a path that ends with a slash. */
  readonly prefix: string;
}

/**
 * The commit that `name` stands for in the repository of the project.
 *
 * @throws UserError outside of a repository, and for a name that stands for no commit
 */
export function findRevision(root: string, name: string): Revision {
  const prefix = repositoryPrefix(root);
  const found = git(root, ["rev-parse", "--verify", "--quiet", "--end-of-options", `${name}^{commit}`]);
  if (found.status === 0) return { name, commit: found.output.trim(), prefix };
  const shallow = git(root, ["rev-parse", "--is-shallow-repository"]).output.trim() === "true";
  const names = git(root, ["for-each-ref", "--format=%(refname:short)"]).output.split("\n").filter(Boolean);
  throw new UserError({
    what: `there is no commit \`${name}\``,
    where: shallow ? "this clone, which is shallow: it has the latest commits only" : "this repository",
    fix: shallow
      ? "Fetch the rest: `git fetch --unshallow`."
      : `Name a branch, a tag or a hash, such as main or HEAD~1; \`git fetch\` brings what is new elsewhere. ${suggestion(name, names)}`,
    exitCode: exitStatus.usage,
  });
}

function repositoryPrefix(root: string): string {
  const { status, output, error } = git(root, ["rev-parse", "--show-prefix"]);
  if (status === 0) return output.trim();
  const missing = status === undefined;
  throw new UserError({
    what: missing
      ? "git, which knows other versions of the project, cannot be started"
      : "the project is not in a git repository that can be read, so that there is no other version to compare with",
    where: error.split("\n")[0]?.replace(/^fatal: /, "") || "git",
    fix: missing
      ? "Install git."
      : "Work in a clone of the repository, or make one: `git init`, `git add .`, `git commit`.",
    exitCode: exitStatus.usage,
  });
}

/**
 * The lock of a commit.
 *
 * @throws UserError when it has none, or one that cannot be read
 */
export function lockOf(root: string, { name, commit, prefix }: Revision): Lock {
  const { status, output } = git(root, ["show", `${commit}:${prefix}${lockFile}`]);
  if (status !== 0) {
    throw new UserError({
      what: `${called(name, commit)} has no lock, which says what its results are`,
      where: `${name}:${lockFile}`,
      fix: `Compare with a commit that has one: \`git log --oneline -- ${lockFile}\` lists those that changed it.`,
    });
  }
  try {
    return parseLock(output);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError({
      what: error.what,
      where: `${name}:${error.where ?? lockFile}`,
      fix: "Compare with a commit whose lock can be read.",
      cause: error,
    });
  }
}

/** What is checked out, and whether files differ from it. */
export function workingTree(root: string): { readonly commit: string | null; readonly changed: boolean } {
  const head = git(root, ["rev-parse", "--verify", "--quiet", "HEAD"]);
  return {
    commit: head.status === 0 ? head.output.trim() : null,
    changed: git(root, ["status", "--porcelain", "--", "."]).output.trim() !== "",
  };
}

/** `main (1a2b3c4d5e6f)` */
export function called(name: string, commit: string): string {
  return commit.startsWith(name) ? commit.slice(0, 12) : `${name} (${commit.slice(0, 12)})`;
}

/**
 * Puts the paper as it was, `experiments/` and `content/`, into a folder inside the project, with the generator and the
 * packages of now. Git learns nothing of it, so that removing the folder is all there is to clean up.
 */
export function checkOut(root: string, { commit, prefix }: Revision, folder: string): void {
  mkdirSync(join(folder, ".artifacts"), { recursive: true });
  // An index of its own: the repository's stays as it is, and no hook runs
  const index = join(folder, ".artifacts", "index");
  const env = { ...process.env, GIT_INDEX_FILE: index };
  const tree = `${commit}:${prefix}`;
  for (const part of ["experiments", "content"]) {
    if (git(root, ["cat-file", "-e", `${tree}${part}`]).status !== 0) continue;
    demand(root, ["read-tree", `--prefix=${part}/`, `${tree}${part}`], env);
  }
  const top = git(root, ["rev-parse", "--show-toplevel"]).output.trim();
  if (existsSync(index)) demand(top, ["checkout-index", "--all", `--prefix=${folder}/`], env);
  rmSync(index, { force: true });
  // It tells how long the experiments took
  writeFileSync(join(folder, lockFile), git(root, ["show", `${tree}${lockFile}`]).output);
  for (const file of ["package.json", "package-lock.json", "tsconfig.json"]) {
    if (existsSync(join(root, file))) cpSync(join(root, file), join(folder, file));
  }
  for (const name of ["node_modules", "src"]) symlinkSync(join(root, name), join(folder, name));
  // Drawings are named by all that they are made of, so that both versions may share them
  mkdirSync(join(root, ".artifacts", "drawings"), { recursive: true });
  symlinkSync(join(root, ".artifacts", "drawings"), join(folder, ".artifacts", "drawings"));
}

interface Answer {
  /** Undefined when git could not be started. */
  readonly status: number | undefined;
  readonly output: string;
  readonly error: string;
}

function git(root: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): Answer {
  try {
    const output = execFileSync("git", args, {
      cwd: root,
      env: { ...env, LC_ALL: "C" },
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
      maxBuffer: 2 ** 28,
    });
    return { status: 0, output, error: "" };
  } catch (cause) {
    if (errorCode(cause) === "ENOENT") return { status: undefined, output: "", error: "" };
    const { status, stderr } = cause as { readonly status?: number | null; readonly stderr?: string };
    return { status: status ?? 1, output: "", error: stderr ?? "" };
  }
}

function demand(root: string, args: readonly string[], env: NodeJS.ProcessEnv): void {
  const { status, error } = git(root, args, env);
  if (status === 0) return;
  throw new UserError({
    what: `git could not give the files of the other commit: ${error.trim().split("\n")[0] ?? ""}`,
    where: `git ${args[0]}`,
    fix: "Look for a damaged repository with `git fsck`, and for a full disk.",
  });
}
