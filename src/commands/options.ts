import { type Command, InvalidArgumentError, Option } from "commander";

/** The root of all random streams of what is published; fresh ones would be a replication. */
export const publishedSeed = 1;

/** What every command that computes takes. */
export interface CommonOptions {
  readonly quiet?: boolean;
  readonly json?: boolean;
  readonly verbose?: boolean;
  readonly workers?: number;
  /** Minutes without progress after which a run is taken to hang. */
  readonly stallLimit?: number;
}

/** The command with the options of `CommonOptions`. */
export function withCommonOptions(command: Command): Command {
  return command
    .addOption(new Option("--quiet", "print errors only").conflicts("json"))
    .option("--json", "print one JSON object for each event, and nothing else")
    .option("--verbose", "print stack traces and what experiments print")
    .option(
      "--workers <n>",
      "worker processes at a time (default: the number of cores)",
      wholeNumber(mostWorkers),
    )
    .option("--stall-limit <minutes>", "end a run that tells no progress for so long (default: 30)", minutes);
}

/** More processes than any machine has cores. */
const mostWorkers = 1024;

/** Three weeks: timers cannot wait longer. */
const longestStall = 30_000;

/** Parses a whole number from 1 to `most`, in digits. */
export function wholeNumber(most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value > 0 && value <= most) return value;
    throw new InvalidArgumentError(`Expected a whole number above zero, and at most ${most}.`);
  };
}

function minutes(text: string): number {
  const value = Number(text);
  if (/^\d*\.?\d+$/.test(text) && value > 0 && value <= longestStall) return value;
  throw new InvalidArgumentError(`Expected a number above zero, and at most ${longestStall}.`);
}
