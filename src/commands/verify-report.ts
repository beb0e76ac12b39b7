import { z } from "zod";
import { digestSchema } from "../engine/fields.ts";

const change = z.strictObject({ path: z.string(), change: z.number() });

const movement = z.strictObject({
  /** Numbers, texts and truth values in the published artifact. */
  values: z.number(),
  /** Values that are in both artifacts and differ. */
  moved: z.array(z.strictObject({ path: z.string(), before: z.json(), after: z.json() })),
  /** Paths that only the published artifact has. */
  gone: z.array(z.string()),
  /** Paths that only the recomputed artifact has. */
  added: z.array(z.string()),
  /** The largest |after − before|; null when no number moved. */
  largestAbsolute: change.nullable(),
  /** The largest |after − before| / |before|; numbers that were zero do not count. */
  largestRelative: change.nullable(),
});

const comparison = z.strictObject({
  experiment: z.string(),
  /** `unlocked`: the lock does not have it. `gone`: the lock has it, and there is no such experiment. */
  status: z.enum(["identical", "different", "unlocked", "gone"]),
  /** SHA-256 in the lock. */
  expected: digestSchema.nullable(),
  /** SHA-256 of what was recomputed. */
  found: digestSchema.nullable(),
  /**
   * Whether code, params, data, packages and runtime are those of the published result; null when that cannot be
   * known, because the published results are not on this machine.
   */
  sameInputs: z.boolean().nullable(),
  /** Null unless different, and when the published artifact is not on this machine. */
  movement: movement.nullable(),
});

const verdict = z.enum(["holds", "fails", "undecided"]);

const affectedClaim = z.strictObject({
  /** `<experiment>.<claim>` */
  claim: z.string(),
  /** On the published artifact; null when that is not on this machine. */
  before: verdict.nullable(),
  /** On the recomputed artifact. */
  after: verdict,
  /** It fails now and did not before, or it held before and does not now. */
  broken: z.boolean(),
  predicate: z.string(),
  expected: z.string(),
  found: z.string(),
  /** The sentences that say so, with numbers as an ellipsis. */
  cited: z.array(z.strictObject({ file: z.string(), line: z.number(), sentence: z.string() })),
});

/** What `verify --json` prints in its last line. A change of meaning or of a field's name gets a new version. */
export const verifyReport = z.strictObject({
  type: z.literal("verify"),
  version: z.literal(1),
  /** `broken`: different, and some claim is broken. */
  status: z.enum(["identical", "different", "broken"]),
  preset: z.string(),
  seed: z.number(),
  /** Sorted by id. */
  artifacts: z.array(comparison),
  /** All claims made of artifacts that differ. */
  claims: z.array(affectedClaim),
});

export type VerifyReport = z.infer<typeof verifyReport>;
export type AffectedClaim = z.infer<typeof affectedClaim>;
export type Comparison = z.infer<typeof comparison>;
