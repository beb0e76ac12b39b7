/** The list of kernels that the audit has passed, and what refuses the others. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type * as TensorFlow from "@tensorflow/tfjs-node";
import { UserError } from "../engine/errors.ts";
import { type Attribute, type Binding, type NativeBackend, nativeBackend, replaced } from "./binding.ts";
import { composition } from "./compositions.ts";
import { definedOutputs, kernelNamer, typeNames } from "./kernel-name.ts";
import { libraryHashFor, platformName } from "./library.mjs";

/** The list of audited kernels, relative to the generator's root. */
export const kernelListFile = "src/native/kernels.json";

/** What `npm run audit -- --update` writes to kernels.json. */
export interface KernelList {
  readonly format: 1;
  readonly tensorflow: string;
  /** SHA-256 of the library that the list holds for. */
  readonly library: string;
  /** Processors that were compared: the machine's own, and emulated ones. */
  readonly processors: readonly string[];
  /** How the C library computed where the list was made, by function: see mathematics.ts. */
  readonly mathematics: Readonly<Record<string, string>>;
  /** Kernels that gave the same bits on all of them, each with its type, as `Add float32`. */
  readonly passed: Readonly<Record<string, PassedKernel>>;
  /** Kernels that did not, and in what they failed. */
  readonly failed: Readonly<Record<string, KernelFault>>;
}

export interface PassedKernel {
  /** How many calls were compared. */
  readonly calls: number;
  /** Digest of these calls and their results: on whatever machine, the audit must come to the same. */
  readonly results: string;
}

/** Other bits on another processor, or after other calls in the same process. */
export type KernelFault = "processor" | "history";

/** The list as it stands in this checkout. */
export function readKernelList(): KernelList {
  return JSON.parse(readFileSync(join(import.meta.dirname, "kernels.json"), "utf8")) as KernelList;
}

/**
 * Makes TensorFlow refuse every kernel that the audit has not passed, whoever asks for it: a function of tfjs, a layer,
 * a gradient or the experiment itself by name. Takes away outputs that a kernel leaves unwritten.
 *
 * @throws UserError if the list was made with another TensorFlow library
 */
export function admitAuditedKernels(tf: typeof TensorFlow, list: KernelList = readKernelList()): void {
  // Elsewhere the same bits are not promised, and the command says so when it starts
  if (platformName !== "linux-x64") return;
  if (list.library !== libraryHashFor()) {
    throw new UserError({
      what: `the kernels were audited with TensorFlow ${list.tensorflow} and another library than the one installed`,
      where: kernelListFile,
      fix: "Run `npm run audit -- --update`, and look at what changed in the list.",
    });
  }
  const guard = (backend: NativeBackend) => {
    backend.binding = guarded(backend.binding, list);
  };
  guard(nativeBackend(tf));
  // `tf.engine().reset()` makes a new backend
  const { registryFactory } = tf.engine() as unknown as Engine;
  const entry = registryFactory.tensorflow;
  if (entry === undefined) throw new Error("tfjs has no native backend");
  const { factory } = entry;
  entry.factory = () => {
    const backend = factory();
    guard(backend);
    return backend;
  };
}

/** As tfjs-core 4.22 keeps its backends. */
interface Engine {
  readonly registryFactory: Readonly<Record<string, { factory: () => NativeBackend }>>;
}

function guarded(binding: Binding, list: KernelList): Binding {
  const kernelName = kernelNamer(binding);
  const admitted = admittedTypes(binding, list);
  const typeAttribute = binding.TF_ATTR_TYPE;
  return replaced(binding, {
    executeOp(name, attributes, inputs, count) {
      if (!admitted.get(name)?.has(firstType(attributes, typeAttribute))) {
        throw refusal(kernelName(name, attributes), list);
      }
      const outputs = binding.executeOp(name, attributes, inputs, count);
      const defined = definedOutputs(name, attributes, outputs);
      for (const { id } of outputs.slice(defined.length)) binding.deleteTensor(id);
      return defined;
    },
    loadSavedModel() {
      throw withWholeStack(() => {
        return new UserError({
          what: "a saved model was loaded, whose kernels run where no audit sees them",
          fix: "Instead, build the model from tensors in the experiment, and declare its weights under `data`.",
        });
      });
    },
  });
}

/** The numbers of the types that each kernel is admitted for; undefined stands for a kernel without a type. */
function admittedTypes(binding: Binding, { passed }: KernelList): ReadonlyMap<string, ReadonlySet<unknown>> {
  const numbers = new Map([...typeNames(binding)].map(([number, name]) => [name, number]));
  const admitted = new Map<string, Set<unknown>>();
  for (const kernel of Object.keys(passed)) {
    const [name = "", type] = kernel.split(" ");
    const types = admitted.get(name) ?? new Set();
    admitted.set(name, types.add(type === undefined ? undefined : numbers.get(type)));
  }
  return admitted;
}

/** Asked at each call of a kernel, some of which take microseconds. */
function firstType(attributes: readonly Attribute[], typeAttribute: number): unknown {
  for (const { type, value } of attributes) if (type === typeAttribute) return value;
  return undefined;
}

function refusal(kernel: string, { failed, passed }: KernelList): UserError {
  const [name = "", type = "no type"] = kernel.split(" ");
  const fault = failed[kernel];
  const others = Object.keys(passed).filter((other) => other.startsWith(`${name} `));
  const reasons = {
    processor: "gives other bits on other processors",
    history: "gives other bits by what was computed before it in the same process",
  };
  const known = others.map((other) => other.split(" ")[1]).join(", ");
  const unknown = `was not audited${known === "" ? "" : ` for ${type}, only for ${known}`}, so that nobody knows whether other processors give the same bits`;
  return withWholeStack(
    () =>
      new UserError({
        what: `TensorFlow's kernel ${name} (${type}) ${fault === undefined ? unknown : reasons[fault]}`,
        fix:
          composition(name) ??
          "Compose it of other functions, or add calls of it to src/native/audit/ and run `npm run audit -- --update`.",
      }),
  );
}

/** Lets an error remember enough of its stack to reach the experiment's code through tfjs. */
function withWholeStack<T>(make: () => T): T {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 200;
  try {
    return make();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}
