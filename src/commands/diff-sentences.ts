import { type ReadSentence, textOf } from "./diff-prose.ts";
import type { SentenceChange } from "./diff-report.ts";

/** What became of a sentence. */
export interface ChangedSentence {
  readonly change: SentenceChange["change"];
  readonly before: ReadSentence | undefined;
  readonly after: ReadSentence | undefined;
}

/** Below this share of common words, two sentences are two, not one that was reworded. */
const likeness = 0.5;

/**
 * The sentences that differ, in the order of the later text: other numbers in the same words, other words, new and removed.
 * Sentences that only moved are no difference.
 */
export function changedSentences(
  before: readonly ReadSentence[],
  after: readonly ReadSentence[],
): readonly ChangedSentence[] {
  const changes: ChangedSentence[] = [];
  const [removed, added]: [ReadSentence[], ReadSentence[]] = [[], []];
  for (const gap of align(before, after)) {
    if (gap.kind === "same") {
      if (textOf(gap.before.pieces) !== textOf(gap.after.pieces)) changes.push({ ...gap, change: "numbers" });
      continue;
    }
    removed.push(...gap.before);
    added.push(...gap.after);
  }
  for (const [old, now] of moved(removed, added)) {
    if (textOf(old.pieces) !== textOf(now.pieces))
      changes.push({ change: "numbers", before: old, after: now });
  }
  for (const [old, now] of alike(removed, added)) {
    const change = textOf(old.pieces) === textOf(now.pieces) ? "rebound" : "reworded";
    changes.push({ change, before: old, after: now });
  }
  changes.push(...removed.map((old) => ({ change: "removed" as const, before: old, after: undefined })));
  changes.push(...added.map((now) => ({ change: "new" as const, before: undefined, after: now })));
  return changes.toSorted((a, b) => placeOf(a) - placeOf(b));
}

function placeOf({ before, after }: ChangedSentence): number {
  return (after ?? before)?.line ?? 0;
}

type Gap =
  | { readonly kind: "same"; readonly before: ReadSentence; readonly after: ReadSentence }
  | {
      readonly kind: "different";
      readonly before: readonly ReadSentence[];
      readonly after: readonly ReadSentence[];
    };

/** A longest common subsequence of sentences of the same words, and what lies between its members. */
function align(before: readonly ReadSentence[], after: readonly ReadSentence[]): readonly Gap[] {
  const [rows, columns] = [before.length, after.length];
  // lengths[i][j]: of the longest common subsequence of what comes from i and j on
  const lengths = Array.from({ length: rows + 1 }, () => new Uint32Array(columns + 1));
  const at = (i: number, j: number) => lengths[i]?.[j] ?? 0;
  for (let i = rows - 1; i >= 0; i--) {
    const row = lengths[i] as Uint32Array;
    for (let j = columns - 1; j >= 0; j--) {
      row[j] =
        before[i]?.template === after[j]?.template
          ? at(i + 1, j + 1) + 1
          : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const gaps: Gap[] = [];
  let [i, j] = [0, 0];
  while (i < rows && j < columns) {
    const [old, now] = [before[i] as ReadSentence, after[j] as ReadSentence];
    if (old.template === now.template) {
      gaps.push({ kind: "same", before: old, after: now });
      i += 1;
      j += 1;
    } else if (at(i + 1, j) >= at(i, j + 1)) {
      gaps.push({ kind: "different", before: [old], after: [] });
      i += 1;
    } else {
      gaps.push({ kind: "different", before: [], after: [now] });
      j += 1;
    }
  }
  gaps.push({ kind: "different", before: before.slice(i), after: after.slice(j) });
  return gaps;
}

/** Takes out of both lists the sentences of the same words that stand elsewhere now. */
function moved(removed: ReadSentence[], added: ReadSentence[]): readonly [ReadSentence, ReadSentence][] {
  return removed.slice().flatMap((old) => {
    const now = added.find(({ template }) => template === old.template);
    return now === undefined ? [] : [take(removed, added, old, now)];
  });
}

/** Takes out of both lists the pairs that share most of their words, the likest first. */
function alike(removed: ReadSentence[], added: ReadSentence[]): readonly [ReadSentence, ReadSentence][] {
  const words = new Map([...removed, ...added].map((each) => [each, wordsOf(each)]));
  const pairs = removed.flatMap((old) =>
    added
      .filter((now) => now.file === old.file)
      .map((now) => ({ old, now, share: shared(words.get(old) ?? [], words.get(now) ?? []) }))
      .filter(({ share }) => share >= likeness),
  );
  pairs.sort((a, b) => b.share - a.share || a.now.line - b.now.line);
  return pairs.flatMap(({ old, now }) =>
    removed.includes(old) && added.includes(now) ? [take(removed, added, old, now)] : [],
  );
}

function take(
  removed: ReadSentence[],
  added: ReadSentence[],
  old: ReadSentence,
  now: ReadSentence,
): [ReadSentence, ReadSentence] {
  removed.splice(removed.indexOf(old), 1);
  added.splice(added.indexOf(now), 1);
  return [old, now];
}

function wordsOf({ template }: ReadSentence): readonly string[] {
  return template.toLowerCase().match(/[\p{L}\p{N}.]+/gu) ?? [];
}

/** The share of words that two sentences have in common (Dice, 1945): 1 when they have the same, 0 when none. */
function shared(left: readonly string[], right: readonly string[]): number {
  const counts = new Map<string, number>();
  for (const word of left) counts.set(word, (counts.get(word) ?? 0) + 1);
  let common = 0;
  for (const word of right) {
    const count = counts.get(word) ?? 0;
    if (count === 0) continue;
    counts.set(word, count - 1);
    common += 1;
  }
  return left.length + right.length === 0 ? 1 : (2 * common) / (left.length + right.length);
}
