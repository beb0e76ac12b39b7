import { spawn } from "node:child_process";

export interface ChildOptions {
  readonly environment?: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal | undefined;
  /** Called with each complete line of standard output. */
  readonly onLine?: (line: string) => void;
}

export interface ChildResult {
  readonly code: number | null;
  /** Standard output. */
  readonly output: string;
  /** Standard output and error as they came, for a message when the program fails. */
  readonly log: string;
}

/**
 * Runs a program to its end and returns what it printed; its failure is for the caller to judge.
 *
 * @throws the signal's reason if aborted, after the program was told to stop; an error if it cannot be started
 */
export function runChild(
  program: string,
  args: readonly string[],
  options: ChildOptions = {},
): Promise<ChildResult> {
  const { environment = process.env, signal, onLine } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env: environment, stdio: ["ignore", "pipe", "pipe"], signal });
    let output = "";
    let log = "";
    let line = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      log += text;
      const lines = (line + text).split("\n");
      line = lines.pop() ?? "";
      for (const complete of lines) onLine?.(complete);
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      log += text;
    });
    child.on("error", (error) => {
      if (!signal?.aborted) reject(error);
    });
    child.on("close", (code) => {
      if (signal?.aborted) reject(signal.reason);
      else resolve({ code, output, log });
    });
  });
}

/** The last lines of a program's log, indented, for an error message. */
export function lastLines(log: string, count = 12): string {
  const lines = log.trimEnd().split("\n").slice(-count);
  return lines.map((line) => `    ${line}`).join("\n");
}
