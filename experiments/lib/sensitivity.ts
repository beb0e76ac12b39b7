import type * as tfjs from "@tensorflow/tfjs-node";
import type { TensorFlow } from "reprise";

/**
 * How much a small random change of the input grows on its way through `map`: root mean square of the change of the map's value over
 * that of the input's, `[runs]`. Its mean square over random directions is ‖J‖²_F over the number of outputs, J being the Jacobian. `x` and `direction` are `[runs, batch, inputs]`; changes of all examples go
 * together, as they do in batch normalization. By a central difference over `2 · step`.
 */
export function sensitivity(
  tf: TensorFlow,
  map: (x: tfjs.Tensor) => tfjs.Tensor,
  x: tfjs.Tensor,
  direction: tfjs.Tensor,
  step = 1e-4,
): Float32Array {
  return tf.tidy(() => {
    const moved = (by: number) => map(tf.add(x, tf.mul(direction, by)));
    const change = tf.div(tf.sub(moved(step), moved(-step)), 2 * step);
    const meanSquare = (values: tfjs.Tensor) => tf.mean(tf.square(values), [1, 2]);
    return tf
      .sqrt(tf.div(meanSquare(change), meanSquare(direction)))
      .dataSync<"float32">()
      .slice();
  });
}
