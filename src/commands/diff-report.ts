import { z } from "zod";
import { digestSchema } from "../engine/fields.ts";

const change = z.strictObject({ path: z.string(), change: z.number() });

/** How the values of two versions differ, in short. */
const movement = z.strictObject({
  /** Values in the earlier version; how many of them moved or are gone, and how many are new. */
  values: z.number(),
  moved: z.number(),
  gone: z.number(),
  added: z.number(),
  /** The largest |after − before|; null when no number moved. */
  largestAbsolute: change.nullable(),
  /** The largest |after − before| / |before|; numbers that were zero do not count. */
  largestRelative: change.nullable(),
});

const artifactChange = z.strictObject({
  experiment: z.string(),
  change: z.enum(["changed", "new", "removed"]),
  before: digestSchema.nullable(),
  after: digestSchema.nullable(),
  /** Null unless changed. */
  movement: movement.nullable(),
});

const boundNumber = z.strictObject({
  /** What it is bound to, such as `coin.tosses.0.heads`; of a formula, its source. */
  path: z.string(),
  /** As it is printed. */
  text: z.string(),
});

const sentence = z.strictObject({
  /** Relative to the root. */
  file: z.string(),
  line: z.number(),
  /** With its numbers as they are printed. */
  text: z.string(),
  numbers: z.array(boundNumber),
  /** Claims that it makes, as `<experiment>.<claim>`. */
  claims: z.array(z.string()),
});

const sentenceChange = z.strictObject({
  /**
   * `numbers`: the same words with other numbers. `rebound`: it reads the same, and its numbers are bound to something else,
   * or are typed in one of the versions.
   */
  change: z.enum(["numbers", "rebound", "reworded", "new", "removed"]),
  before: sentence.nullable(),
  after: sentence.nullable(),
});

const finding = z.strictObject({
  verdict: z.enum(["holds", "fails", "undecided"]),
  predicate: z.string(),
  expected: z.string(),
  found: z.string(),
  /** Size of the effect, where the predicate has one. */
  effect: z.strictObject({ name: z.string(), value: z.number() }).nullable(),
});

const claimChange = z.strictObject({
  /** `<experiment>.<claim>` */
  claim: z.string(),
  /**
   * `refuted`: it held, and fails. `weakened`: it held, and is undecided. `mended`: it did not hold, and holds. `other`: it
   * was undecided and fails, or failed and is undecided. With the same verdict, `restated`: it expects something else;
   * `moved`: what is found is something else.
   */
  change: z.enum(["refuted", "weakened", "mended", "other", "restated", "moved", "new", "removed"]),
  before: finding.nullable(),
  after: finding.nullable(),
  /** Where sentences make it, as `file:line`; of a claim that was removed, where they did. */
  cited: z.array(z.string()),
});

const figureChange = z.strictObject({
  paper: z.string(),
  id: z.string(),
  change: z.enum(["changed", "new", "removed", "not comparable"]),
  /** Its number in the paper. */
  before: z.number().nullable(),
  after: z.number().nullable(),
  /** How the drawn data moved; null when they did not. */
  data: movement.nullable(),
  /** Paths in the Vega-Lite specification, data aside, that differ. */
  design: z.array(z.string()),
  /** Which of what is said of it differs. */
  texts: z.array(z.enum(["title", "description", "table"])),
  /** Why it cannot be compared. */
  reason: z.string().nullable(),
});

/** What `diff --json` prints last. A change of meaning or of a field's name gets a new version. */
export const diffReport = z.strictObject({
  type: z.literal("diff"),
  version: z.literal(1),
  /** `refuted`: different, and a claim that held is refuted. */
  status: z.enum(["same", "different", "refuted"]),
  preset: z.string(),
  before: z.strictObject({ revision: z.string(), commit: z.string() }),
  after: z.strictObject({
    /** The commit that is checked out; null before the first. */
    commit: z.string().nullable(),
    /** Whether files differ from that commit. */
    changed: z.boolean(),
    /** Experiments whose results here are those of an earlier version of their code or params. */
    stale: z.array(z.string()),
  }),
  /** What could not be compared, in words. */
  notes: z.array(z.string()),
  artifacts: z.array(artifactChange),
  sentences: z.array(sentenceChange),
  claims: z.array(claimChange),
  figures: z.array(figureChange),
});

export type DiffReport = z.infer<typeof diffReport>;
export type ArtifactChange = z.infer<typeof artifactChange>;
export type Sentence = z.infer<typeof sentence>;
export type SentenceChange = z.infer<typeof sentenceChange>;
export type ClaimChange = z.infer<typeof claimChange>;
export type FigureChange = z.infer<typeof figureChange>;
export type MovementInShort = z.infer<typeof movement>;
