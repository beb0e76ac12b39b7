import type * as tfjs from "@tensorflow/tfjs-node";
import type { RandomStream, TensorFlow } from "reprise";
import { classes, drawExamples, type LabelledImages, oneHotLabels, standardizedPixels } from "./mnist.ts";

/** Images and their classes for several runs: `x [runs, batch, pixels]`, one-hot `targets [runs, batch, 10]`. */
export interface Batch {
  readonly x: tfjs.Tensor;
  readonly targets: tfjs.Tensor;
}

/** A batch of its own for each run, drawn with replacement from the run's stream. */
export function drawBatch(
  tf: TensorFlow,
  images: LabelledImages,
  streams: readonly RandomStream[],
  size: number,
): Batch {
  const x = new Float32Array(streams.length * size * images.size);
  const targets = new Float32Array(streams.length * size * classes);
  streams.forEach((stream, run) => {
    const numbers = drawExamples(images, stream, size);
    x.set(standardizedPixels(images, numbers), run * size * images.size);
    targets.set(oneHotLabels(images, numbers), run * size * classes);
  });
  return {
    x: tf.tensor3d(x, [streams.length, size, images.size]),
    targets: tf.tensor3d(targets, [streams.length, size, classes]),
  };
}
