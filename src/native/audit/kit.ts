import type * as TensorFlow from "@tensorflow/tfjs-node";
import { type Attribute, nativeBackend } from "../binding.ts";

/** What the inputs of a case are like; the special values are those that vector code treats apart. */
export type Range = "symmetric" | "unit" | "positive" | "wide" | "special" | "subnormal" | "whole";

/** What a case makes its calls with. */
export interface Kit {
  readonly tf: typeof TensorFlow;
  /** A float32 tensor of this shape; each asks for other numbers, the same ones in every process. */
  numbers(shape: readonly number[], range?: Range): TensorFlow.Tensor;
  /** An int32 tensor of this shape with values in [low, high). */
  integers(shape: readonly number[], low: number, high: number): TensorFlow.Tensor;
  booleans(shape: readonly number[]): TensorFlow.Tensor;
  /** Executes a kernel for which tfjs has no function; `T` is float32 unless told otherwise. */
  kernel(
    name: string,
    inputs: readonly TensorFlow.Tensor[],
    attributes?: Readonly<Record<string, Value | null>>,
    outputs?: number,
  ): TensorFlow.Tensor[];
}

/** `null` leaves an attribute out. */
type Value =
  | boolean
  | number
  | string
  | { readonly type: "float32" | "int32" | "bool" | "complex64" }
  | { readonly shape: readonly number[] };

/** Calls to make, by a name that says what for. */
export type Cases = Readonly<Record<string, (kit: Kit) => unknown>>;

/**
 * Lengths at which vector code changes its way: one element, tails of 4, 8 and 16 lanes, unrolled loops, many blocks.
 */
export const lengths = [1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 33, 100, 1023, 4099, 20_011] as const;

const specials = [
  ...[0, -0, 1, -1, 0.5, -0.5, 2, -2, Math.PI, -Math.PI, 1e-3, 88.5, -87.5, 104, -104, 1e4, -1e4],
  ...[2 ** 23, 2 ** 24 + 2, -(2 ** 31), 2 ** 63, 2 ** -126, -(2 ** -126)],
  ...[3.4028234663852886e38, -3.4028234663852886e38, Infinity, -Infinity, Number.NaN],
  ...[1 - 2 ** -24, 1 + 2 ** -23, -1 + 2 ** -24, 0.9999, -0.9999, 7.9, -7.9, 9.1, -9.1],
];

const subnormals = [0, -0, 1, 2 ** -126, 2 ** -127, -(2 ** -130), 2 ** -149, -(2 ** -149), 3 * 2 ** -140];

/** A kit whose inputs depend on `seed` and on the order in which they are asked for, and on nothing else. */
export function auditKit(tf: typeof TensorFlow, seed: number): Kit {
  const backend = nativeBackend(tf);
  const { binding } = backend;
  const types = { float32: binding.TF_FLOAT, int32: binding.TF_INT32, bool: binding.TF_BOOL };
  const typeOf = (type: string) => ({ ...types, complex64: binding.TF_COMPLEX64 })[type];
  // Marsaglia (2003), xorshift32: whole numbers only, so that no processor can come to other inputs
  let state = (seed + 1) * 2_654_435_761;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 8) / 2 ** 24;
  };
  for (let i = 0; i < 8; i++) next();
  const draw: Readonly<Record<Range, () => number>> = {
    symmetric: () => next() * 8 - 4,
    unit: () => next(),
    positive: () => next() * 10 + 2 ** -10,
    wide: () => (next() * 2 - 1) * 2 ** Math.floor(next() * 120 - 60),
    special: () => specials[Math.floor(next() * specials.length)] ?? 0,
    subnormal: () => subnormals[Math.floor(next() * subnormals.length)] ?? 0,
    whole: () => Math.floor(next() * 41) - 20,
  };
  const size = (shape: readonly number[]) => shape.reduce((product, length) => product * length, 1);

  function attribute(name: string, value: Value): Attribute {
    if (typeof value === "object" && "shape" in value)
      return { name, type: binding.TF_ATTR_SHAPE, value: value.shape };
    if (typeof value === "object") return { name, type: binding.TF_ATTR_TYPE, value: typeOf(value.type) };
    if (typeof value === "boolean") return { name, type: binding.TF_ATTR_BOOL, value };
    if (typeof value === "string") return { name, type: binding.TF_ATTR_STRING, value };
    return { name, type: Number.isInteger(value) ? binding.TF_ATTR_INT : binding.TF_ATTR_FLOAT, value };
  }

  return {
    tf,
    numbers: (shape, range = "symmetric") =>
      tf.tensor(Float32Array.from({ length: size(shape) }, draw[range]), [...shape], "float32"),
    integers: (shape, low, high) =>
      tf.tensor(
        Int32Array.from({ length: size(shape) }, () => low + Math.floor(next() * (high - low))),
        [...shape],
        "int32",
      ),
    booleans: (shape) =>
      tf.tensor(
        Uint8Array.from({ length: size(shape) }, () => (next() < 0.5 ? 1 : 0)),
        [...shape],
        "bool",
      ),
    kernel: (name, inputs, attributes = {}, outputs = 1) =>
      backend.executeMultipleOutputs(
        name,
        Object.entries({ T: { type: "float32" as const }, ...attributes }).flatMap(([key, value]) =>
          value === null ? [] : [attribute(key, value)],
        ),
        inputs,
        outputs,
      ),
  };
}
