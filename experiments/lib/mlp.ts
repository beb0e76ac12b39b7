import type * as tfjs from "@tensorflow/tfjs-node";
import type { RandomStream, TensorFlow } from "reprise";
import { type Activation, activate, activationGradient, weightGain } from "./activations.ts";
import { normals } from "./draws.ts";
import { qr } from "./linalg.ts";
import { type Normalization, type Normalized, normalize } from "./normalization.ts";
import { noSkip, type Skip, skipBackward, skipForward } from "./skips.ts";

type Tensor = tfjs.Tensor;

/*
 * A fully connected network. With h_0 = x, hidden layers l = 1 … L compute r_l = φ(N(W_l h_{l-1}) + b_l), and h_l is r_l
 * joined with what skips it; the output is W_{L+1} h_L + b_{L+1}. Examples are rows, activations are [runs, batch, units],
 * weights [runs, to, from], biases [runs, 1, to]. Parameters are in the order W_1, b_1, …, W_{L+1}, b_{L+1}.
 */

export interface Mlp {
  readonly activation: Activation;
  /** None unless told otherwise. */
  readonly normalization?: Normalization;
  /** None unless told otherwise. Skips join hidden layers only, which are equally wide. */
  readonly skip?: Skip;
}

export interface MlpShape {
  readonly inputs: number;
  readonly width: number;
  /** Hidden layers, L. */
  readonly depth: number;
  readonly outputs: number;
}

export interface MlpStart {
  readonly kind: "gaussian" | "orthogonal";
  /** σ_w²: weights have variance σ_w² / from (orthogonal ones on average); `weightGain` unless told otherwise. */
  readonly weightVariance?: number;
  /** σ_b², 0 unless told otherwise. */
  readonly biasVariance?: number;
}

/**
 * Initial parameters of `streams.length` networks. Both kinds read the same numbers from a stream: the orthogonal weights come
 * from the Gaussian ones by QR. Hidden layers get `start`; the output layer is Gaussian with variance 1 / width and no bias.
 */
export function initialMlp(
  tf: TensorFlow,
  { activation }: Pick<Mlp, "activation">,
  { inputs, width, depth, outputs }: MlpShape,
  start: MlpStart,
  streams: readonly RandomStream[],
): Tensor[] {
  const { kind, weightVariance = weightGain(activation), biasVariance = 0 } = start;
  const scale = Math.sqrt(weightVariance);
  const hidden = Array.from({ length: depth }, (_, l) => {
    const from = l === 0 ? inputs : width;
    const draw = normals(tf, streams, [width, from], scale / Math.sqrt(from));
    const weight = kind === "gaussian" ? draw : orthogonalFrom(tf, draw, scale);
    const bias =
      biasVariance === 0
        ? tf.zeros([streams.length, 1, width])
        : normals(tf, streams, [1, width], Math.sqrt(biasVariance));
    return [weight, bias];
  });
  return [
    ...hidden.flat(),
    normals(tf, streams, [outputs, width], 1 / Math.sqrt(width)),
    tf.zeros([streams.length, 1, outputs]),
  ];
}

/**
 * Uniformly distributed orthogonal matrices of the shape of `draw [runs, to, from]`, which is used up: orthonormal rows times `scale`
 * where there are fewer rows than columns, else orthonormal columns times `scale √(to/from)`; both keep the mean square of random inputs.
 */
function orthogonalFrom(tf: TensorFlow, draw: Tensor, scale: number): Tensor {
  const [, to = 1, from = 1] = draw.shape;
  const weight = tf.tidy(() => {
    const tall = to < from ? tf.transpose(draw, [0, 2, 1]) : draw;
    const { q } = qr(tf, tall);
    return tf.mul(
      to < from ? tf.transpose(q, [0, 2, 1]) : q,
      to < from ? scale : scale * Math.sqrt(to / from),
    );
  });
  draw.dispose();
  return weight;
}

/** What a forward pass leaves for the way back. */
export interface Pass {
  /** Of the hidden layers 1 … L. */
  readonly layers: readonly {
    readonly input: Tensor;
    readonly normalized: Normalized;
    readonly output: Tensor;
  }[];
  /** h_1 … h_L */
  readonly hidden: readonly Tensor[];
  /** `[runs, batch, outputs]` */
  readonly output: Tensor;
}

/** Computes all layers from `x [runs, batch, inputs]`; in a `tf.tidy` of the caller's, which ends after the way back. */
export function forwardMlp(tf: TensorFlow, mlp: Mlp, parameters: readonly Tensor[], x: Tensor): Pass {
  const depth = parameters.length / 2 - 1;
  const skip = skipForward(tf, mlp.skip ?? noSkip);
  const layers: Pass["layers"][number][] = [];
  const hidden: Tensor[] = [];
  let h = x;
  for (let l = 0; l < depth; l++) {
    const z = tf.matMul(h, at(parameters, 2 * l), false, true);
    const normalized = normalize(tf, mlp.normalization ?? "none", z);
    const output = activate(tf, mlp.activation, tf.add(normalized.output, at(parameters, 2 * l + 1)));
    layers.push({ input: h, normalized, output });
    h = skip(output);
    hidden.push(h);
  }
  const output = tf.add(tf.matMul(h, at(parameters, 2 * depth), false, true), at(parameters, 2 * depth + 1));
  return { layers, hidden, output };
}

/**
 * Runs the chain rule from the gradient of the output down, and gives each parameter's gradient, summed over examples, to
 * `onParameter` as soon as it is known, last layer first. The value of that parameter is not needed any more then.
 */
export function backwardMlp(
  tf: TensorFlow,
  mlp: Mlp,
  parameters: readonly Tensor[],
  { layers, hidden }: Pass,
  outputGradient: Tensor,
  onParameter: (index: number, gradient: Tensor) => void,
): void {
  const depth = layers.length;
  const skip = skipBackward(tf, mlp.skip ?? noSkip, depth);
  const give = (layer: number, g: Tensor, input: Tensor) => {
    onParameter(2 * layer, tf.matMul(g, input, true, false));
    onParameter(2 * layer + 1, tf.sum(g, 1, true));
  };
  let below = tf.matMul(outputGradient, at(parameters, 2 * depth));
  give(depth, outputGradient, at(hidden, depth - 1));
  for (let l = depth - 1; l >= 0; l--) {
    const layer = layers[l] as Pass["layers"][number];
    const joined = skip(below);
    const shifted = activationGradient(tf, mlp.activation, layer.output, joined.branch);
    const g = layer.normalized.backward(shifted);
    if (l > 0) below = joined.carry(tf.matMul(g, at(parameters, 2 * l)));
    onParameter(2 * l, tf.matMul(g, layer.input, true, false));
    onParameter(2 * l + 1, tf.sum(shifted, 1, true));
  }
}

function at(tensors: readonly Tensor[], index: number): Tensor {
  const tensor = tensors[index];
  if (tensor === undefined)
    throw new RangeError(`no parameter or layer ${index}: there are ${tensors.length}`);
  return tensor;
}
