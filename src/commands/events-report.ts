import { z } from "zod";
import type { EngineEvent } from "../engine/events.ts";

const runName = {
  experiment: z.string(),
  /** The key as people write it: `method=exact,size=128`. */
  run: z.string(),
};

const failure = z
  .strictObject({
    what: z.string(),
    /** File and line in the project's own code, where known. */
    where: z.string().optional(),
    fix: z.string().optional(),
    stack: z.string().optional(),
  })
  .readonly();

/** How much of an experiment is to be done. */
export const plannedWork = z.strictObject({
  experiment: z.string(),
  title: z.string(),
  runs: z.number(),
  /** Runs whose results are in the store. */
  cached: z.number(),
  /** Runs that will run now. */
  missing: z.number(),
  /** Seconds that one worker is expected to need; absent when nothing of the kind has run here yet. */
  seconds: z.number().optional(),
});

/** What every command that computes prints while it works, one object a line. */
const engineEvents = [
  z.strictObject({
    type: z.literal("plan"),
    preset: z.string(),
    seed: z.number(),
    workers: z.number(),
    experiments: z.array(plannedWork.readonly()).readonly(),
  }),
  z.strictObject({
    type: z.literal("native"),
    progress: z
      .strictObject({
        phase: z.enum(["download", "unpack", "compile", "verify", "wait"]),
        fraction: z.number().optional(),
        message: z.string(),
      })
      .readonly(),
  }),
  z.strictObject({ type: z.literal("run-start"), ...runName }),
  z.strictObject({ type: z.literal("run-progress"), ...runName, fraction: z.number() }),
  z.strictObject({ type: z.literal("run-finish"), ...runName, seconds: z.number(), bytes: z.number() }),
  z.strictObject({ type: z.literal("run-fail"), ...runName, failure }),
  z.strictObject({ type: z.literal("output"), ...runName, text: z.string() }),
  z.strictObject({
    type: z.literal("artifact"),
    experiment: z.string(),
    hash: z.string(),
    bytes: z.number(),
    outcome: z.enum(["cached", "computed"]),
  }),
  z.strictObject({ type: z.literal("artifact-fail"), experiment: z.string(), failure }),
  z.strictObject({ type: z.literal("note"), message: z.string() }),
] as const;

const engineEvent = z.discriminatedUnion("type", engineEvents);

/** The event as it is printed; that the schemas describe every one is checked with the types. */
export function toldEvent(event: EngineEvent): Readonly<z.infer<typeof engineEvent>> {
  return event;
}

/** How the experiments of a preset came out, once all that could run has run. */
const finishEvent = z.strictObject({
  type: z.literal("finish"),
  status: z.enum(["complete", "failed", "interrupted"]),
  preset: z.string(),
  /** Runs that ran now, whose results were in the store, that have no result. */
  computed: z.number(),
  cached: z.number(),
  unfinished: z.number(),
  seconds: z.number(),
});

/** What a command that computes prints before its report. */
export const computingEvents = [...engineEvents, finishEvent] as const;
