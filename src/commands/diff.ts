import { join } from "node:path";
import { openStore, storeDirectory } from "../engine/store.ts";
import { count } from "../progress/words.ts";
import { changedClaims } from "./diff-claims.ts";
import { changedFigures, inShort } from "./diff-figures.ts";
import { diffLines } from "./diff-lines.ts";
import { told } from "./diff-prose.ts";
import type { ArtifactChange, DiffReport } from "./diff-report.ts";
import { type DiffOptions, listed, presentResults, resultsOf } from "./diff-results.ts";
import { called, checkOut, findRevision, lockOf, workingTree } from "./diff-revision.ts";
import { type ChangedSentence, changedSentences } from "./diff-sentences.ts";
import { readSide, type Side } from "./diff-side.ts";
import { exitStatus } from "./exit-status.ts";
import { withSeparateStore } from "./separate-store.ts";
import type { Session } from "./session.ts";

/**
 * `diff REV`: which results, sentences, claims and figures differ between another commit and the working tree. The results
 * of either come from the store; only `--compute` runs what is missing.
 */
export async function diffCommand(session: Session, name: string, options: DiffOptions): Promise<number> {
  const { root, signal } = session;
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
    signal.throwIfAborted();
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
      figures: [...(await changedFigures(before, after, signal))],
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
  return status === "same" ? 0 : status === "refuted" ? exitStatus.refuted : exitStatus.different;
}
