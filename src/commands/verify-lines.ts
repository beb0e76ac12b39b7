import { absoluteChange, relativeChange } from "../engine/movement.ts";
import { count } from "../progress/words.ts";
import type { AffectedClaim, Comparison } from "./verify-report.ts";

/** Values shown of each artifact; `--json` has all. */
const shownValues = 10;

type Moved = NonNullable<Comparison["movement"]>;

/** One line for an artifact as expected; for another one what moved, by how much, and whether its inputs changed. */
export function comparisonLines(comparison: Comparison): readonly string[] {
  const { experiment, status, movement, sameInputs } = comparison;
  switch (status) {
    case "identical":
      return [`${experiment}: identical`];
    case "unlocked":
      return [`${experiment}: not in the lock`];
    case "gone":
      return [`${experiment}: in the lock, and there is no such experiment`];
    case "different":
      return [
        `${experiment}: DIFFERENT${movement ? `, ${summary(movement)}` : ""}`,
        ...(movement ? movementLines(movement) : [withoutPublished]),
        ...(sameInputs === null ? [] : [sameInputs ? sameInputsLine : otherInputsLine(experiment)]),
      ];
  }
}

/** A line for all claims of artifacts that differ, and lines for each whose verdict moved or that does not hold. */
export function claimLines(claims: readonly AffectedClaim[]): readonly string[] {
  if (claims.length === 0) return [];
  const broken = claims.filter((claim) => claim.broken).length;
  return [
    `claims on what differs: ${count(claims.length, "claim")}, ${broken === 0 ? "none" : broken} broken`,
    ...claims
      .filter(({ before, after }) => after !== "holds" || (before !== null && before !== after))
      .flatMap(({ claim, before, after, broken: breaks, predicate, expected, found, cited }) => [
        `  ${claim}: ${breaks ? "BROKEN" : "not broken"}, ${verdicts[after]} now${before === null ? "" : `, ${verdicts[before]} as published`}`,
        ...cited.map(({ file, line, sentence }) => `    ${file}:${line}: “${sentence}”`),
        `    ${predicate}: expected ${expected}, found ${found}`,
      ]),
  ];
}

const verdicts = { holds: "holds", fails: "is refuted", undecided: "is undecided" } as const;

const withoutPublished =
  "  which values moved cannot be told: the published artifact is not in .artifacts/ on this machine";

const sameInputsLine =
  "  code, data, packages and runtime are those of the published result: this machine computed other bits";

function otherInputsLine(experiment: string): string {
  return `  code, params, data or packages are not those of the published result: \`npm run why -- ${experiment}\``;
}

function summary({ values, moved, gone, added }: Moved): string {
  return [
    `${moved.length} of ${count(values, "value")} moved`,
    gone.length > 0 ? `${gone.length} gone` : undefined,
    added.length > 0 ? `${added.length} new` : undefined,
  ]
    .filter(Boolean)
    .join(", ");
}

function movementLines({ moved, gone, added, largestAbsolute, largestRelative }: Moved): readonly string[] {
  const lines = [
    ...moved.map(
      (change) => `${change.path}: ${shortly(change.before)} → ${shortly(change.after)}${size(change)}`,
    ),
    ...gone.map((path) => `${path}: gone`),
    ...added.map((path) => `${path}: new`),
  ];
  const more = lines.length - shownValues;
  return [
    ...lines.slice(0, shownValues),
    more > 0 ? `and ${more} more (\`--json\` has all)` : undefined,
    largestAbsolute && `largest change: ${written(largestAbsolute.change)} (${largestAbsolute.path})`,
    largestRelative &&
      `largest relative change: ${written(100 * largestRelative.change)} % (${largestRelative.path})`,
  ].flatMap((line) => (line ? [`  ${line}`] : []));
}

function size(change: Moved["moved"][number]): string {
  const [absolute, relative] = [absoluteChange(change), relativeChange(change)];
  if (absolute === undefined) return "";
  return ` (by ${written(absolute)}${relative === undefined ? "" : `, ${written(100 * relative)} %`})`;
}

/** Two digits: how much something moved is a matter of magnitude. */
function written(value: number): string {
  return String(Number(value.toPrecision(2)));
}

function shortly(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length <= 60 ? text : `${text.slice(0, 57)}…`;
}
