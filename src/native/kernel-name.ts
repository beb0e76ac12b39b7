import type { Attribute, Binding, TensorMetadata } from "./binding.ts";

/**
 * A function that names a kernel with the type that it is executed for, which is its first attribute that is a type:
 * `BatchMatMulV2 float32`. Another type is other code, so it is another kernel to the audit.
 */
export function kernelNamer(binding: Binding): (name: string, attributes: readonly Attribute[]) => string {
  const types = typeNames(binding);
  return (name, attributes) => {
    const type = attributes.find(({ type }) => type === binding.TF_ATTR_TYPE)?.value;
    return type === undefined ? name : `${name} ${types.get(type) ?? type}`;
  };
}

/** Names of TensorFlow's types, by the numbers that attributes hold. */
export function typeNames(binding: Binding): ReadonlyMap<unknown, string> {
  return new Map<unknown, string>([
    [binding.TF_FLOAT, "float32"],
    [binding.TF_INT32, "int32"],
    [binding.TF_INT64, "int64"],
    [binding.TF_BOOL, "bool"],
    [binding.TF_COMPLEX64, "complex64"],
    [binding.TF_STRING, "string"],
    [binding.TF_RESOURCE, "resource"],
    [binding.TF_UINT8, "uint8"],
  ]);
}

/** Kernels whose further outputs are left as the memory was, when this attribute is false. */
const vectorsOf: ReadonlyMap<string, string> = new Map([
  ["Svd", "compute_uv"],
  ["SelfAdjointEigV2", "compute_v"],
  ["Eig", "compute_v"],
]);

/** The outputs that a kernel has written: whoever reads the others gets what another run has left there. */
export function definedOutputs(
  name: string,
  attributes: readonly Attribute[],
  outputs: TensorMetadata[],
): TensorMetadata[] {
  const flag = vectorsOf.get(name);
  if (flag === undefined) return outputs;
  const computes = attributes.find((attribute) => attribute.name === flag)?.value;
  return computes === false ? outputs.slice(0, 1) : outputs;
}
