import { createHash } from "node:crypto";
import { type Binding, replaced, type TensorMetadata } from "../binding.ts";
import { definedOutputs, kernelNamer } from "../kernel-name.ts";

/** One execution of a kernel: equal `call`s must give equal `result`s, wherever and whenever they are made. */
export interface KernelCall {
  /** Such as `BatchMatMulV2 float32`. */
  readonly kernel: string;
  /** Digest of the kernel, its attributes, and shape, type and bytes of its inputs. */
  readonly call: string;
  /** Digest of shape, type and bytes of its outputs. */
  readonly result: string;
  /** Kernels that its inputs came through: where one of them differs, this call was another one. */
  readonly through: ReadonlySet<string>;
}

interface Origin {
  readonly digest: string;
  readonly through: ReadonlySet<string>;
}

/** Stands for a variable that has no value yet. */
const unset = "unset";

/**
 * Puts itself between tfjs and the TensorFlow library, and tells of each kernel that is executed. Results are told
 * apart by the inputs that they came from: where one kernel's result differs between two processors, later kernels
 * are given other inputs, and are not blamed.
 *
 * @returns the binding to put in the place of the given one
 */
export function recording(binding: Binding, tell: (call: KernelCall) => void): Binding {
  const origins = new Map<number, Origin>();
  /** Handles of variables. */
  const variables = new Set<number>();
  const kernelName = kernelNamer(binding);
  const isFloat = new Set([binding.TF_FLOAT, binding.TF_COMPLEX64]);

  function digestOf(dtype: number, shape: readonly number[], values: ArrayBufferView | readonly unknown[]) {
    const hash = createHash("sha256").update(`${dtype}[${shape.join()}]`);
    if (!ArrayBuffer.isView(values)) return short(hash.update(JSON.stringify(values, textOfBytes)));
    const bytes = isFloat.has(dtype) ? withOneNaN(values) : values;
    return short(hash.update(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)));
  }

  /** A variable's handle says nothing of its value, which is looked up when it has changed. */
  const digestOfOutput = ({ id, dtype, shape }: TensorMetadata) =>
    dtype === binding.TF_RESOURCE ? unset : digestOf(dtype, shape, binding.tensorDataSync(id));

  function digestOfVariable(handle: number): string {
    const dtype = { name: "dtype", type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT };
    const [value] = binding.executeOp("ReadVariableOp", [dtype], [handle], 1);
    if (value === undefined) throw new Error("a variable has no value");
    const digest = digestOfOutput(value);
    binding.deleteTensor(value.id);
    return digest;
  }

  return replaced(binding, {
    createTensor(shape, dtype, values) {
      const id = binding.createTensor(shape, dtype, values);
      origins.set(id, { digest: digestOf(dtype, shape, values), through: new Set() });
      return id;
    },
    deleteTensor(id) {
      origins.delete(id);
      variables.delete(id);
      binding.deleteTensor(id);
    },
    executeOp(name, attributes, inputs, count) {
      const kernel = kernelName(name, attributes);
      const given = inputs.map((id) => origins.get(id));
      const outputs = definedOutputs(name, attributes, binding.executeOp(name, attributes, inputs, count));
      // A kernel without outputs changes variables; what each holds then is its result
      const changed = outputs.length > 0 ? [] : inputs.filter((id) => variables.has(id));
      const digests = [...outputs.map(digestOfOutput), ...changed.map(digestOfVariable)];
      const through = new Set(given.flatMap((origin) => [...(origin?.through ?? [])]));
      const asked = [kernel, attributes, given.map((origin) => origin?.digest ?? "unknown")];
      tell({ kernel, call: digestOfJson(asked), result: digestOfJson(digests), through });
      const next = new Set([...through, kernel]);
      [...outputs.map(({ id }) => id), ...changed].forEach((id, index) => {
        origins.set(id, { digest: digests[index] ?? "", through: next });
      });
      for (const { id, dtype } of outputs) if (dtype === binding.TF_RESOURCE) variables.add(id);
      return outputs;
    },
  });
}

function digestOfJson(value: unknown): string {
  return short(createHash("sha256").update(JSON.stringify(value)));
}

function short(hash: ReturnType<typeof createHash>): string {
  return hash.digest("hex").slice(0, 24);
}

function textOfBytes(_key: string, value: unknown): unknown {
  return value instanceof Uint8Array ? Buffer.from(value).toString("base64") : value;
}

/**
 * The same numbers with one bit pattern for all NaN: processors differ in the sign and the payload that they give a
 * NaN, which no result can hold.
 */
function withOneNaN(values: ArrayBufferView): ArrayBufferView {
  if (!(values instanceof Float32Array) || !values.some(Number.isNaN)) return values;
  return values.map((value) => (Number.isNaN(value) ? Number.NaN : value));
}
