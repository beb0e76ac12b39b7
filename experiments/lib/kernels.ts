import type * as tfjs from "@tensorflow/tfjs-node";
import type { TensorFlow } from "reprise";

type Tensor = tfjs.Tensor;

/** An attribute of a TensorFlow operation: a truth value, an integer, a string, a type or a shape. */
export type Attribute =
  | boolean
  | number
  | string
  | { readonly dtype: "float32" | "int32" }
  | { readonly shape: readonly number[] };

/** What tfjs-node's backend offers beyond the portable interface of tfjs. */
interface NodeBackend {
  readonly binding: Readonly<
    Record<
      | "TF_FLOAT"
      | "TF_INT32"
      | "TF_ATTR_BOOL"
      | "TF_ATTR_INT"
      | "TF_ATTR_STRING"
      | "TF_ATTR_TYPE"
      | "TF_ATTR_SHAPE",
      number
    >
  >;
  executeMultipleOutputs(
    name: string,
    attributes: readonly object[],
    inputs: readonly Tensor[],
    outputs: number,
  ): Tensor[];
}

export const float32: Attribute = { dtype: "float32" };

/**
 * Executes a TensorFlow operation by name, for the many that tfjs does not wrap, and returns its `outputs` tensors.
 * Nothing is differentiated and nothing checked: the attributes are those of the operation's definition in TensorFlow.
 */
export function execute(
  tf: TensorFlow,
  name: string,
  attributes: Readonly<Record<string, Attribute>>,
  inputs: readonly Tensor[],
  outputs: number,
): Tensor[] {
  const backend = tf.backend() as unknown as NodeBackend;
  const encoded = Object.entries(attributes).map(([key, value]) => encode(backend, key, value));
  return backend.executeMultipleOutputs(name, encoded, inputs, outputs);
}

/** The single output of a TensorFlow operation executed by name. */
export function executeOne(
  tf: TensorFlow,
  name: string,
  attributes: Readonly<Record<string, Attribute>>,
  inputs: readonly Tensor[],
): Tensor {
  const [output] = execute(tf, name, attributes, inputs, 1);
  if (output === undefined) throw new Error(`TensorFlow's ${name} returned nothing`);
  return output;
}

function encode({ binding }: NodeBackend, name: string, value: Attribute): object {
  if (typeof value === "boolean") return { name, type: binding.TF_ATTR_BOOL, value };
  if (typeof value === "number") return { name, type: binding.TF_ATTR_INT, value };
  if (typeof value === "string") return { name, type: binding.TF_ATTR_STRING, value };
  if ("shape" in value) return { name, type: binding.TF_ATTR_SHAPE, value: value.shape };
  const dtype = value.dtype === "float32" ? binding.TF_FLOAT : binding.TF_INT32;
  return { name, type: binding.TF_ATTR_TYPE, value: dtype };
}
