import type * as tfjs from "@tensorflow/tfjs-node";
import type { TensorFlow } from "reprise";
import { execute, executeOne, float32 } from "./kernels.ts";

type Tensor = tfjs.Tensor;

/** Holds parameters and changes them by gradients; arrays of parameters keep their order throughout. */
export interface Optimizer {
  /** The parameters' values now. They are new tensors, for the caller to dispose of (in a `tf.tidy`). */
  values(): Tensor[];
  /**
   * Takes one step. The callback computes gradients and gives each to `apply(parameter, gradient)` as soon as it is known;
   * the parameter changes at once, values read before do not. Each parameter is to be given at most once per step.
   */
  step(gradients: (apply: (parameter: number, gradient: Tensor) => void) => void): void;
  dispose(): void;
}

/** Plain gradient descent: `w ← w − learningRate · g`. Takes copies of the initial values. */
export function sgd(
  tf: TensorFlow,
  initial: readonly Tensor[],
  settings: { readonly learningRate: number },
): Optimizer {
  const parameters = initial.map((value) => resourceVariable(tf, value));
  const rate = tf.scalar(settings.learningRate);
  return {
    values: () => parameters.map((parameter) => read(tf, parameter)),
    step: (gradients) =>
      tf.tidy(() =>
        gradients((index, gradient) => {
          const parameter = at(parameters, index);
          execute(
            tf,
            "ResourceApplyGradientDescent",
            { T: float32, use_locking: false },
            [parameter, rate, gradient],
            0,
          );
        }),
      ),
    dispose: () => tf.dispose([...parameters, rate]),
  };
}

export interface AdamSettings {
  /** One for all, or one for each run, the parameters' leading axis. */
  readonly learningRate: number | readonly number[];
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
}

const adamDefaults = { beta1: 0.9, beta2: 0.999, epsilon: 1e-7 } as const;

/**
 * Adam (Kingma & Ba 2015, the efficient form of the remark before section 2.1) by TensorFlow's fused kernel, which
 * updates both moments and the parameter in one pass over memory. Takes copies of the initial values.
 */
export function adam(tf: TensorFlow, initial: readonly Tensor[], settings: AdamSettings): Optimizer {
  const { learningRate, beta1, beta2, epsilon } = { ...adamDefaults, ...settings };
  if (typeof learningRate !== "number") return adamOfRates(tf, initial, learningRate, settings);
  const parameters = initial.map((value) => resourceVariable(tf, value));
  const zeros = () =>
    initial.map((value) => tf.tidy(() => resourceVariable(tf, tf.zeros(value.shape, "float32"))));
  const first = zeros();
  const second = zeros();
  const constants = [learningRate, beta1, beta2, epsilon].map((value) => tf.scalar(value));
  let power1 = 1;
  let power2 = 1;
  const attributes = { T: float32, use_locking: false, use_nesterov: false };
  return {
    values: () => parameters.map((parameter) => read(tf, parameter)),
    step: (gradients) =>
      tf.tidy(() => {
        power1 *= beta1;
        power2 *= beta2;
        const powers = [tf.scalar(power1), tf.scalar(power2)];
        gradients((index, gradient) => {
          const state = [at(parameters, index), at(first, index), at(second, index)];
          execute(tf, "ResourceApplyAdam", attributes, [...state, ...powers, ...constants, gradient], 0);
        });
      }),
    dispose: () => tf.dispose([...parameters, ...first, ...second, ...constants]),
  };
}

/**
 * Adam with a learning rate for each run. The fused kernel knows one rate: it moves `v = w / rate` at rate 1, by the gradients with
 * respect to `w`, which moves `w` exactly as Adam does at its own rate.
 */
function adamOfRates(
  tf: TensorFlow,
  initial: readonly Tensor[],
  rates: readonly number[],
  settings: AdamSettings,
): Optimizer {
  const scales = initial.map((value) =>
    tf.keep(tf.tensor(Float32Array.from(rates), [rates.length, ...value.shape.slice(1).map(() => 1)])),
  );
  const scaled = initial.map((value, index) => tf.div(value, at(scales, index)));
  const optimizer = adam(tf, scaled, { ...settings, learningRate: 1 });
  tf.dispose(scaled);
  return {
    ...optimizer,
    values: () =>
      optimizer.values().map((value, index) => {
        const product = tf.mul(value, at(scales, index));
        value.dispose();
        return product;
      }),
    dispose() {
      optimizer.dispose();
      tf.dispose(scales);
    },
  };
}

/** Adam written in tfjs operations: slower than `adam`, and what `adam` is tested against. */
export function composedAdam(
  tf: TensorFlow,
  initial: readonly Tensor[],
  settings: AdamSettings & { readonly learningRate: number },
): Optimizer {
  const { learningRate, beta1, beta2, epsilon } = { ...adamDefaults, ...settings };
  const parameters = initial.map((value) => value.clone());
  const first = initial.map((value) => tf.zerosLike(value));
  const second = initial.map((value) => tf.zerosLike(value));
  let power1 = 1;
  let power2 = 1;
  const replace = (tensors: Tensor[], index: number, compute: (old: Tensor) => Tensor) => {
    const old = at(tensors, index);
    tensors[index] = tf.keep(tf.tidy(() => compute(old)));
    old.dispose();
  };
  return {
    values: () => parameters.map((parameter) => parameter.clone()),
    step: (gradients) =>
      tf.tidy(() => {
        power1 *= beta1;
        power2 *= beta2;
        const rate = (learningRate * Math.sqrt(1 - power2)) / (1 - power1);
        gradients((index, g) => {
          replace(first, index, (m) => tf.add(m, tf.mul(tf.sub(g, m), 1 - beta1)));
          replace(second, index, (v) => tf.add(v, tf.mul(tf.sub(tf.square(g), v), 1 - beta2)));
          const [m, v] = [at(first, index), at(second, index)];
          replace(parameters, index, (w) => tf.sub(w, tf.div(tf.mul(m, rate), tf.add(tf.sqrt(v), epsilon))));
        });
      }),
    dispose: () => tf.dispose([...parameters, ...first, ...second]),
  };
}

/** TensorFlow's name for "no name": a variable that lives exactly as long as its handle. */
const anonymousName = "cd2c89b7-88b7-44c8-ad83-06c2a9158347";

/** The handle of a new resource variable holding a copy of `value`; disposing of the handle frees the variable. */
function resourceVariable(tf: TensorFlow, value: Tensor): Tensor {
  const attributes = {
    dtype: float32,
    shape: { shape: value.shape },
    container: "",
    shared_name: anonymousName,
  };
  const handle = tf.keep(executeOne(tf, "VarHandleOp", attributes, []));
  execute(tf, "AssignVariableOp", { dtype: float32 }, [handle, value], 0);
  return handle;
}

function read(tf: TensorFlow, handle: Tensor): Tensor {
  return executeOne(tf, "ReadVariableOp", { dtype: float32 }, [handle]);
}

function at(tensors: readonly Tensor[], index: number): Tensor {
  const tensor = tensors[index];
  if (tensor === undefined) throw new RangeError(`no parameter ${index}: there are ${tensors.length}`);
  return tensor;
}
