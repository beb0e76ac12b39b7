import { availableParallelism } from "node:os";
import { makePlan } from "../engine/plan.ts";
import { openStore, storeDirectory } from "../engine/store.ts";
import { openTally, plannedWork } from "../engine/tally.ts";
import { count, duration } from "../progress/words.ts";
import { publishedSeed } from "./options.ts";
import type { Session } from "./session.ts";

/** `plan`: says what `build` or `draft` would run and about how long it would take, and runs nothing. */
export async function planCommand(
  session: Session,
  ids: readonly string[],
  { preset }: { readonly preset: string },
): Promise<number> {
  const { root, options } = session;
  const store = openStore(storeDirectory(root));
  const only = ids.length > 0 ? ids : undefined;
  const plan = await makePlan({ root, preset, seed: publishedSeed, only, store });
  const works = plan.experiments.map((planned) => ({
    ...plannedWork(openTally(planned, undefined)),
    assemble: planned.artifact === undefined,
  }));
  const width = Math.max(...works.map(({ experiment }) => experiment.length));
  for (const { experiment, runs, missing, seconds, assemble } of works) {
    const time =
      seconds === undefined ? "time unknown: not run here yet" : `about ${duration(seconds)} of one core`;
    const what =
      missing > 0
        ? `${missing} of ${count(runs, "run")}, ${time}`
        : assemble
          ? "assembly only"
          : "up to date";
    session.say(`${experiment.padEnd(width)}  ${what}`);
  }
  const total = works.reduce((sum, { missing }) => sum + missing, 0);
  const known = works.every(({ seconds }) => seconds !== undefined);
  const seconds = works.reduce((sum, each) => sum + (each.seconds ?? 0), 0);
  const workers = Math.min(options.workers ?? availableParallelism(), total);
  const assemblies = works.filter(({ assemble }) => assemble).length;
  if (total === 0 && assemblies > 0) session.say(`No run, and ${count(assemblies, "artifact")} to assemble.`);
  else if (total === 0) session.say("Nothing is to run.");
  else {
    const time = known
      ? `about ${duration(seconds / workers)} with ${count(workers, "worker")}`
      : "time unknown";
    session.say(`In all ${count(total, "run")}, ${time}.`);
  }
  session.tell({ type: "plan", preset, seed: plan.seed, workers, experiments: works });
  return 0;
}
