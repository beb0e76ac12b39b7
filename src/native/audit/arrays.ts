import type * as TensorFlow from "@tensorflow/tfjs-node";
import type { Cases, Kit } from "./kit.ts";

type Tensor = TensorFlow.Tensor;
type Tensor4D = TensorFlow.Tensor4D;

/** The same case for float32, int32 and bool: these kernels move values and change none. */
function ofAnyType(run: (kit: Kit, make: (shape: readonly number[]) => Tensor) => unknown) {
  return (kit: Kit) => {
    run(kit, (shape) => kit.numbers(shape, "special"));
    run(kit, (shape) => kit.integers(shape, -9, 10));
    run(kit, (shape) => kit.booleans(shape));
  };
}

const shapes = [[1], [7], [33], [1023], [5, 7], [17, 33], [3, 5, 7], [2, 3, 4, 5]] as const;

/** Kernels that move values. */
export const arrays: Cases = {
  "order and shape": ofAnyType(({ tf }, make) => {
    for (const shape of shapes) {
      const x = make(shape);
      tf.transpose(x);
      tf.reverse(x);
      tf.reverse(x, 0);
      tf.reshape(x, [-1]);
      tf.expandDims(x, 0);
      tf.squeeze(tf.expandDims(x, 0));
      tf.tile(
        x,
        shape.map(() => 2),
      );
      tf.clone(x);
      tf.broadcastTo(x, [2, ...shape]);
      tf.onesLike(x);
      tf.zerosLike(x);
    }
    tf.transpose(make([3, 4, 5]), [1, 0, 2]);
    tf.transpose(make([3, 4, 5]), [2, 0, 1]);
    tf.transpose(make([64, 129]));
  }),
  "parts and wholes": ofAnyType(({ tf }, make) => {
    for (const shape of shapes) {
      const x = make(shape);
      tf.slice(
        x,
        shape.map(() => 0),
        shape.map((length) => Math.ceil(length / 2)),
      );
      tf.stridedSlice(
        x,
        shape.map(() => 0),
        [...shape],
        shape.map(() => 2),
      );
      for (const axis of shape.keys()) {
        tf.concat([x, x, x], axis);
        tf.stack([x, x], axis);
        tf.unstack(
          tf.slice(
            x,
            shape.map(() => 0),
            shape.map((length) => Math.min(length, 7)),
          ),
          axis,
        );
        tf.split(tf.concat([x, x], axis), 2, axis);
        tf.gather(x, tf.tensor1d([0, 0, (shape[axis] ?? 1) - 1], "int32"), axis);
      }
    }
    tf.split(make([10, 3]), [2, 3, 5]);
  }),
  padding: ({ tf, numbers, integers }) => {
    for (const make of [(s: readonly number[]) => numbers(s), (s: readonly number[]) => integers(s, -9, 9)])
      for (const shape of shapes) {
        const padding = shape.map(() => [1, 2] as [number, number]);
        tf.pad(make(shape), padding, 3);
        if (Math.min(...shape) < 3) continue;
        tf.mirrorPad(make(shape), padding, "reflect");
        tf.mirrorPad(make(shape), padding, "symmetric");
      }
  },
  scattering: ({ tf, numbers, integers }) => {
    for (const n of [1, 5, 17, 100]) {
      const indices = integers([n, 1], 0, 50);
      tf.gatherND(numbers([50]), indices);
      tf.gatherND(numbers([50, 3]), indices);
      tf.gatherND(integers([50, 3], 0, 9), indices);
      tf.scatterND(indices, numbers([n]), [50]);
      tf.scatterND(indices, numbers([n, 3]), [50, 3]);
      tf.scatterND(indices, integers([n], 0, 9), [50]);
      tf.tensorScatterUpdate(
        numbers([250]),
        tf.range(0, n, 2, "int32").reshape([-1, 1]),
        numbers([Math.ceil(n / 2)]),
      );
      const rising = tf.range(0, n, 1, "int32") as TensorFlow.Tensor1D;
      tf.sparseToDense(rising, numbers([n]) as TensorFlow.Tensor1D, [n + 3], 0.5);
      tf.oneHot(integers([n], 0, 7), 7);
      tf.oneHot(integers([n], 0, 7), 7, 0.9, 0.1);
      tf.gather(numbers([50, 3]), integers([n], 0, 50));
      tf.grad((x) => tf.gather(x, integers([n], 0, 50)))(numbers([50, 3]));
    }
  },
  "rows of numbers": ({ tf }) => {
    for (const n of [1, 2, 7, 17, 33, 1000]) {
      tf.range(0, n);
      tf.range(0, 0.1 * n, 0.1);
      tf.range(0, n, 1, "int32");
      tf.linspace(-1, 2, n);
      tf.linspace(0.1, 0.7, n);
      tf.ones([n]);
      tf.zeros([n]);
      tf.eye(Math.min(n, 33));
      tf.diag(tf.linspace(-1, 2, Math.min(n, 100)));
      tf.diag(tf.range(0, Math.min(n, 100), 1, "int32"));
      tf.fill([n, 2], -0.25);
    }
  },
  "blocks of images": ({ tf, numbers }) => {
    for (const side of [4, 8, 12, 16]) {
      const x = numbers([2, side, side, 4]) as Tensor4D;
      tf.depthToSpace(x, 2);
      tf.spaceToBatchND(
        x,
        [2, 2],
        [
          [0, 0],
          [0, 0],
        ],
      );
      tf.batchToSpaceND(
        numbers([4, side, side, 3]),
        [2, 2],
        [
          [0, 0],
          [1, 1],
        ],
      );
    }
  },
  "kernels without a function": ({ tf, numbers, kernel, integers }) => {
    for (const n of [1, 5, 17, 33]) {
      const x = numbers([n, n]);
      const bound = (value: number) => tf.scalar(value, "int32");
      kernel("MatrixBandPart", [x, bound(1), bound(-1)], { Tindex: { type: "int32" } });
      kernel("MatrixDiag", [numbers([n])]);
      kernel("MatrixDiagPart", [x]);
      kernel("MatrixSetDiag", [x, numbers([n])]);
      kernel("Roll", [x, bound(2), bound(0)], { Tshift: { type: "int32" }, Taxis: { type: "int32" } });
      kernel("InvertPermutation", [tf.range(0, n, 1, "int32")], { T: { type: "int32" } });
      kernel("BroadcastTo", [x, tf.tensor1d([2, n, n], "int32")], { Tidx: { type: "int32" } });
      kernel("Cross", [numbers([n, 3]), numbers([n, 3])]);
      kernel("UnsortedSegmentMax", [numbers([n, 2]), integers([n], 0, 3), bound(3)], {
        Tindices: { type: "int32" },
        Tnumsegments: { type: "int32" },
      });
      kernel("Cumsum", [x, bound(0)], { exclusive: false, reverse: false, Tidx: { type: "int32" } });
      kernel("CumulativeLogsumexp", [x, bound(0)], {
        exclusive: false,
        reverse: false,
        Tidx: { type: "int32" },
      });
    }
  },
};
