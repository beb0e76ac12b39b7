import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  globSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const repository = resolve(import.meta.dirname, "../..");
const copied = ["src", "astro.config.mjs", "package.json", "package-lock.json", "tsconfig.json", ".npmrc"];

/** A project of its own in a temporary folder: this generator with the tiny paper of test/fixtures/paper. */
export interface Project {
  readonly root: string;
  /** Runs a command of the command line, and waits for its end. */
  reprise(...args: readonly string[]): Promise<Ended>;
  start(...args: readonly string[]): ChildProcess;
  read(file: string): string;
  /** Changes a file as an author would; `undo` puts it back. */
  edit(file: string, change: (text: string) => string): { readonly undo: () => void };
  /** SHA-256 of each file below a folder, by path. */
  hashes(folder: string): Readonly<Record<string, string>>;
  remove(): void;
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * @param warm has the results and drawings of a build that an earlier test or run of the tests made of the very same files
 */
export function makeProject({ warm = false } = {}): Project {
  const project = coldProject();
  if (!warm) return project;
  const files = createHash("sha256")
    .update(JSON.stringify(project.hashes("")))
    .digest("hex");
  const folder = join(repository, "node_modules/.cache/reprise-tests/built");
  const kept = join(folder, files);
  const inProject = join(project.root, ".artifacts");
  if (existsSync(kept)) {
    cpSync(kept, inProject, { recursive: true });
    return project;
  }
  const { status, stderr } = spawnSync(process.execPath, ["src/cli.ts", "build"], { cwd: project.root });
  if (status !== 0) throw new Error(`the paper cannot be built: ${stderr}`);
  rmSync(join(project.root, "dist"), { recursive: true });
  for (const name of globSync("*", { cwd: folder })) {
    if (!name.startsWith(files)) rmSync(join(folder, name), { recursive: true, force: true });
  }
  // Of two tests that come at once, the first is kept
  const whole = `${kept}.${process.pid}`;
  cpSync(inProject, whole, { recursive: true });
  try {
    renameSync(whole, kept);
  } catch {
    rmSync(whole, { recursive: true, force: true });
  }
  return project;
}

function coldProject(): Project {
  const root = mkdtempSync(join(tmpdir(), "reprise-"));
  for (const name of copied) cpSync(join(repository, name), join(root, name), { recursive: true });
  cpSync(join(repository, "test/fixtures/paper"), root, { recursive: true });
  symlinkSync(join(repository, "node_modules"), join(root, "node_modules"));

  const start = (...args: readonly string[]) =>
    spawn(process.execPath, ["src/cli.ts", ...args], { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  return {
    root,
    start,
    reprise: (...args) => ended(start(...args)),
    read: (file) => readFileSync(join(root, file), "utf8"),
    edit(file, change) {
      const path = join(root, file);
      const before = readFileSync(path, "utf8");
      const after = change(before);
      if (after === before) throw new Error(`the edit of ${file} changes nothing`);
      writeFileSync(path, after);
      return { undo: () => writeFileSync(path, before) };
    },
    hashes(folder) {
      const files = globSync("**/*", { cwd: join(root, folder) }).sort();
      return Object.fromEntries(
        files
          .filter((file) => statSync(join(root, folder, file)).isFile())
          .map((file) => [
            file,
            createHash("sha256")
              .update(readFileSync(join(root, folder, file)))
              .digest("hex"),
          ]),
      );
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

function ended(child: ChildProcess): Promise<Ended> {
  const { promise, resolve: finish, reject } = Promise.withResolvers<Ended>();
  const output = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"] as const) {
    child[stream]?.on("data", (chunk: Buffer) => {
      output[stream] += chunk.toString();
    });
  }
  child.on("error", reject);
  child.on("close", (code) => finish({ code, ...output }));
  return promise;
}
