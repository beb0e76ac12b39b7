import { z } from "zod";
import { plannedWork } from "./events-report.ts";

/** What `plan --json` prints. A change of meaning or of a field's name gets a new version. */
export const planReport = z.strictObject({
  type: z.literal("plan"),
  version: z.literal(1),
  preset: z.string(),
  seed: z.number(),
  /** Worker processes that a build would start. */
  workers: z.number(),
  /** About how long it would take with so many workers; null when the time of some run is not known. */
  seconds: z.number().nullable(),
  experiments: z.array(
    plannedWork.extend({
      /** Seconds of one worker; null when nothing tells how long its missing runs take. */
      seconds: z.number().nullable(),
      /** Whether its artifact is to be assembled. */
      assemble: z.boolean(),
    }),
  ),
});

export type PlanReport = z.infer<typeof planReport>;
