import { cpSync, existsSync } from "node:fs";
import { join } from "node:path";
import { discoverExperiments, experimentIds } from "../engine/discover.ts";
import { UserError } from "../engine/errors.ts";
import type { Lock } from "../engine/lock.ts";
import { makePlan } from "../engine/plan.ts";
import { paramsOf } from "../engine/runs-of.ts";
import { openStore, type Store, storeDirectory } from "../engine/store.ts";
import { count, duration } from "../progress/words.ts";
import { changedClaims } from "./diff-claims.ts";
import { changedFigures, inShort } from "./diff-figures.ts";
import { diffLines } from "./diff-lines.ts";
import { told } from "./diff-prose.ts";
import type { ArtifactChange, DiffReport } from "./diff-report.ts";
import { called, checkOut, findRevision, lockOf, type Revision, workingTree } from "./diff-revision.ts";
import { type ChangedSentence, changedSentences } from "./diff-sentences.ts";
import { readSide, type Side } from "./diff-side.ts";
import { publishedSeed } from "./options.ts";
import { planOf } from "./plan.ts";
import { withSeparateStore } from "./separate-store.ts";
import { compute, type Session } from "./session.ts";

export interface DiffOptions {
  /** Run what is missing of either version. */
  readonly compute?: boolean;
}

/** Exit statuses: something differs; a claim that held is refuted. As of `verify`. */
const [differs, refutes] = [4, 5];

/** Results by experiment, with the params they were made from, and what is to be said of them. */
interface FoundResults {
  readonly hashes: Readonly<Record<string, string>>;
  readonly params: Readonly<Record<string, unknown>>;
}

/**
 * `diff REV`: which results, sentences, claims and figures differ between another commit and the working tree. The results
 * of either come from the store; only `--compute` runs what is missing.
 */
export async function diffCommand(session: Session, name: string, options: DiffOptions): Promise<number> {
  const { root } = session;
  const revision = findRevision(root, name);
  const lock = lockOf(root, revision);
  const notes: string[] = [];
  const note = (message: string) => notes.push(message);
  return await withSeparateStore(session, "diff", async ({ directory }) => {
    const folder = join(directory, revision.commit.slice(0, 12));
    checkOut(root, revision, folder);
    const store = openStore(storeDirectory(root));
    const now = await presentResults(session, lock.preset, store, options);
    if (now === undefined) return 1;
    const then = await resultsOf(session, revision, lock, folder, store, options, note);
    if (then === undefined) return 1;
    const after = await readSide({ root, store, ...now });
    const before = await readSide({ root: folder, store, ...then, note });
    const sentences = sentencesBetween(before, after);
    const report: Omit<DiffReport, "status"> = {
      type: "diff",
      version: 1,
      preset: lock.preset,
      before: { revision: name, commit: revision.commit },
      after: { ...workingTree(root), stale: [...now.stale] },
      notes,
      artifacts: artifactsBetween(before, after),
      sentences: sentences.map(({ change, before: old, after: present }) => ({
        change,
        before: old === undefined ? null : told(old),
        after: present === undefined ? null : told(present),
      })),
      claims: [...changedClaims(before, after)],
      figures: [...(await changedFigures(before, after))],
    };
    const status = statusOf(report);
    return tell(session, { ...report, status }, sentences, after);
  });
}

/** Where results are those of earlier inputs, nobody knows that nothing differs. */
function statusOf({
  after,
  artifacts,
  sentences,
  claims,
  figures,
}: Omit<DiffReport, "status">): DiffReport["status"] {
  if (claims.some(({ change }) => change === "refuted")) return "refuted";
  const differences = [after.stale, artifacts, sentences, claims, figures];
  return differences.every(({ length }) => length === 0) ? "same" : "different";
}

/** The results of the working tree: up to date where they are in the store, else, unless computed, the last ones. */
async function presentResults(
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
async function resultsOf(
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
    // Runs that did not change take as long as they do now
    const times = join(root, ".artifacts", `results-${lock.preset}.json`);
    if (existsSync(times)) cpSync(times, join(folder, ".artifacts", `results-${lock.preset}.json`));
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

function listed(ids: readonly string[]): string {
  return ids.length <= 6 ? ids.join(", ") : `${ids.slice(0, 5).join(", ")} and ${ids.length - 5} more`;
}

function artifactsBetween(before: Side, after: Side): ArtifactChange[] {
  const ids = [...new Set([...before.evidence.ids, ...after.evidence.ids])].sort();
  return ids.flatMap((experiment): readonly ArtifactChange[] => {
    const [old = null, now = null] = [before.hashes[experiment], after.hashes[experiment]];
    if (old === now) return [];
    const change = old === null ? "new" : now === null ? "removed" : "changed";
    const moved =
      change === "changed"
        ? inShort(before.evidence.artifact(experiment), after.evidence.artifact(experiment))
        : null;
    return [{ experiment, change, before: old, after: now, movement: moved }];
  });
}

function sentencesBetween(before: Side, after: Side): readonly ChangedSentence[] {
  return [...new Set([...after.papers.keys(), ...before.papers.keys()])].flatMap((paper) =>
    changedSentences(before.papers.get(paper)?.sentences ?? [], after.papers.get(paper)?.sentences ?? []),
  );
}

/** Prints the report; returns the exit status. */
function tell(
  session: Session,
  report: DiffReport,
  sentences: readonly ChangedSentence[],
  side: Side,
): number {
  const { before, after, notes, status } = report;
  const here =
    after.commit === null
      ? "the working tree"
      : after.changed
        ? `the working tree (${after.commit.slice(0, 12)} and changes)`
        : `HEAD (${after.commit.slice(0, 12)})`;
  const there = called(before.revision, before.commit);
  if (status !== "same") session.say(`${there} → ${here}, preset ${report.preset}`);
  for (const line of diffLines(report, sentences)) session.say(line);
  if (status !== "same" && notes.length + after.stale.length > 0) session.say("");
  for (const message of notes) session.say(`note: ${message}`);
  if (after.stale.length > 0) {
    session.say(
      `note: ${listed(after.stale)} changed since ${after.stale.length === 1 ? "its" : "their"} last results, which are compared: \`npm run build\`, or \`--compute\``,
    );
  }
  if (status === "same") {
    const papers = [...side.papers.values()];
    const sum = (of: (paper: (typeof papers)[number]) => number) =>
      papers.reduce((total, paper) => total + of(paper), 0);
    session.say(
      `Nothing differs between ${there} and ${here}: ${count(side.evidence.ids.length, "result")}, ${count(side.claims.size, "claim")}, ${count(
        sum((paper) => paper.sentences.length),
        "sentence",
      )}, ${count(
        sum((paper) => paper.figures.length),
        "figure",
      )}.`,
    );
  }
  session.tell(report);
  return status === "same" ? 0 : status === "refuted" ? refutes : differs;
}
