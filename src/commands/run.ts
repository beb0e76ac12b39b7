import { discoverExperiments } from "../engine/discover.ts";
import { UserError } from "../engine/errors.ts";
import { matchesRun, parseRunName, runName } from "../engine/run-name.ts";
import { paramsOf, runsOf } from "../engine/runs-of.ts";
import { exitStatus } from "./exit-status.ts";
import { outcomeInReport, type RunReport } from "./run-report.ts";
import { compute, type Session } from "./session.ts";

export interface RunOptions {
  readonly preset: string;
  readonly run?: string;
}

/** `run ID…`: runs experiments, and renders no site. Returns the exit status. */
export async function runCommand(
  session: Session,
  ids: readonly string[],
  options: RunOptions,
): Promise<number> {
  const { preset } = options;
  const run =
    options.run === undefined ? undefined : await chosenParts(session.root, ids, preset, options.run);
  const outcome = await compute(session, { preset, only: ids.length > 0 ? ids : undefined, run });
  for (const { id, hash } of Object.values(outcome.artifacts)) session.say(`${id}  ${hash}`);
  const report: RunReport = {
    type: "run",
    version: 1,
    status: outcome.status,
    ...outcomeInReport(outcome),
  };
  session.tell(report);
  return outcome.status === "complete" ? 0 : 1;
}

/** The parts of the key in `--run`; refuses those that no run has, before anything starts. */
async function chosenParts(
  root: string,
  ids: readonly string[],
  preset: string,
  text: string,
): Promise<readonly (readonly [string, string])[]> {
  const parts = parseRunName(text);
  if (parts === undefined) {
    throw new UserError({
      what: `\`${text}\` is not the key of a run`,
      where: "--run",
      fix: "Write it like `--run method=exact`, with commas between several parts.",
      exitCode: exitStatus.usage,
    });
  }
  const discovered = await discoverExperiments(root, ids);
  const keys = discovered.flatMap((each) => runsOf(root, each, paramsOf(each, preset)).map(({ key }) => key));
  if (keys.some((key) => matchesRun(key, parts))) return parts;
  const names = keys.map(runName);
  throw new UserError({
    what: `no run of ${ids.join(", ")} with the preset ${preset} has the key \`${text}\``,
    where: "--run",
    fix: `The runs are ${names.slice(0, 12).join("; ")}${names.length > 12 ? "; …" : ""}.`,
    exitCode: exitStatus.usage,
  });
}
