import type { TensorFlow } from "reprise";
import { normals, type RandomSource, replicateStreams } from "../lib/draws.ts";
import { spectralParticipation } from "../lib/effective-rank.ts";
import { gaussian, type Initialization, initialWeights } from "../lib/initialization.ts";
import { gradientSizes } from "../lib/linear-network.ts";
import { mean } from "../lib/statistics.ts";

/** What is measured on a network that is not trained yet. */
export interface Initial {
  /** Gradient norm averaged over layers. */
  readonly gradient: number;
  /** Participation ratio of the squared singular values of its first weight matrix. */
  readonly participation: number;
}

/** Networks of these numbers, with the draws that training would start from. */
export function beforeTraining(
  tf: TensorFlow,
  random: RandomSource,
  {
    initialization,
    depth,
    width,
    batch,
    replicates,
  }: {
    readonly initialization: Initialization;
    readonly depth: number;
    readonly width: number;
    readonly batch: number;
    readonly replicates: readonly number[];
  },
): Initial[] {
  return tf.tidy(() => {
    const streams = (name: string) => replicateStreams(random, name, replicates);
    const target = gaussian(tf, streams("target"), width, width);
    const weights = initialWeights(tf, initialization, streams("weights"), depth, width);
    const x = normals(tf, streams("evaluation"), [batch, width]);
    const { meanNorm } = gradientSizes(tf, weights, x, tf.matMul(x, target, false, true));
    const [first] = weights;
    if (first === undefined) throw new RangeError("a network without layers");
    const participation = spectralParticipation(tf, first);
    return replicates.map((_, run) => ({
      gradient: mean(meanNorm.map((norms) => norms[run] as number)),
      participation: participation[run] as number,
    }));
  });
}
