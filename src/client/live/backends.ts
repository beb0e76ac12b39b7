import * as tf from "@tensorflow/tfjs-core";
import type { TensorFlow } from "../../engine/define.ts";
import { type BackendName, backendNames, backendTitles } from "./protocol.ts";

export interface Started {
  readonly tf: TensorFlow;
  readonly name: BackendName;
  /** Why those that come before it were not taken, as sentences. */
  readonly notes: readonly string[];
}

/**
 * Starts the backend that is asked for, or the first that works of WebGPU, WebGL, WebAssembly and plain JavaScript. A graphics
 * interface that is only imitated by the processor is passed over unless it is asked for by name.
 *
 * @throws Error when the backend that is asked for does not work here
 */
export async function startBackend(wanted: BackendName | "auto"): Promise<Started> {
  const notes: string[] = [];
  // Most browsers end here, and need not wait for the others to be looked at
  if (wanted === "auto") void import("@tensorflow/tfjs-backend-wasm").catch(() => {});
  for (const name of wanted === "auto" ? backendNames : [wanted]) {
    const obstacle = await start(name, wanted !== "auto").catch((error: unknown) =>
      error instanceof Error ? error.message : String(error),
    );
    if (obstacle === undefined) {
      portable();
      return { tf: tf as unknown as TensorFlow, name, notes };
    }
    if (wanted !== "auto") throw new Error(`${backendTitles[name]} does not work here: ${obstacle}`);
    notes.push(`${backendTitles[name]}: ${obstacle}.`);
  }
  throw new Error(`nothing here can compute. ${notes.join(" ")}`);
}

/** Starts one backend; the reason when it is not to be used. */
async function start(name: BackendName, anyway: boolean): Promise<string | undefined> {
  const obstacle = await obstacleOf(name, anyway);
  if (obstacle !== undefined) return obstacle;
  await load[name]();
  if (!(await tf.setBackend(name))) return "it does not start";
  await tf.ready();
  if (name === "webgl" && !tf.env().getBool("WEBGL_RENDER_FLOAT32_ENABLED")) {
    return "its numbers are too coarse";
  }
  return undefined;
}

async function obstacleOf(name: BackendName, anyway: boolean): Promise<string | undefined> {
  if (name === "webgpu") {
    if (!("gpu" in navigator)) return "this browser has none";
    const { gpu } = navigator as unknown as { gpu: { requestAdapter(): Promise<Adapter | null> } };
    const adapter = await gpu.requestAdapter();
    if (adapter === null) return "no graphics processor is available";
    return !anyway && (adapter.info?.isFallbackAdapter ?? adapter.isFallbackAdapter ?? false)
      ? imitated
      : undefined;
  }
  if (name === "webgl") {
    const context =
      typeof OffscreenCanvas === "undefined" ? null : new OffscreenCanvas(1, 1).getContext("webgl2");
    if (context === null) return "this browser has none";
    return !anyway && /swiftshader|llvmpipe|software|basic render/i.test(renderer(context))
      ? imitated
      : undefined;
  }
  if (name === "wasm") return typeof WebAssembly === "object" ? undefined : "this browser has none";
  return undefined;
}

const imitated = "without a graphics processor it would be slow";

interface Adapter {
  readonly isFallbackAdapter?: boolean;
  readonly info?: { readonly isFallbackAdapter?: boolean };
}

function renderer(context: WebGL2RenderingContext): string {
  const details = context.getExtension("WEBGL_debug_renderer_info");
  const name: unknown = context.getParameter(details?.UNMASKED_RENDERER_WEBGL ?? context.RENDERER);
  return String(name);
}

const load: Readonly<Record<BackendName, () => Promise<unknown>>> = {
  webgpu: () => import("@tensorflow/tfjs-backend-webgpu"),
  webgl: () => import("@tensorflow/tfjs-backend-webgl"),
  cpu: () => import("@tensorflow/tfjs-backend-cpu"),
  wasm: async () => {
    const [{ setWasmPaths }, { default: plain }, { default: simd }] = await Promise.all([
      import("@tensorflow/tfjs-backend-wasm"),
      import("@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url"),
      import("@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url"),
    ]);
    // Threads would need a worker from a blob, which the page's policy forbids
    tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
    setWasmPaths({
      "tfjs-backend-wasm.wasm": plain,
      "tfjs-backend-wasm-simd.wasm": simd,
      "tfjs-backend-wasm-threaded-simd.wasm": simd,
    });
    multiplyFast();
  },
};

/** What experiments written for TensorFlow's own library may rely on besides the functions of tfjs. */
function portable(): void {
  Object.assign(tf.Tensor.prototype, {
    neg(this: tf.Tensor) {
      return tf.neg(this);
    },
  });
  // That reading results synchronously is slow is known, and seldom done here
  Object.assign(tf.backend(), { hasReadSyncWarned: true });
}

/**
 * WebAssembly's product of matrices is fast for a single pair as it stands and slow, several times, for a transposed
 * one: transposing first is faster by far.
 */
function multiplyFast(): void {
  const multiply = tf.getKernel("BatchMatMul", "wasm");
  const transpose = tf.getKernel("Transpose", "wasm");
  if (multiply === undefined || transpose === undefined) return;
  tf.unregisterKernel("BatchMatMul", "wasm");
  tf.registerKernel({
    ...multiply,
    kernelFunc({ inputs, backend, attrs }) {
      const disposable: tf.TensorInfo[] = [];
      const straight = (x: tf.TensorInfo, isTransposed: unknown): tf.TensorInfo => {
        if (isTransposed !== true) return x;
        const axes = x.shape.map((_, axis) => axis);
        const perm = [...axes.slice(0, -2), axes.length - 1, axes.length - 2];
        const turned = transpose.kernelFunc({ inputs: { x }, backend, attrs: { perm } }) as tf.TensorInfo;
        disposable.push(turned);
        return turned;
      };
      const a = straight(inputs.a as tf.TensorInfo, attrs?.transposeA);
      const b = straight(inputs.b as tf.TensorInfo, attrs?.transposeB);
      const plain = { ...attrs, transposeA: false, transposeB: false };
      const product = multiply.kernelFunc({ inputs: { a, b }, backend, attrs: plain });
      for (const { dataId } of disposable) (backend as tf.KernelBackend).disposeData(dataId);
      return product;
    },
  });
}
