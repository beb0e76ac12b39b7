import { readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RunKey } from "../../src/engine/define.ts";
import { type RandomStream, randomStream } from "../../src/engine/random.ts";
import { runName } from "../../src/engine/run-name.ts";
import { openStore, storeDirectory } from "../../src/engine/store.ts";
import { type Finished, start } from "../cli/command.ts";
import type { Project } from "../engine/project.ts";
import { thorough } from "../thorough.ts";

/**
 * How many moments or places are tried: so many where all is tried, otherwise a third, or a sixth if they are dear.
 * `REPRISE_FAULTS=10 npm test -- test/faults` tries ten times as many, `REPRISE_FAULTS_SEED` others.
 */
export function times(count: number, cost: "cheap" | "dear" = "cheap"): number {
  const share = thorough ? 1 : cost === "dear" ? 1 / 6 : 1 / 3;
  return Math.ceil(count * share * Number(process.env.REPRISE_FAULTS ?? 1));
}

export const seed = Number(process.env.REPRISE_FAULTS_SEED ?? 1);

export function chance(name: string): RandomStream {
  return randomStream(seed, "faults", [name]);
}

// Hundreds of commands are started: what Node compiles is kept for the next one
process.env.NODE_COMPILE_CACHE ??= join(tmpdir(), "reprise-test-compiled");

export const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Names of the runs, such as `dice faces=6`, whose whole results are in the store. */
export function finishedRuns(root: string): ReadonlySet<string> {
  const store = openStore(storeDirectory(root));
  const names = [...store.records()].flatMap(({ fields, hash }) => {
    const { experiment, key } = fields as { readonly experiment: string; readonly key?: RunKey };
    return key !== undefined && store.hasObject(hash) ? [`${experiment} ${runName(key)}`] : [];
  });
  return new Set(names);
}

/** Names of the runs that a command with `--json` says it has started. */
export function startedRuns(out: string): readonly string[] {
  return out.split("\n").flatMap((line) => {
    if (!line.startsWith('{"type":"run-start"') || !line.endsWith("}")) return [];
    const { experiment, run } = JSON.parse(line) as { readonly experiment: string; readonly run: string };
    return [`${experiment} ${run}`];
  });
}

/** Process ids of the workers of a command. */
export function workersOf(pid: number): readonly number[] {
  return childrenOf(pid).filter((child) => {
    try {
      return readFileSync(`/proc/${child}/cmdline`, "utf8").includes("engine/worker.ts");
    } catch {
      return false;
    }
  });
}

function childrenOf(pid: number): readonly number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, "utf8").split(" ").filter(Boolean).map(Number),
    );
  } catch {
    return [];
  }
}

export function forget(subject: Project): void {
  rmSync(join(subject.root, ".artifacts"), { recursive: true, force: true });
}

export interface Disturbed extends Finished {
  /** Whether the command was still running when it was disturbed. */
  readonly reached: boolean;
}

/**
 * Starts `run --json` and disturbs it at a random moment: while it starts, or shortly after one of its runs began. The
 * moment is counted from what the command has done, so that it is as random on a machine that is busy.
 *
 * @param runs how many runs it may come to
 * @param milliseconds about how long a run takes
 */
export async function disturb(
  subject: Project,
  random: RandomStream,
  options: { readonly runs: number; readonly milliseconds: number; readonly args?: readonly string[] },
  how: (pid: number) => void,
): Promise<Disturbed> {
  const running = start(subject.root, "run", "--json", ...(options.args ?? []));
  let over = false;
  void running.finished.then(() => {
    over = true;
  });
  if (random.uniform() < 0.15) {
    await Promise.race([pause(random.uniform() * 500), running.finished]);
  } else {
    const runs = 1 + random.integer(options.runs);
    await running.lines(/"run-start"/, runs).catch(() => {});
    await Promise.race([pause(random.uniform() * options.milliseconds), running.finished]);
  }
  const reached = !over && running.child.exitCode === null;
  if (reached && running.child.pid !== undefined) how(running.child.pid);
  return { ...(await running.finished), reached };
}

export function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It ended by itself meanwhile
  }
}
