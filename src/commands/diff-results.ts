import { existsSync } from "node:fs";
import { join } from "node:path";
import { discoverExperiments, experimentIds } from "../engine/discover.ts";
import { UserError } from "../engine/errors.ts";
import type { Lock } from "../engine/lock.ts";
import { makePlan } from "../engine/plan.ts";
import { paramsOf } from "../engine/runs-of.ts";
import { type Store, storeDirectory } from "../engine/store.ts";
import { count, duration } from "../progress/words.ts";
import { called, type Revision } from "./diff-revision.ts";
import { publishedSeed } from "./options.ts";
import { planOf } from "./plan.ts";
import { compute, type Session } from "./session.ts";

export interface DiffOptions {
  /** Run what is missing of either version. */
  readonly compute?: boolean;
}

/** Results by experiment, with the params they were made from, and what is to be said of them. */
interface FoundResults {
  readonly hashes: Readonly<Record<string, string>>;
  readonly params: Readonly<Record<string, unknown>>;
}

/** The results of the working tree: up to date where they are in the store, else, unless computed, the last ones. */
export async function presentResults(
  session: Session,
  preset: string,
  store: Store,
  { compute: computes = false }: DiffOptions,
): Promise<(FoundResults & { readonly stale: readonly string[] }) | undefined> {
  const { root } = session;
  if (computes && (await compute(session, { preset })).status !== "complete") return undefined;
  const plan = await makePlan({ root, preset, seed: publishedSeed, store });
  const hashes: Record<string, string> = {};
  const params: Record<string, unknown> = {};
  const stale: string[] = [];
  const missing: string[] = [];
  for (const { id, artifact, params: own } of plan.experiments) {
    const last = plan.previous[id];
    if (artifact !== undefined) {
      hashes[id] = artifact.hash;
      params[id] = own;
    } else if (last !== undefined && store.hasObject(last.hash)) {
      hashes[id] = last.hash;
      params[id] = last.provenance.params;
      stale.push(id);
    } else missing.push(id);
  }
  if (missing.length > 0) {
    throw new UserError({
      what: `there are no results here of ${listed(missing)} as they are now`,
      where: ".artifacts/",
      fix: `Compute them, ${await costOf(root, preset, missing, session)}: \`npm run build\`, or \`--compute\` with this command.`,
    });
  }
  return { hashes, params, stale };
}

/** The results of the other commit: those that its lock names, from the store, or computed. */
export async function resultsOf(
  session: Session,
  revision: Revision,
  lock: Lock,
  folder: string,
  store: Store,
  { compute: computes = false }: DiffOptions,
  note: (message: string) => void,
): Promise<FoundResults | undefined> {
  const { root } = session;
  const title = called(revision.name, revision.commit);
  const hashes: Record<string, string> = { ...lock.artifacts };
  const missing = Object.keys(hashes).filter((id) => !store.hasObject(hashes[id] ?? ""));
  if (missing.length > 0) {
    const known = existsSync(join(folder, "experiments")) ? experimentIds(folder) : [];
    const only = missing.filter((id) => known.includes(id));
    if (!computes || only.length < missing.length) {
      const command = `npm run diff -- ${revision.name} --compute`;
      throw new UserError({
        what: `the results of ${listed(missing)} at ${title} are not on this machine`,
        where: ".artifacts/objects",
        fix:
          only.length < missing.length
            ? "That commit has no such experiment to compute them with: its lock is that of an earlier one. Compare with another commit."
            : `\`${command}\` computes them, ${await costOf(folder, lock.preset, only, session, root)}.`,
      });
    }
    session.say(`computing the results of ${listed(only)} at ${title}`);
    const outcome = await compute(session, {
      root: folder,
      preset: lock.preset,
      only,
      store: storeDirectory(root),
      keepsResults: false,
    });
    if (outcome.status !== "complete") return undefined;
    for (const { id, hash } of Object.values(outcome.artifacts)) {
      if (hashes[id] !== hash)
        note(
          `${id} at ${title}, computed here and now, is not what its lock says; what was computed is compared`,
        );
      hashes[id] = hash;
    }
  }
  return { hashes, params: await paramsAt(folder, lock, note) };
}

/** The params of another version's experiments; none of those that the present generator cannot load. */
async function paramsAt(
  folder: string,
  lock: Lock,
  note: (message: string) => void,
): Promise<Readonly<Record<string, unknown>>> {
  const params: Record<string, unknown> = {};
  const existing = existsSync(join(folder, "experiments")) ? experimentIds(folder) : [];
  for (const id of existing.filter((each) => Object.hasOwn(lock.artifacts, each))) {
    try {
      const [found] = await discoverExperiments(folder, [id]);
      if (found !== undefined) params[id] = paramsOf(found, lock.preset);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      note(`the params of ${id} there cannot be read by the present generator: ${error.what}`);
    }
  }
  return params;
}

/** What computing would take, in words; never an error. */
async function costOf(
  root: string,
  preset: string,
  only: readonly string[],
  { options }: Session,
  project = root,
): Promise<string> {
  try {
    const store = storeDirectory(project);
    const { experiments, seconds, workers } = await planOf(root, preset, {
      only,
      workers: options.workers,
      store,
    });
    const runs = experiments.reduce((sum, { missing }) => sum + missing, 0);
    if (runs === 0) return "from runs that are all here";
    const time = seconds === null ? "nobody knows how long" : `about ${duration(seconds)}`;
    return `${count(runs, "run")}, ${time} with ${count(workers, "worker")}`;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return `if the present generator can: ${error.what}`;
  }
}

/** Names for a message, the first few of many. */
export function listed(ids: readonly string[]): string {
  return ids.length <= 6 ? ids.join(", ") : `${ids.slice(0, 5).join(", ")} and ${ids.length - 5} more`;
}
