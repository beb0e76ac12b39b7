import { written } from "../engine/significant.ts";
import type { ReplicatedClaim } from "./replicate-report.ts";

/** A line for each claim: held in how many replications, with effect sizes; below it, each time that it did not hold. */
export function replicationLines(claims: readonly ReplicatedClaim[], seeds: number): readonly string[] {
  const width = Math.max(...claims.map(({ claim }) => claim.length));
  return claims.flatMap((claim) => [
    `${claim.claim.padEnd(width)}  ${[tally(claim, seeds), effects(claim)].filter(Boolean).join("; ")}`,
    ...claim.replications
      .filter(({ verdict }) => verdict !== "holds")
      .map(
        ({ seed, verdict, expected, found }) =>
          `  seed ${seed}: ${verdict === "fails" ? "REFUTED" : "undecided"}: ${claim.predicate}: expected ${expected}, found ${found}`,
      ),
  ]);
}

function tally({ replications, held, refuted, undecided }: ReplicatedClaim, seeds: number): string {
  const failed = seeds - replications.length;
  return [
    `held in ${held} of ${seeds}`,
    refuted > 0 ? `refuted in ${refuted}` : undefined,
    undecided > 0 ? `undecided in ${undecided}` : undefined,
    failed > 0 ? `not computed in ${failed}` : undefined,
  ]
    .filter(Boolean)
    .join(", ");
}

/** The range of the effect over the replications, beside that of what is published. */
function effects({ effect, replications, published }: ReplicatedClaim): string | undefined {
  const sizes = replications.flatMap((each) => (each.effect === null ? [] : [each.effect]));
  if (effect === null || sizes.length === 0) return undefined;
  const [least, most] = [written(Math.min(...sizes)), written(Math.max(...sizes))];
  const range = least === most ? least : `${least} to ${most}`;
  const before = published?.effect == null ? "" : ` (published: ${written(published.effect)})`;
  return `${effect} ${range}${before}`;
}
