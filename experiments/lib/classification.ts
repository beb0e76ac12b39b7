import type * as tfjs from "@tensorflow/tfjs-node";
import type { TensorFlow } from "reprise";
import { backwardMlp, forwardMlp, type Mlp } from "./mlp.ts";
import type { Optimizer } from "./optimizers.ts";

type Tensor = tfjs.Tensor;

/** Cross-entropy of softmax outputs, and how they move with the outputs. */
export interface CrossEntropy {
  /** Mean over examples of −log p(class), `[runs]`. */
  readonly loss: Tensor;
  /** Its gradient with respect to the outputs, `[runs, batch, classes]`. */
  readonly gradient: Tensor;
  /** softmax(outputs), `[runs, batch, classes]`. */
  readonly probabilities: Tensor;
}

/** `outputs` and `targets` (one-hot) are `[runs, batch, classes]`; the targets may have a leading axis of 1. */
export function crossEntropy(tf: TensorFlow, outputs: Tensor, targets: Tensor): CrossEntropy {
  const [, batch = 1] = outputs.shape;
  const logarithms = tf.logSoftmax(outputs);
  const probabilities = tf.exp(logarithms);
  return {
    loss: tf.div(tf.sum(tf.mul(logarithms, targets), [1, 2]), -batch),
    gradient: tf.div(tf.sub(probabilities, targets), batch),
    probabilities,
  };
}

/**
 * One step of training on `x [runs, batch, inputs]` and one-hot `targets [runs, batch, classes]`; returns loss and accuracy
 * on them before the step.
 * `regularize(parameter, value)` may give a gradient to be added for a parameter.
 */
export function classificationStep(
  tf: TensorFlow,
  mlp: Mlp,
  optimizer: Optimizer,
  x: Tensor,
  targets: Tensor,
  regularize: (parameter: number, value: Tensor) => Tensor | undefined = () => undefined,
): Classified {
  let measured: Classified = { loss: new Float32Array(), accuracy: new Float32Array() };
  optimizer.step((apply) =>
    tf.tidy(() => {
      const parameters = optimizer.values();
      const pass = forwardMlp(tf, mlp, parameters, x);
      const { loss, gradient } = crossEntropy(tf, pass.output, targets);
      measured = { loss: values(loss), accuracy: accuracyOf(tf, pass.output, targets) };
      backwardMlp(tf, mlp, parameters, pass, gradient, (index, g) => {
        const extra = regularize(index, parameters[index] as Tensor);
        // A parameter that nobody holds is changed in place, one that is held is copied first
        parameters[index]?.dispose();
        apply(index, extra === undefined ? g : tf.add(g, extra));
        g.dispose();
      });
    }),
  );
  return measured;
}

/** Loss and accuracy, both `[runs]`. */
export interface Classified {
  readonly loss: Float32Array;
  readonly accuracy: Float32Array;
}

/** Loss and accuracy on given examples. */
export function classify(
  tf: TensorFlow,
  mlp: Mlp,
  parameters: readonly Tensor[],
  x: Tensor,
  targets: Tensor,
): Classified {
  return tf.tidy(() => {
    const { output } = forwardMlp(tf, mlp, parameters, x);
    return {
      loss: values(crossEntropy(tf, output, targets).loss),
      accuracy: accuracyOf(tf, output, targets),
    };
  });
}

function accuracyOf(tf: TensorFlow, output: Tensor, targets: Tensor): Float32Array {
  const right = tf.equal(tf.argMax(output, -1), tf.argMax(targets, -1));
  return values(tf.mean(tf.cast(right, "float32"), -1));
}

function values(tensor: Tensor): Float32Array {
  return tensor.dataSync<"float32">().slice();
}
