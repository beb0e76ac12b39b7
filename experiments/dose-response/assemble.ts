import type { AssembleContext } from "reprise";
import { estimate, estimateCurve, mean } from "../lib/statistics.ts";
import type { TrainingCurves } from "../lib/training-summary.ts";
import type { Artifact } from "./artifact.ts";
import type { Initial } from "./before-training.ts";

interface Params {
  readonly doses: readonly { readonly exponent: number; readonly folds: number }[];
  readonly steps: number;
  readonly every: number;
  readonly width: number;
}

interface Measured extends TrainingCurves {
  readonly initial: readonly Initial[];
}

/** Summarizes each dose, and tells what rises with it. */
export function assemble<Input>({
  params: { doses: parameters, steps, every, width },
  results,
}: AssembleContext<Params, Input, Measured>): Artifact {
  const doses = parameters.map((dose) => {
    const { loss, gradients, initial } = results.get({ ...dose });
    const gradient = gradients.map((points) => points.map((layers) => mean(layers)));
    return {
      ...dose,
      participation: mean(initial.map(({ participation }) => participation)) / width,
      mse: estimateCurve(loss),
      gradient: estimateCurve(gradient),
      final: summary(loss.map((curve) => curve[curve.length - 1] as number)),
      initialGradient: summary(initial.map(({ gradient: norm }) => norm)),
      trainingGradient: summary(gradient.map((curve) => mean(curve.slice(1)))),
    };
  });
  const rises = (of: (dose: (typeof doses)[number]) => { readonly mean: number }) =>
    doses.slice(1).every((dose, i) => of(dose).mean > of(doses[i] as typeof dose).mean);
  return {
    steps: Array.from({ length: Math.floor(steps / every) + 1 }, (_, i) => i * every),
    doses,
    monotone: {
      loss: rises(({ final }) => final),
      initialGradient: rises(({ initialGradient }) => initialGradient),
      trainingGradient: rises(({ trainingGradient }) => trainingGradient),
    },
  };
}

function summary(replicates: readonly number[]) {
  return { ...estimate(replicates), replicates: [...replicates] };
}
