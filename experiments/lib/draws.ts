import type * as tfjs from "@tensorflow/tfjs-node";
import type { RandomStream, TensorFlow } from "reprise";

/** Gives the random stream of a name, as `RunContext.random` does. */
export type RandomSource = (...path: readonly (string | number)[]) => RandomStream;

/**
 * One stream for each independent run (replicate). The stream depends on the replicate's number alone, so run 7 draws
 * the same numbers whether it is trained alone, with nine others, or in another block.
 */
export function replicateStreams(
  random: RandomSource,
  name: string,
  replicates: readonly number[],
): readonly RandomStream[] {
  return replicates.map((replicate) => random(name, replicate));
}

/** Independent normals of standard deviation `sd`, `[streams, ...shape]`; block `i` continues stream `i`. */
export function normals(
  tf: TensorFlow,
  streams: readonly RandomStream[],
  shape: readonly number[],
  sd = 1,
): tfjs.Tensor {
  const size = shape.reduce((product, length) => product * length, 1);
  const values = new Float32Array(streams.length * size);
  streams.forEach((stream, i) => {
    stream.fillNormal(values.subarray(i * size, (i + 1) * size), sd);
  });
  return tf.tensor(values, [streams.length, ...shape], "float32");
}
