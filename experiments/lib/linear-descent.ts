import type * as tfjs from "@tensorflow/tfjs-node";
import type { TensorFlow } from "reprise";
import { backward, expectedLoss, forward } from "./linear-network.ts";

type Tensor = tfjs.Tensor;

/** Full-batch gradient descent of deep linear networks on ½‖W_L ⋯ W_1 − A‖²_F, several networks side by side. */
export interface Descent {
  /** L tensors `[runs, n, n]`; disposed of as they are replaced. */
  readonly weights: readonly Tensor[];
  /** A, `[runs, n, n]`. */
  readonly target: Tensor;
  /** Learning rate of each run. */
  readonly rates: readonly number[];
  readonly steps: number;
}

/**
 * Descends, and calls `visit` with the number of steps taken and the product W_L ⋯ W_1, `[runs, n, n]`, before every step and after
 * the last; the product is disposed of after the visit. A visit that returns `true` ends the descent.
 */
export function descend(
  tf: TensorFlow,
  { weights: initial, target, rates, steps }: Descent,
  visit: (step: number, product: Tensor) => boolean | undefined,
): void {
  const [runs = 0, n = 0] = target.shape;
  // examples are rows: with the identity as input, the output is the transpose of the product
  const identity = tf.tidy(() => tf.tile(tf.expandDims(tf.eye(n), 0), [runs, 1, 1]));
  const transposedTarget = tf.transpose(target, [0, 2, 1]);
  const rate = tf.tensor(Float32Array.from(rates), [runs, 1, 1]);
  let weights = [...initial];
  for (let step = 0; ; step++) {
    const { next, ended } = tf.tidy(() => {
      const activations = forward(tf, weights, identity);
      const output = activations.at(-1) as Tensor;
      const finished = visit(step, tf.transpose(output, [0, 2, 1])) === true || step === steps;
      if (finished) return { next: [] as Tensor[], ended: true };
      const updated = [...weights];
      backward(tf, weights, activations, tf.sub(output, transposedTarget), {
        onWeight: (layer, gradient) => {
          updated[layer] = tf.sub(weights[layer] as Tensor, tf.mul(gradient, rate));
        },
      });
      return { next: updated, ended: false };
    }) as { next: Tensor[]; ended: boolean };
    tf.dispose(weights);
    if (ended) break;
    weights = next;
  }
  tf.dispose([identity, transposedTarget, rate]);
}

/**
 * Steps until each run's loss per output, ‖W_L ⋯ W_1 − A‖²_F / n, is at most `threshold`; `null` for a run that has not got there.
 * Ends after `descent.steps`, when nothing is left to wait for (a run that has diverged stays so), or when `enough` says so.
 */
export function stepsToReach(
  tf: TensorFlow,
  descent: Descent,
  threshold: number,
  enough: (reached: readonly (number | null)[]) => boolean = () => false,
): (number | null)[] {
  const reached: (number | null)[] = descent.rates.map(() => null);
  descend(tf, descent, (step, product) => {
    const losses = expectedLoss(tf, product, descent.target).dataSync<"float32">();
    losses.forEach((loss, run) => {
      if (reached[run] === null && loss <= threshold) reached[run] = step;
    });
    return enough(reached) || reached.every((value, run) => value !== null || !Number.isFinite(losses[run]));
  });
  return reached;
}
