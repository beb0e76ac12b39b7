import { z } from "zod";

const fieldChange = z.strictObject({
  /** Such as `input.tosses`, `packages[zod].version`, `data.labels.sha256`, `code`. */
  path: z.string(),
  /** Absent where the field is. */
  before: z.json().optional(),
  after: z.json().optional(),
});

const moduleChange = z.strictObject({
  /** Relative to the root; of the generator's own code, `reprise/` and the path in it. */
  module: z.string(),
  change: z.enum(["changed", "reached", "no longer reached"]),
  /** Of a changed module: the declarations that were edited, came or went, such as `function mean`. */
  declarations: z.array(z.string()),
});

const changes = {
  /** Fields of the fingerprint that differ from those of the last result. */
  changes: z.array(fieldChange),
  /** Which modules differ, if the code does; null when nothing on this machine tells what it was before. */
  modules: z.array(moduleChange).nullable(),
};

/** Runs that are to run for one and the same reason. */
const runReason = z.strictObject({
  runs: z.array(z.string()),
  /** `new`: no earlier result of the key. `lost`: nothing has changed, but the result is gone or damaged. */
  reason: z.enum(["changed", "new", "lost"]),
  ...changes,
});

/** What `why --json` prints. A change of meaning or of a field's name gets a new version. */
export const whyReport = z.strictObject({
  type: z.literal("why"),
  version: z.literal(1),
  experiment: z.string(),
  preset: z.string(),
  status: z.enum(["up to date", "to do"]),
  runs: z.array(runReason),
  /** Null when the artifact need not be assembled. */
  assembly: z.strictObject({ reason: z.enum(["runs", "changed", "new"]), ...changes }).nullable(),
});

export type WhyReport = z.infer<typeof whyReport>;
export type RunReason = z.infer<typeof runReason>;
export type Assembly = NonNullable<WhyReport["assembly"]>;
