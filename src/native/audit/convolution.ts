import type * as TensorFlow from "@tensorflow/tfjs-node";
import type { Cases } from "./kit.ts";

type Tensor = TensorFlow.Tensor;
type Tensor3D = TensorFlow.Tensor3D;
type Tensor4D = TensorFlow.Tensor4D;
type Tensor5D = TensorFlow.Tensor5D;

/** Batch, height, width, channels in and out, side of the filter, stride. */
const geometries: readonly (readonly [number, number, number, number, number, number, number])[] = [
  [1, 1, 1, 1, 1, 1, 1],
  [1, 5, 5, 1, 1, 3, 1],
  [2, 7, 9, 3, 5, 3, 1],
  [2, 9, 7, 3, 8, 3, 2],
  [1, 8, 8, 16, 16, 1, 1],
  [3, 14, 14, 4, 17, 5, 1],
  [4, 28, 28, 1, 8, 5, 2],
  [1, 9, 9, 33, 7, 3, 1],
  [8, 12, 12, 16, 32, 3, 1],
];

/** Convolutions, pooling, normalization and images. */
export const convolutions: Cases = {
  conv2d: ({ tf, numbers }) => {
    for (const padding of ["same", "valid"] as const)
      for (const [batch, height, width, channels, filters, side, stride] of geometries) {
        const x = numbers([batch, height, width, channels]);
        const filter = numbers([side, side, channels, filters]);
        if (padding === "valid" && side > height) continue;
        tf.grads((a, b) => tf.conv2d(a as Tensor4D, b as Tensor4D, stride, padding))([x, filter]);
      }
    for (const dilation of [2, 3])
      tf.conv2d(
        numbers([1, 12, 12, 3]) as Tensor4D,
        numbers([3, 3, 3, 5]) as Tensor4D,
        1,
        "same",
        "NHWC",
        dilation,
      );
    tf.conv1d(numbers([2, 17, 3]) as Tensor3D, numbers([3, 3, 5]) as Tensor3D, 1, "same");
    for (const activation of ["linear", "relu", "elu", "relu6"] as const)
      tf.fused.conv2d({
        x: numbers([2, 7, 9, 3]) as Tensor4D,
        filter: numbers([3, 3, 3, 5]) as Tensor4D,
        strides: 1,
        pad: "same",
        bias: numbers([5]),
        activation,
      });
  },
  depthwiseConv2d: ({ tf, numbers }) => {
    for (const [batch, height, width, channels, , side, stride] of geometries)
      tf.grads((a, b) => tf.depthwiseConv2d(a as Tensor4D, b as Tensor4D, stride, "same"))([
        numbers([batch, height, width, channels]),
        numbers([side, side, channels, 2]),
      ]);
  },
  conv3d: ({ tf, numbers }) => {
    for (const [side, channels, filters] of [
      [1, 1, 1],
      [3, 2, 5],
      [5, 3, 4],
      [7, 4, 9],
    ] as const)
      tf.grads((a, b) => tf.conv3d(a as Tensor5D, b as Tensor5D, 1, "same"))([
        numbers([2, side, side, side, channels]),
        numbers([Math.min(side, 3), Math.min(side, 3), Math.min(side, 3), channels, filters]),
      ]);
  },
  pooling: ({ tf, numbers }) => {
    for (const [batch, height, width, channels] of geometries.slice(1))
      for (const [side, stride] of [
        [2, 2],
        [3, 1],
      ] as const)
        for (const pool of [tf.maxPool, tf.avgPool])
          tf.grad((x) => pool(x as Tensor4D, side, stride, "same"))(
            numbers([batch, height, width, channels]),
          );
    for (const side of [3, 4, 5, 6])
      for (const pool of [tf.maxPool3d, tf.avgPool3d])
        tf.grad((x) => pool(x as Tensor5D, 2, 2, "same"))(numbers([2, side, side, side, 3]));
  },
  normalization: ({ tf, numbers, kernel }) => {
    for (const channels of [1, 3, 8, 17, 33]) {
      const x = numbers([4, 5, 5, channels]);
      const [mean, variance] = [numbers([channels]), numbers([channels], "positive")];
      const [offset, scale] = [numbers([channels]), numbers([channels])];
      tf.batchNorm(x, mean, variance, offset, scale);
      const attributes = { U: { type: "float32" as const }, epsilon: 0.001, is_training: true };
      const empty = tf.tensor1d([]);
      kernel("FusedBatchNormV3", [x, scale, offset, empty, empty], attributes, 6);
      tf.grad((a) => tf.localResponseNormalization(a as Tensor4D, 2, 1, 0.5, 0.75))(x);
    }
  },
  dilation: ({ tf, numbers }) => {
    for (const side of [3, 5, 8, 13])
      tf.grads((x, filter) => tf.dilation2d(x as Tensor4D, filter as Tensor3D, 1, "same"))([
        numbers([2, side, side, 3]),
        numbers([2, 2, 3]),
      ]);
  },
  images: ({ tf, numbers, integers }) => {
    for (const [from, to] of [
      [2, 3],
      [5, 9],
      [9, 4],
      [16, 33],
    ] as const)
      for (const resize of [tf.image.resizeBilinear, tf.image.resizeNearestNeighbor])
        for (const align of [false, true])
          tf.grad((x) => resize(x as Tensor4D, [to, to], align) as Tensor)(numbers([2, from, from, 3]));
    for (const side of [3, 5, 8, 16]) {
      const boxes = tf.tensor2d([0, 0, 1, 1, 0.1, 0.2, 0.8, 0.9], [2, 4]);
      tf.image.cropAndResize(numbers([2, 16, 16, 3]) as Tensor4D, boxes, tf.tensor1d([0, 1], "int32"), [
        side,
        side,
      ]);
      const corners = integers([side, 4], 0, 20).toFloat() as TensorFlow.Tensor2D;
      const scores = numbers([side], "unit") as TensorFlow.Tensor1D;
      tf.image.nonMaxSuppression(corners, scores, 3);
      tf.image.nonMaxSuppressionWithScore(corners, scores, 3);
      tf.image.nonMaxSuppressionPadded(corners, scores, 3);
      tf.image.flipLeftRight(numbers([2, side, side, 3]) as Tensor4D);
    }
  },
};
