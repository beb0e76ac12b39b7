import { styleText } from "node:util";
import { written } from "../engine/significant.ts";
import { count } from "../progress/words.ts";
import { textOf } from "./diff-prose.ts";
import type { ClaimChange, DiffReport, FigureChange, MovementInShort } from "./diff-report.ts";
import type { ChangedSentence } from "./diff-sentences.ts";

/** Paths of a specification shown for each figure; `--json` has all. */
const shownPaths = 4;
/** Columns of running text. */
const width = 96;

const red = (text: string) => styleText("red", text, { stream: process.stdout });
const green = (text: string) => styleText("green", text, { stream: process.stdout });
const bold = (text: string) => styleText("bold", text, { stream: process.stdout });

/** What differs, for a reviewer: results, claims, sentences, figures. */
export function diffLines(
  { artifacts, claims, figures }: DiffReport,
  sentences: readonly ChangedSentence[],
): readonly string[] {
  const sections: readonly (readonly [string, readonly string[]])[] = [
    [heading("results", artifacts, "change"), artifactLines(artifacts)],
    [heading("claims", claims, "change"), claims.flatMap(claimLines)],
    [heading("sentences", sentences, "change"), sentenceLines(sentences)],
    [heading("figures", figures, "change"), figures.flatMap(figureLines)],
  ];
  return sections.flatMap(([title, lines]) => (lines.length === 0 ? [] : ["", bold(title), ...lines]));
}

/** `claims: 1 refuted, 2 moved` */
function heading<K extends string>(what: string, changes: readonly Record<K, string>[], key: K): string {
  const counts = new Map<string, number>();
  for (const each of changes) counts.set(each[key], (counts.get(each[key]) ?? 0) + 1);
  const words: Readonly<Record<string, string>> = { numbers: "with other numbers", other: "otherwise" };
  return `${what}: ${Array.from(counts, ([change, number]) => `${number} ${words[change] ?? change}`).join(", ")}`;
}

function artifactLines(artifacts: DiffReport["artifacts"]): readonly string[] {
  const longest = Math.max(0, ...artifacts.map(({ experiment }) => experiment.length));
  return artifacts.map(({ experiment, change, movement }) => {
    const what = movement === null ? change : moves(movement);
    return `  ${experiment.padEnd(longest)}  ${what}`;
  });
}

function moves({ values, moved, gone, added, largestAbsolute, largestRelative }: MovementInShort): string {
  const sizes = [
    largestAbsolute && `by ${written(largestAbsolute.change, 2)} (${largestAbsolute.path})`,
    largestRelative && `by ${written(100 * largestRelative.change, 2)} % (${largestRelative.path})`,
  ].filter(Boolean);
  return [
    `${moved} of ${count(values, "value")} moved${sizes.length > 0 ? `, at most ${sizes.join(" and ")}` : ""}`,
    gone > 0 ? `${gone} gone` : undefined,
    added > 0 ? `${added} new` : undefined,
  ]
    .filter(Boolean)
    .join(", ");
}

const verdicts = { holds: "holds", fails: "refuted", undecided: "undecided" } as const;

function claimLines({ claim, change, before, after, cited }: ClaimChange): readonly string[] {
  const verdict =
    before === null || after === null
      ? `${change}: ${verdicts[(after ?? before)?.verdict ?? "undecided"]}`
      : before.verdict === after.verdict
        ? `${verdicts[after.verdict]} as before`
        : `${verdicts[before.verdict]} → ${verdicts[after.verdict]}`;
  const shown = change === "refuted" ? red(verdict.toUpperCase()) : verdict;
  const pairs = [
    fromTo("", before?.predicate, after?.predicate),
    fromTo("expected ", before?.expected, after?.expected),
    fromTo("found ", before?.found, after?.found),
    fromTo(
      `${(after ?? before)?.effect?.name ?? "effect"} `,
      before?.effect && written(before.effect.value),
      after?.effect && written(after.effect.value),
    ),
  ];
  return [
    `  ${claim}: ${shown}${cited.length > 0 ? `  ${cited.join(", ")}` : ""}`,
    ...pairs.flat().flatMap((text) => wrapped(text, "    ", "      ")),
  ];
}

/** What it was and what it is: on one line, or on two where they are long. */
function fromTo(name: string, before: string | null = null, after: string | null = null): readonly string[] {
  if (before === null || after === null || before === after) {
    return before === null && after === null ? [] : [`${name}${after ?? before}`];
  }
  const [old, now] = [`${name}${red(before)}`, `→ ${green(after)}`];
  return `${name}${before}${after}`.length > width - 4 ? [old, now] : [`${old} ${now}`];
}

function sentenceLines(sentences: readonly ChangedSentence[]): readonly string[] {
  const told = sentences.filter(
    ({ change, before, after }) =>
      change === "numbers" ||
      (change !== "rebound" && [before, after].some((each) => each !== undefined && says(each))),
  );
  const silent = sentences.length - told.length;
  return [
    ...told.flatMap(sentenceLine),
    ...(silent === 0
      ? []
      : [
          `  ${count(silent, "other")}, which ${silent === 1 ? "reads the same or has" : "read the same or have"} neither a bound number nor a claim: \`git diff\`, or \`--json\``,
        ]),
  ];
}

function says({ pieces, claims }: NonNullable<ChangedSentence["after"]>): boolean {
  return claims.length > 0 || pieces.some((piece) => typeof piece !== "string");
}

function sentenceLine({ change, before, after }: ChangedSentence): readonly string[] {
  const { file, line } = after ?? before ?? { file: "", line: 0 };
  const where = `  ${file}:${line}`;
  if (change === "numbers") {
    const old = before?.pieces ?? [];
    const text = (after?.pieces ?? []).map((piece, i) => {
      const then = old[i];
      if (typeof piece === "string" || typeof then !== "object" || then.text === piece.text)
        return typeof piece === "string" ? piece : piece.text;
      return `[${red(then.text)} → ${green(piece.text)}]`.replaceAll(" ", unbroken);
    });
    return [where, ...wrapped(text.join(""), "    ")];
  }
  return [
    `${where}  (${change === "reworded" ? `reworded, was at ${before?.line}` : change})`,
    ...(before === undefined ? [] : wrapped(textOf(before.pieces), `  ${red("−")} `, "    ")),
    ...(after === undefined ? [] : wrapped(textOf(after.pieces), `  ${green("+")} `, "    ")),
  ];
}

function figureLines({
  paper,
  id,
  change,
  before,
  after,
  data,
  design,
  texts,
  reason,
}: FigureChange): readonly string[] {
  const was = after !== null && before !== null && before !== after ? `, was ${before}` : "";
  // Other data are told of and tabled otherwise as a matter of course
  const told = data === null ? texts : texts.filter((text) => text === "title");
  const paths = design.slice(0, shownPaths).join(", ");
  const more = design.length > shownPaths ? ` and ${design.length - shownPaths} more` : "";
  return [
    `  Figure ${after ?? before} (${paper}/${id}${was}): ${change}`,
    ...[
      data && `data: ${moves(data)}`,
      design.length > 0 ? `design: ${paths}${more}` : undefined,
      told.length > 0 ? `text: ${told.join(", ")}` : undefined,
      reason ?? undefined,
    ].flatMap((text) => (text ? wrapped(text, "    ") : [])),
  ];
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours have no width
const colours = /\u001b\[\d+m/g;

/** Stands for a space at which no line ends; a private character, of no text. */
const unbroken = "\uE000";

/** Text in lines of a readable width. */
function wrapped(text: string, indent: string, further = indent): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && longer.replace(colours, "").length > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  lines.push(line);
  return lines.map((each, i) => `${i === 0 ? indent : further}${each.replaceAll(unbroken, " ")}`);
}
