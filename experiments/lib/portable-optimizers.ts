import type * as tfjs from "@tensorflow/tfjs-node";
import type { TensorFlow } from "reprise";
import type { Optimizer } from "./optimizers.ts";

type Tensor = tfjs.Tensor;

/** Plain gradient descent as `sgd` does it, written in tfjs operations that every backend has. */
export function composedSgd(
  tf: TensorFlow,
  initial: readonly Tensor[],
  { learningRate }: { readonly learningRate: number },
): Optimizer {
  const parameters = initial.map((value) => value.clone());
  return {
    values: () => parameters.map((parameter) => parameter.clone()),
    step: (gradients) =>
      tf.tidy(() =>
        gradients((index, gradient) => {
          const old = parameters[index];
          if (old === undefined)
            throw new RangeError(`no parameter ${index}: there are ${parameters.length}`);
          parameters[index] = tf.keep(tf.tidy(() => tf.sub(old, tf.mul(gradient, learningRate))));
          old.dispose();
        }),
      ),
    dispose: () => tf.dispose(parameters),
  };
}
