import { type CurveEstimate, type Estimate, estimate, estimateCurve } from "./statistics.ts";

/** What a block of independent runs of one condition measured. */
export interface TrainingCurves {
  /** `[runs][points]` */
  readonly loss: readonly ArrayLike<number>[];
  /** `[runs][epochs measured][L + 1]` */
  readonly gradients: readonly (readonly ArrayLike<number>[])[];
}

export interface TrainingSummary {
  mse: CurveEstimate;
  /** Keyed by epoch. */
  gradients: Record<string, CurveEstimate>;
}

/** Summarizes the runs of all blocks of one condition; `epochs` names the points at which gradients were measured. */
export function summarizeTraining(
  blocks: readonly TrainingCurves[],
  epochs: readonly number[],
): TrainingSummary {
  const gradients = blocks.flatMap((block) => block.gradients);
  return {
    mse: estimateCurve(blocks.flatMap((block) => block.loss)),
    gradients: Object.fromEntries(
      epochs.map((epoch, index) => [
        String(epoch),
        estimateCurve(gradients.map((points) => points[index] as ArrayLike<number>)),
      ]),
    ),
  };
}

/** The loss at the last point. */
export function finalLoss({ mse }: TrainingSummary): Estimate {
  return estimate(mse.replicates.map((curve) => curve.at(-1) as number));
}

/** At each epoch measured, the number of layers at which the mean gradient norm of `a` exceeds that of `b`. */
export function layersWhereLarger(a: TrainingSummary, b: TrainingSummary): Record<string, number> {
  return Object.fromEntries(
    Object.entries(a.gradients).map(([epoch, { mean }]) => [
      epoch,
      mean.filter((norm, l) => norm > (b.gradients[epoch]?.mean[l] as number)).length,
    ]),
  );
}
