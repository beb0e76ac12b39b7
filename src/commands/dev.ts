import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, watch } from "node:fs";
import { join } from "node:path";
import type { RunningSite } from "../site.ts";
import { explainError } from "./explain.ts";
import { aborted } from "./preview.ts";
import type { Session } from "./session.ts";

export interface DevOptions {
  readonly preset: string;
  readonly port?: number;
}

/** Editors write a file in several steps. */
const settleMilliseconds = 150;

/**
 * `dev`: shows the site while it is written. Experiments run in a process of their own, which loads their code anew,
 * whenever they are edited; what an edit overtakes is stopped, and finished runs are kept. Prose and figures are
 * watched by the site itself.
 */
export async function devCommand(session: Session, options: DevOptions): Promise<number> {
  const { root, signal } = session;
  let site: RunningSite | undefined;
  let running: ChildProcess | undefined;

  async function update(): Promise<void> {
    running?.kill("SIGTERM");
    const child = startEngine(session, options.preset);
    running = child;
    const code = await ended(child);
    if (running !== child || signal.aborted) return;
    running = undefined;
    if (code !== 0) session.say("Waiting for the experiments to be mended.");
    if (site !== undefined) return;
    try {
      site = await serve(session, options);
    } catch (error) {
      console.error(explainError(error, root, session.options.verbose ?? false));
      session.say("Waiting for it to be mended.");
    }
  }

  let timer: NodeJS.Timeout | undefined;
  const changed = () => {
    clearTimeout(timer);
    timer = setTimeout(() => void update(), settleMilliseconds);
  };
  const watchers = watchedPlaces(root).map((place) => watch(place, { recursive: true, signal }, changed));
  // Without a site, an edit of the prose may be what makes the next attempt succeed
  const content = join(root, "content");
  if (existsSync(content)) {
    watchers.push(watch(content, { recursive: true, signal }, () => site === undefined && changed()));
  }
  void update();
  await aborted(signal);
  clearTimeout(timer);
  running?.kill("SIGTERM");
  if (running) await ended(running);
  await site?.close();
  return 0;
}

function watchedPlaces(root: string): readonly string[] {
  return ["experiments", "package-lock.json"]
    .map((name) => join(root, name))
    .filter((path) => existsSync(path));
}

async function serve(session: Session, { preset, port }: DevOptions): Promise<RunningSite> {
  const { devSite } = await import("../site.ts");
  const site = await devSite({ root: session.root, preset, ...(port === undefined ? {} : { port }) });
  session.say(`\nThe site is at ${site.url} and follows what you write (Ctrl-C ends it)\n`);
  session.tell({ type: "serving", url: site.url });
  return site;
}

function startEngine({ root, options }: Session, preset: string): ChildProcess {
  const { quiet, json, verbose, workers, stallLimit } = options;
  const flags = [
    ...Object.entries({ quiet, json, verbose }).flatMap(([name, given]) => (given ? [`--${name}`] : [])),
    ...(workers === undefined ? [] : ["--workers", String(workers)]),
    ...(stallLimit === undefined ? [] : ["--stall-limit", String(stallLimit)]),
  ];
  const cli = join(import.meta.dirname, "../cli.ts");
  return spawn(process.execPath, [cli, "run", "--preset", preset, ...flags], { cwd: root, stdio: "inherit" });
}

function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => child.once("close", (code) => resolve(code)));
}
