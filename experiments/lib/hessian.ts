import type * as tfjs from "@tensorflow/tfjs-node";
import type { TensorFlow } from "reprise";
import { activationGradient } from "./activations.ts";
import { crossEntropy } from "./classification.ts";
import { forwardMlp, type Mlp } from "./mlp.ts";
import { noSkip, skipBackward, skipForward } from "./skips.ts";

type Tensor = tfjs.Tensor;

/** A symmetric linear map on vectors of parameters, one for each run: `[runs, P]` to `[runs, P]`. */
export interface SymmetricOperator {
  readonly runs: number;
  /** P, parameters of one network. */
  readonly size: number;
  apply(vector: Tensor): Tensor;
  dispose(): void;
}

/**
 * The Hessian of the mean cross-entropy on given examples, with respect to all parameters in their order, as a map. Products are
 * exact and cost about two gradients: the chain rule, differentiated along the vector (Pearlmutter 1994). Networks without
 * normalization whose activation is piecewise linear, so that φ'' is 0 wherever there is one.
 */
export function hessian(
  tf: TensorFlow,
  mlp: Mlp,
  parameters: readonly Tensor[],
  x: Tensor,
  targets: Tensor,
): SymmetricOperator {
  if ((mlp.normalization ?? "none") !== "none" || mlp.activation === "tanh") {
    throw new RangeError("second derivatives of normalizations and of tanh are not implemented");
  }
  const depth = parameters.length / 2 - 1;
  const [runs = 0, batch = 1] = x.shape;
  const skip = mlp.skip ?? noSkip;
  const sizes = parameters.map(({ shape }) =>
    shape.slice(1).reduce((product, length) => product * length, 1),
  );
  const size = sizes.reduce((sum, length) => sum + length, 0);

  // What does not depend on the vector: activities, and gradients at outputs and pre-activations
  const kept = tf.tidy(() => {
    const pass = forwardMlp(tf, mlp, parameters, x);
    const { gradient, probabilities } = crossEntropy(tf, pass.output, targets);
    const deltas: Tensor[] = [];
    const back = skipBackward(tf, skip, depth);
    let below = tf.matMul(gradient, parameters[2 * depth] as Tensor);
    for (let l = depth - 1; l >= 0; l--) {
      const joined = back(below);
      const delta = activationGradient(tf, mlp.activation, (pass.layers[l] as Layer).output, joined.branch);
      deltas[l] = delta;
      if (l > 0) below = joined.carry(tf.matMul(delta, parameters[2 * l] as Tensor));
    }
    return {
      inputs: pass.layers.map(({ input }) => tf.keep(input.clone())),
      outputs: pass.layers.map(({ output }) => tf.keep(output.clone())),
      last: tf.keep((pass.hidden.at(-1) as Tensor).clone()),
      gradient: tf.keep(gradient),
      probabilities: tf.keep(probabilities),
      deltas: deltas.map((delta) => tf.keep(delta.clone())),
    };
  });

  const apply = (vector: Tensor) =>
    tf.tidy(() => {
      const pieces = tf
        .split(vector, sizes, 1)
        .map((piece, i) => tf.reshape(piece, (parameters[i] as Tensor).shape));
      const direction = (i: number) => pieces[i] as Tensor;
      const weight = (l: number) => parameters[2 * l] as Tensor;
      const product: Tensor[] = [];

      // How activities move along the vector
      const join = skipForward(tf, skip);
      const movedInputs: (Tensor | undefined)[] = [undefined];
      for (let l = 0; l < depth; l++) {
        const own = tf.add(
          tf.matMul(kept.inputs[l] as Tensor, direction(2 * l), false, true),
          direction(2 * l + 1),
        );
        const moved = movedInputs[l];
        const z = moved === undefined ? own : tf.add(own, tf.matMul(moved, weight(l), false, true));
        movedInputs.push(join(activationGradient(tf, mlp.activation, kept.outputs[l] as Tensor, z)));
      }
      const movedLast = movedInputs[depth] as Tensor;
      const movedOutput = tf.add(
        tf.add(tf.matMul(kept.last, direction(2 * depth), false, true), direction(2 * depth + 1)),
        tf.matMul(movedLast, weight(depth), false, true),
      );

      // How gradients move
      const centred = tf.sub(movedOutput, tf.sum(tf.mul(kept.probabilities, movedOutput), -1, true));
      let movedGradient = tf.div(tf.mul(kept.probabilities, centred), batch);
      const give = (
        l: number,
        delta: Tensor,
        moved: Tensor,
        input: Tensor,
        movedInput: Tensor | undefined,
      ) => {
        const first = tf.matMul(moved, input, true, false);
        product[2 * l] =
          movedInput === undefined ? first : tf.add(first, tf.matMul(delta, movedInput, true, false));
        product[2 * l + 1] = tf.sum(moved, 1, true);
      };
      give(depth, kept.gradient, movedGradient, kept.last, movedLast);
      const back = skipBackward(tf, skip, depth);
      movedGradient = tf.add(
        tf.matMul(movedGradient, weight(depth)),
        tf.matMul(kept.gradient, direction(2 * depth)),
      );
      for (let l = depth - 1; l >= 0; l--) {
        const joined = back(movedGradient);
        const delta = kept.deltas[l] as Tensor;
        const moved = activationGradient(tf, mlp.activation, kept.outputs[l] as Tensor, joined.branch);
        if (l > 0) {
          movedGradient = joined.carry(
            tf.add(tf.matMul(moved, weight(l)), tf.matMul(delta, direction(2 * l))),
          );
        }
        give(l, delta, moved, kept.inputs[l] as Tensor, movedInputs[l]);
      }
      return tf.concat(
        product.map((piece) => tf.reshape(piece, [runs, -1])),
        1,
      );
    });

  return {
    runs,
    size,
    apply,
    dispose() {
      tf.dispose([
        ...kept.inputs,
        ...kept.outputs,
        ...kept.deltas,
        kept.last,
        kept.gradient,
        kept.probabilities,
      ]);
    },
  };
}

type Layer = ReturnType<typeof forwardMlp>["layers"][number];
