import type { AssembleContext } from "reprise";
import { forEachCondition } from "../lib/conditions.ts";
import { lowRankLoss, rankOfLoss, type SingularDirections } from "../lib/learned-directions.ts";
import { column, estimate, estimateCurve, mean } from "../lib/statistics.ts";
import {
  finalLoss,
  layersWhereLarger,
  summarizeTraining,
  type TrainingCurves,
} from "../lib/training-summary.ts";
import type { Artifact } from "./artifact.ts";

interface Params {
  readonly epochs: number;
  readonly blocks: number;
  readonly gradientEpochs: readonly number[];
}

/** Puts the blocks of each condition together and draws the comparisons that the prose makes. */
export function assemble<Input>({
  params,
  results,
}: AssembleContext<Params, Input, TrainingCurves & SingularDirections>): Artifact {
  const parts = forEachCondition((init) =>
    Array.from({ length: params.blocks }, (_, block) => results.get({ init, block })),
  );
  const conditions = forEachCondition((init) => summarizeTraining(parts[init], params.gradientEpochs));
  const final = forEachCondition((init) => finalLoss(conditions[init]));
  // All conditions have the same targets
  const lowRank = parts["fold-0"].flatMap((part) => part.strengths.map(lowRankLoss));
  return {
    epochs: Array.from({ length: params.epochs + 1 }, (_, epoch) => epoch),
    conditions,
    final,
    order: {
      fold1LargerThanFold0: layersWhereLarger(conditions["fold-1"], conditions["fold-0"]),
      orthogonalSmallerThanFold0: layersWhereLarger(conditions["fold-0"], conditions.orthogonal),
    },
    plateau: {
      residual: estimateCurve(lowRank).mean,
      rank: forEachCondition((init) =>
        estimate(
          conditions[init].mse.replicates.map((loss, run) =>
            rankOfLoss(lowRank[run] as number[], loss.at(-1) as number),
          ),
        ),
      ),
      learned: forEachCondition((init) => meanShares(parts[init])),
    },
  };
}

/** Mean over runs of `u_kᵀ P v_k / s_k`, for every `k`. */
function meanShares(parts: readonly SingularDirections[]): number[] {
  const shares = parts.flatMap(({ learned, strengths }) =>
    learned.map((elements, run) =>
      Float64Array.from(elements, (element, k) => element / (strengths[run]?.[k] as number)),
    ),
  );
  return Array.from({ length: shares[0]?.length ?? 0 }, (_, k) => mean(column(shares, k)));
}
