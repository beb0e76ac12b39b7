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

export function withCommonOptions(command: Command): Command {
  return command
    .addOption(new Option("--quiet", "print errors only").conflicts("json"))
    .option("--json", "print one JSON object for each event, and nothing else")
    .option("--verbose", "print stack traces and what experiments print")
    .option("--workers <n>", "worker processes at a time (default: the number of cores)", positiveInteger)
    .option(
      "--stall-limit <minutes>",
      "end a run that tells no progress for so long (default: 30)",
      positiveNumber,
    );
}

export function positiveInteger(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new InvalidArgumentError("Expected a whole number above zero.");
}

function positiveNumber(text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError("Expected a number above zero.");
}
