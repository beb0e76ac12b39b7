import type { z } from "zod";

/** A significance test as it was made. */
export interface Test {
  /** Such as `paired t test`. */
  readonly name: string;
  readonly t: number;
  readonly degreesOfFreedom: number;
  /** Two-sided. */
  readonly p: number;
  /** The p below which it decides. */
  readonly level: number;
}

/** What the numbers say of a claim. */
interface Numbers {
  /** The predicate in words: what the claim means. */
  readonly predicate: string;
  readonly expected: string;
  readonly found: string;
  /** Independent observations behind it; of several samples the fewest. */
  readonly n: number;
  /** Undefined for a claim that is a matter of counting. */
  readonly test?: Test;
  readonly effect?: { readonly name: string; readonly value: number };
}

/** The verdict on a claim, with its evidence. */
export type Finding =
  | (Numbers & { readonly verdict: "holds" | "fails" })
  /** The test has no power: with so few observations it would say nothing of a true claim either. */
  | (Numbers & { readonly verdict: "undecided"; readonly reason: string });

/** What an experiment's `claims.ts` asserts of its artifact: claim id → predicate. */
export interface Claims<S extends z.ZodType> {
  readonly artifact: S;
  readonly predicates: Readonly<Record<string, (artifact: z.infer<S>) => Finding>>;
}

export type AnyClaims = Claims<z.ZodType>;

/**
 * Declares what the prose asserts of an artifact: predicates by id, each a pure function of the artifact made of
 * `orderedMeans`, `monotone`, `withinTolerance`, `fractionOf` or `exactly`. The default export of
 * `experiments/<id>/claims.ts`; no part of the experiment's fingerprint, and evaluated at every build.
 */
export function defineClaims<S extends z.ZodType>(
  artifact: S,
  predicates: Claims<S>["predicates"],
): Claims<S> {
  return { artifact, predicates };
}
