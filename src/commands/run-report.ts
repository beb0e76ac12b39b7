import { z } from "zod";
import type { Outcome } from "../engine/engine.ts";
import { computingEvents } from "./events-report.ts";

/** How experiments came out; part of the reports of `run` and `build`. */
const outcome = {
  preset: z.string(),
  seed: z.number(),
  /** Runs that ran now, whose results were in the store, that have no result. */
  computed: z.number(),
  cached: z.number(),
  unfinished: z.number(),
  /** The artifacts that are up to date, sorted by experiment. */
  artifacts: z.array(z.strictObject({ experiment: z.string(), hash: z.string(), bytes: z.number() })),
  failures: z.array(
    z.strictObject({
      experiment: z.string(),
      /** The key of the run; null when the artifact could not be assembled. */
      run: z.string().nullable(),
      what: z.string(),
      where: z.string().nullable(),
      fix: z.string().nullable(),
    }),
  ),
};

/** What `run --json` prints in its last line. A change of meaning or of a field's name gets a new version. */
const runReport = z.strictObject({
  type: z.literal("run"),
  version: z.literal(1),
  status: z.enum(["complete", "failed", "interrupted"]),
  ...outcome,
});

/** What `build --json` and `draft --json` print in their last line. */
const buildReport = z.strictObject({
  type: z.literal("build"),
  version: z.literal(1),
  /** `failed`, `interrupted`: the site was not touched. */
  status: z.enum(["built", "failed", "interrupted"]),
  ...outcome,
  /** The folder of the site; null when it was not touched. */
  site: z.strictObject({ folder: z.string(), seconds: z.number() }).nullable(),
  /** How many claims hold, are refuted and are undecided; null when the site was not touched. */
  claims: z.strictObject({ hold: z.number(), refuted: z.number(), undecided: z.number() }).nullable(),
});

/** What `build --json` prints besides the events of computing. */
const buildingEvents = [
  z.strictObject({ type: z.literal("site"), folder: z.string(), seconds: z.number() }),
  z.strictObject({
    type: z.literal("lock"),
    /** Artifacts that are not as in the lock; a hash is absent where the artifact is. */
    differences: z.array(
      z.strictObject({ id: z.string(), expected: z.string().optional(), found: z.string().optional() }),
    ),
  }),
  z.strictObject({
    type: z.literal("claims"),
    /** As in the site's `claims.json`. */
    claims: z.array(
      z.looseObject({
        claim: z.string(),
        verdict: z.enum(["holds", "fails", "undecided"]),
        predicate: z.string(),
        expected: z.string(),
        found: z.string(),
        cited: z.array(
          z.strictObject({
            paper: z.string(),
            file: z.string(),
            line: z.number().nullable(),
            sentence: z.string(),
          }),
        ),
      }),
    ),
  }),
] as const;

/** A line of `run --json`. */
export const runLine = z.discriminatedUnion("type", [...computingEvents, runReport]);

/** A line of `build --json` or `draft --json`. */
export const buildLine = z.discriminatedUnion("type", [...computingEvents, ...buildingEvents, buildReport]);

export type RunReport = z.infer<typeof runReport>;
export type BuildReport = z.infer<typeof buildReport>;

/** What both reports say of the experiments. */
export function outcomeInReport({
  preset,
  seed,
  computed,
  cached,
  unfinished,
  artifacts,
  failures,
}: Outcome): Omit<RunReport, "type" | "version" | "status"> {
  return {
    preset,
    seed,
    computed,
    cached,
    unfinished,
    artifacts: Object.values(artifacts).map(({ id: experiment, hash, bytes }) => ({
      experiment,
      hash,
      bytes,
    })),
    failures: failures.map(({ experiment, run = null, what, where = null, fix = null }) => ({
      experiment,
      run,
      what,
      where,
      fix,
    })),
  };
}
