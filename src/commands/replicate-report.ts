import { z } from "zod";

const verdict = z.enum(["holds", "fails", "undecided"]);

const evidence = z.strictObject({
  verdict,
  expected: z.string(),
  found: z.string(),
  /** In units of `effect` of the claim; null where the predicate has no effect size. */
  effect: z.number().nullable(),
});

const replicatedClaim = z.strictObject({
  /** `<experiment>.<claim>` */
  claim: z.string(),
  predicate: z.string(),
  /** Name of the effect size, such as `Cohen’s d`; null where the predicate has none. */
  effect: z.string().nullable(),
  /** On the published artifact; null when that is not on this machine. */
  published: evidence.nullable(),
  /** One for each seed with which the experiment did not fail. */
  replications: z.array(evidence.extend({ seed: z.number() })),
  /** Replications in which the claim holds, is refuted, is undecided. */
  held: z.number(),
  refuted: z.number(),
  undecided: z.number(),
});

/** What `replicate --json` prints in its last line. A change of meaning or of a field's name gets a new version. */
export const replicateReport = z.strictObject({
  type: z.literal("replicate"),
  version: z.literal(1),
  /** `refuted`: some claim in some replication. `incomplete`: not every experiment could be computed with every seed. */
  status: z.enum(["replicated", "refuted", "incomplete"]),
  preset: z.string(),
  /** The fresh root seeds, in order. */
  seeds: z.array(z.number()),
  claims: z.array(replicatedClaim),
});

export type ReplicateReport = z.infer<typeof replicateReport>;
export type ReplicatedClaim = z.infer<typeof replicatedClaim>;
export type Evidence = z.infer<typeof evidence>;
