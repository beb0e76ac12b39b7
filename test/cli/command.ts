import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, readlinkSync } from "node:fs";
import { join } from "node:path";

const cli = join(import.meta.dirname, "../../src/cli.ts");

export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

export interface Started {
  readonly child: ChildProcess;
  readonly finished: Promise<Finished>;
  /** Resolves when the output, or standard error, has so many lines that match. */
  lines(pattern: RegExp, count: number): Promise<void>;
}

/** Starts the command line in a project's folder. */
export function start(root: string, ...args: readonly string[]): Started {
  return startWith({}, root, ...args);
}

function startWith(environment: NodeJS.ProcessEnv, root: string, ...args: readonly string[]): Started {
  const child = spawn(process.execPath, [cli, ...args], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, CI: "1", NO_COLOR: "1", NODE_TEST_CONTEXT: undefined, ...environment },
  });
  let out = "";
  let err = "";
  const waiting = new Set<() => void>();
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    out += text;
    for (const check of waiting) check();
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    err += text;
    for (const check of waiting) check();
  });
  const finished = new Promise<Finished>((resolve) => {
    child.on("close", (code, signal) => resolve({ code, signal, out, err }));
  });
  const lines = (pattern: RegExp, count: number) =>
    new Promise<void>((resolve, reject) => {
      const check = () => {
        if (`${out}\n${err}`.split("\n").filter((line) => pattern.test(line)).length >= count) resolve();
      };
      waiting.add(check);
      check();
      void finished.then(() => reject(new Error(`it ended first:\n${out}\n${err}`)));
    });
  return { child, finished, lines };
}

export function command(root: string, ...args: readonly string[]): Promise<Finished> {
  return start(root, ...args).finished;
}

/** The same in an environment in which this is set, too. */
export function commandWith(
  environment: NodeJS.ProcessEnv,
  root: string,
  ...args: readonly string[]
): Promise<Finished> {
  return startWith(environment, root, ...args).finished;
}

/** Ids of all processes that work in this folder. */
export function processesIn(folder: string): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return readlinkSync(`/proc/${pid}/cwd`) === folder;
      } catch {
        return false;
      }
    });
}

/** Waits until no process works in the folder; returns those that still do after so many milliseconds. */
export async function processesLeft(folder: string, milliseconds: number): Promise<readonly number[]> {
  const deadline = Date.now() + milliseconds;
  for (;;) {
    const left = processesIn(folder);
    if (left.length === 0 || Date.now() > deadline) return left;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
