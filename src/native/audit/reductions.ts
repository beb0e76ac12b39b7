import type * as TensorFlow from "@tensorflow/tfjs-node";
import type { Cases, Kit } from "./kit.ts";

type Tensor = TensorFlow.Tensor;

const shapes: readonly (readonly [readonly number[], readonly number[]])[] = [
  ...[1, 2, 3, 7, 8, 9, 17, 31, 33, 100, 1023, 4099, 40_009].map((n) => [[n], [0]] as const),
  ...[0, 1].flatMap((axis) =>
    [
      [1, 1],
      [3, 5],
      [8, 8],
      [17, 33],
      [64, 129],
      [257, 65],
      [2, 5003],
      [5003, 2],
    ].map((shape) => [shape, [axis]] as const),
  ),
  [
    [5, 7],
    [0, 1],
  ],
  [[3, 5, 7], [0]],
  [[3, 5, 7], [1]],
  [[3, 5, 7], [2]],
  [
    [3, 5, 7],
    [0, 2],
  ],
  [
    [10, 33, 65],
    [1, 2],
  ],
  [
    [2, 3, 4, 5],
    [1, 3],
  ],
];

const reductions = ["sum", "mean", "max", "min", "prod"] as const;

/** Kernels that put many elements into one. */
export const reductionCases: Cases = {
  ...Object.fromEntries(
    reductions.map((name) => [
      name,
      (kit: Kit) => {
        const f = kit.tf[name] as (x: Tensor, axis?: number[]) => Tensor;
        for (const [shape, axis] of shapes) f(kit.numbers(shape), [...axis]);
        for (const range of ["wide", "positive", "whole"] as const) f(kit.numbers([1021], range));
        f(kit.numbers([37, 29], "special"), [1]);
        for (const n of [1, 7, 33, 1023]) f(kit.integers([n], -5, 6));
        kit.tf.grad((x) => f(x, [1]))(kit.numbers([5, 9]));
      },
    ]),
  ),
  "any, all": ({ tf, booleans }) => {
    for (const shape of [[1], [7], [33], [1023]]) {
      tf.any(booleans(shape));
      tf.all(booleans(shape));
    }
    tf.any(booleans([5, 9]), 1);
    tf.all(booleans([5, 9]), 0);
  },
  "argMax, argMin": ({ tf, numbers, integers }) => {
    for (const f of [tf.argMax, tf.argMin]) {
      for (const [shape, axis] of shapes) f(numbers(shape), axis[0]);
      for (const n of [1, 9, 100]) f(integers([n], 0, 9), 0);
    }
  },
  "cumsum, cumprod": ({ tf, numbers, integers }) => {
    for (const f of [tf.cumsum, tf.cumprod]) {
      for (const n of [1, 3, 8, 17, 100, 1023]) f(numbers([n]), 0);
      for (const axis of [0, 1, 2]) f(numbers([5, 6, 7]), axis, true);
      f(numbers([33, 9]), 1, false, true);
      for (const n of [3, 17, 100, 200]) f(integers([n], 0, 3), 0);
    }
  },
  "softmax, log-softmax": ({ tf, numbers, kernel }) => {
    for (const shape of [[1], [2], [3], [8], [17], [1, 10], [5, 7], [33, 10], [128, 10], [17, 1001]]) {
      tf.softmax(numbers(shape));
      tf.logSoftmax(numbers(shape));
      tf.logSumExp(numbers(shape));
    }
    for (const shape of [
      [1, 10],
      [5, 7],
      [33, 10],
      [128, 10],
    ]) {
      kernel("LogSoftmax", [numbers(shape)]);
      kernel("SoftmaxCrossEntropyWithLogits", [numbers(shape), numbers(shape, "unit")], {}, 2);
    }
  },
  "norms and moments": ({ tf, numbers, kernel, integers }) => {
    for (const shape of [
      [1, 1],
      [3, 7],
      [33, 65],
      [128, 100],
    ]) {
      const x = numbers(shape);
      tf.moments(x, 0);
      tf.moments(x, 1);
      for (const order of [1, 2, Infinity, "euclidean"] as const) tf.norm(x, order, 1);
      kernel("L2Loss", [x]);
      kernel("EuclideanNorm", [x, tf.tensor1d([1], "int32")], { keep_dims: false, Tidx: { type: "int32" } });
    }
    tf.unsortedSegmentSum(numbers([33, 5]), integers([33], 0, 4) as TensorFlow.Tensor1D, 4);
    tf.unsortedSegmentSum(numbers([1000]), integers([1000], 0, 7) as TensorFlow.Tensor1D, 7);
    tf.unsortedSegmentSum(numbers([1]), integers([1], 0, 1) as TensorFlow.Tensor1D, 1);
    tf.unsortedSegmentSum(numbers([17, 3, 2]), integers([17], 0, 3) as TensorFlow.Tensor1D, 3);
    for (const [n, size] of [
      [1, 1],
      [9, 3],
      [100, 7],
      [1000, 11],
    ] as const) {
      tf.bincount(integers([n], 0, size) as TensorFlow.Tensor1D, tf.tensor1d([]), size);
      tf.bincount(integers([n], 0, size) as TensorFlow.Tensor1D, numbers([n]) as TensorFlow.Tensor1D, size);
    }
  },
  sorting: ({ tf, numbers, integers }) => {
    for (const [n, k] of [
      [1, 1],
      [9, 3],
      [100, 7],
      [1000, 1000],
    ] as const) {
      tf.topk(numbers([n]), k);
      tf.topk(numbers([3, n]), k, true);
      tf.topk(integers([n], 0, 50), k);
      tf.unique(integers([n], 0, 9));
      tf.unique(numbers([n], "whole"));
    }
  },
};
