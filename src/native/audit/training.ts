import type * as TensorFlow from "@tensorflow/tfjs-node";
import type { Cases, Kit } from "./kit.ts";

/** TensorFlow's name for a variable that lives as long as its handle. */
const anonymous = "cd2c89b7-88b7-44c8-ad83-06c2a9158347";

/** Kernels that change variables in place, with how many variables and numbers each takes besides a gradient. */
const updates: readonly {
  readonly kernel: string;
  readonly variables: number;
  readonly numbers: readonly number[];
  /** Numbers after the gradient. */
  readonly last?: readonly number[];
  readonly attributes?: Readonly<Record<string, boolean>>;
}[] = [
  { kernel: "ResourceApplyGradientDescent", variables: 1, numbers: [0.1] },
  {
    kernel: "ResourceApplyMomentum",
    variables: 2,
    numbers: [0.1],
    last: [0.9],
    attributes: { use_nesterov: false },
  },
  {
    kernel: "ResourceApplyAdam",
    variables: 3,
    numbers: [0.9, 0.999, 0.01, 0.9, 0.999, 1e-7],
    attributes: { use_nesterov: false },
  },
  { kernel: "ResourceApplyAdaMax", variables: 3, numbers: [0.9, 0.01, 0.9, 0.999, 1e-7] },
  {
    kernel: "ResourceApplyAdagradV2",
    variables: 2,
    numbers: [0.1, 1e-7],
    attributes: { update_slots: true },
  },
  { kernel: "ResourceApplyAdadelta", variables: 3, numbers: [0.1, 0.95, 1e-7] },
  { kernel: "ResourceApplyRMSProp", variables: 3, numbers: [0.01, 0.9, 0, 1e-7] },
];

function variable({ tf, kernel }: Kit, value: TensorFlow.Tensor): TensorFlow.Tensor {
  const dtype = { type: "float32" } as const;
  const names = { container: "", shared_name: anonymous };
  const [handle] = kernel("VarHandleOp", [], { T: null, dtype, shape: { shape: value.shape }, ...names });
  if (handle === undefined) throw new Error("there is no handle");
  kernel("AssignVariableOp", [handle, value], { T: null, dtype }, 0);
  return tf.keep(handle);
}

const optimizers = {
  sgd: (tf: Kit["tf"]) => tf.train.sgd(0.1),
  momentum: (tf: Kit["tf"]) => tf.train.momentum(0.05, 0.9),
  adam: (tf: Kit["tf"]) => tf.train.adam(0.01),
  adamax: (tf: Kit["tf"]) => tf.train.adamax(0.01),
  adagrad: (tf: Kit["tf"]) => tf.train.adagrad(0.1),
  adadelta: (tf: Kit["tf"]) => tf.train.adadelta(0.1),
  rmsprop: (tf: Kit["tf"]) => tf.train.rmsprop(0.01),
} as const;

/** Whole training steps: what optimizers, losses and layers are composed of. */
export const training: Cases = {
  ...Object.fromEntries(
    Object.entries(optimizers).map(([name, make]) => [
      `optimizer ${name}`,
      ({ tf, numbers }: Kit) => {
        const x = numbers([33, 17]) as TensorFlow.Tensor2D;
        const y = numbers([33, 3]);
        const first = tf.variable(numbers([17, 9]), true, `${name}-first-${tf.memory().numTensors}`);
        const second = tf.variable(numbers([9, 3]), true, `${name}-second-${tf.memory().numTensors}`);
        const optimizer = make(tf);
        for (let step = 0; step < 3; step++)
          optimizer.minimize(() =>
            tf.losses
              .meanSquaredError(
                y,
                tf.matMul(tf.tanh(tf.matMul(x, first as TensorFlow.Tensor2D)), second as TensorFlow.Tensor2D),
              )
              .asScalar(),
          );
        first.dispose();
        second.dispose();
        optimizer.dispose();
      },
    ]),
  ),
  ...Object.fromEntries(
    updates.map(({ kernel, variables, numbers, last = [], attributes = {} }) => [
      kernel,
      (kit: Kit) => {
        const dtype = { type: "float32" } as const;
        for (const shape of [[1], [7], [33], [1023], [4099], [10, 17, 33]]) {
          const state = Array.from({ length: variables }, (_, index) =>
            variable(kit, kit.numbers(shape, index === 0 ? "symmetric" : "unit")),
          );
          for (let step = 0; step < 3; step++)
            kit.kernel(
              kernel,
              [
                ...state,
                ...numbers.map((value) => kit.tf.scalar(value)),
                kit.numbers(shape),
                ...last.map((value) => kit.tf.scalar(value)),
              ],
              { use_locking: false, ...attributes },
              0,
            );
          for (const handle of state) kit.kernel("ReadVariableOp", [handle], { T: null, dtype });
          for (const handle of state.slice(0, 1))
            for (const assign of ["AssignAddVariableOp", "AssignSubVariableOp"])
              kit.kernel(assign, [handle, kit.numbers(shape)], { T: null, dtype }, 0);
          kit.tf.dispose(state);
        }
      },
    ]),
  ),
  losses: ({ tf, numbers }) => {
    for (const n of [1, 7, 33, 100]) {
      const labels = numbers([n, 10], "unit");
      const given = numbers([n, 10], "unit");
      for (const loss of [
        tf.losses.absoluteDifference,
        tf.losses.cosineDistance,
        tf.losses.hingeLoss,
        tf.losses.huberLoss,
        tf.losses.logLoss,
        tf.losses.meanSquaredError,
        tf.losses.sigmoidCrossEntropy,
        tf.losses.softmaxCrossEntropy,
      ] as const) {
        const of = loss as (a: TensorFlow.Tensor, b: TensorFlow.Tensor, axis?: number) => TensorFlow.Tensor;
        if (loss === (tf.losses.cosineDistance as unknown)) of(labels, given, 1);
        else if (loss === (tf.losses.softmaxCrossEntropy as unknown)) tf.grad((x) => of(labels, x))(given);
        else of(labels, given);
      }
    }
  },
  layers: ({ tf, numbers }) => {
    const ones = () => tf.initializers.constant({ value: 0.1 });
    const dense = tf.layers.dense({ units: 5, activation: "tanh", kernelInitializer: ones() });
    dense.apply(numbers([9, 7]));
    const normalize = tf.layers.batchNormalization();
    normalize.apply(numbers([9, 7]), { training: true });
    normalize.apply(numbers([9, 7]));
    const scaled = tf.layers.layerNormalization();
    scaled.apply(numbers([9, 7]));
    const recurrent = {
      units: 4,
      kernelInitializer: ones(),
      recurrentInitializer: ones(),
      returnSequences: true,
    };
    tf.layers.lstm(recurrent).apply(numbers([3, 5, 7]));
    tf.layers.gru(recurrent).apply(numbers([3, 5, 7]));
  },
  "random kernels of TensorFlow": ({ tf, numbers }) => {
    for (const n of [1, 3, 10, 33]) tf.multinomial(numbers([n, 5]) as TensorFlow.Tensor2D, 20, 7);
  },
};
