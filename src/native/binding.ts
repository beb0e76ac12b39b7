import type * as TensorFlow from "@tensorflow/tfjs-node";

/** What tfjs-node's addon exports, as far as it is used here: every kernel goes through `executeOp`, by name. */
export interface Binding {
  readonly TF_FLOAT: number;
  readonly TF_INT32: number;
  readonly TF_INT64: number;
  readonly TF_BOOL: number;
  readonly TF_COMPLEX64: number;
  readonly TF_STRING: number;
  readonly TF_RESOURCE: number;
  readonly TF_UINT8: number;
  readonly TF_ATTR_TYPE: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_INT: number;
  readonly TF_ATTR_FLOAT: number;
  readonly TF_ATTR_STRING: number;
  readonly TF_ATTR_SHAPE: number;
  readonly TF_Version: string;
  createTensor(shape: readonly number[], dtype: number, values: ArrayBufferView | readonly unknown[]): number;
  deleteTensor(id: number): void;
  tensorDataSync(id: number): ArrayBufferView;
  executeOp(
    name: string,
    attributes: readonly Attribute[],
    inputs: readonly number[],
    outputs: number,
  ): TensorMetadata[];
  loadSavedModel(directory: string, tags: string): number;
}

export interface Attribute {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}

export interface TensorMetadata {
  readonly id: number;
  readonly shape: readonly number[];
  readonly dtype: number;
}

/** The native backend as far as it is used here; tfjs-node declares the rest. */
export interface NativeBackend {
  binding: Binding;
  executeMultipleOutputs(
    name: string,
    attributes: readonly Attribute[],
    inputs: readonly TensorFlow.Tensor[],
    outputs: number,
  ): TensorFlow.Tensor[];
}

/** The backend of tfjs-node, with what its types leave out. */
export function nativeBackend(tf: typeof TensorFlow): NativeBackend {
  return tf.backend() as unknown as NativeBackend;
}

/** The binding with other functions in the place of some; those of the addon itself cannot be changed. */
export function replaced(binding: Binding, functions: Partial<Binding>): Binding {
  return Object.create(binding, Object.getOwnPropertyDescriptors(functions)) as Binding;
}
