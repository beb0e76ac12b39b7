import { styleText } from "node:util";
import type { Outcome } from "../engine/engine.ts";
import type { NamedFailure } from "../engine/events.ts";
import { count, duration } from "../progress/words.ts";
import { publishedSeed } from "./options.ts";

/** Failures shown in full; a fault of the code often makes all runs fail alike. */
const shownFailures = 8;

/**
 * One line: how many runs ran, how many were up to date, how long it took.
 *
 * @param kept whether an interrupted command leaves finished runs to the next
 */
export function summary(outcome: Outcome, seconds: number, kept: boolean): string {
  const { status, preset, computed, cached, unfinished, failures } = outcome;
  const parts = [
    `${count(computed, "run")} computed`,
    `${cached} up to date`,
    failures.length > 0 ? `${failures.length} failed` : undefined,
    unfinished - failures.length > 0 ? `${unfinished - failures.length} not done` : undefined,
  ];
  const what = status === "interrupted" ? `interrupted${kept ? ", finished runs are kept" : ""}: ` : "";
  return `preset ${preset}: ${what}${parts.filter(Boolean).join(", ")} in ${duration(seconds)}`;
}

/** Names each failure with its seed, its place in the code and the command that repeats it alone; on standard error. */
export function printFailures({ failures, preset, seed }: Outcome, verbose: boolean): void {
  for (const failure of failures.slice(0, shownFailures)) {
    console.error(explainFailure(failure, preset, seed, verbose).join("\n"));
  }
  const more = failures.length - shownFailures;
  if (more > 0)
    console.error(styleText("red", `and ${count(more, "failure")} more`, { stream: process.stderr }));
}

function explainFailure(
  failure: NamedFailure,
  preset: string,
  seed: number,
  verbose: boolean,
): readonly string[] {
  const { experiment, run, what, where, fix, stack } = failure;
  const title =
    run === undefined ? `${experiment}: the artifact could not be assembled` : `${experiment} ${run} failed`;
  return [
    `${styleText("red", "error:", { stream: process.stderr })} ${title} (seed ${seed})`,
    `  what:  ${what}`,
    where ? `  where: ${where}` : undefined,
    fix ? `  fix:   ${fix}` : undefined,
    // Another seed is that of a replication, which finds what it finished and repeats what failed
    seed === publishedSeed ? `  again: ${rerunCommand(experiment, run, preset)}` : undefined,
    verbose && stack ? stack.replace(/^/gm, "    ") : undefined,
  ].filter((line) => line !== undefined);
}

/** The command that repeats one run, or one assembly, and nothing else. */
function rerunCommand(experiment: string, run: string | undefined, preset: string): string {
  const flags = [run === undefined ? "" : ` --run ${run}`, preset === "paper" ? "" : ` --preset ${preset}`];
  return `npm run experiment -- ${experiment}${flags.join("")}`;
}
