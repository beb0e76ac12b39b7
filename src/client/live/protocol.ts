import type { Emission, Settings } from "../../live/define.ts";

/** In the order in which they are tried. */
export const backendNames = ["webgpu", "webgl", "wasm", "cpu"] as const;

/** What TensorFlow.js computes with. */
export type BackendName = (typeof backendNames)[number];

/** As readers know them. */
export const backendTitles: Readonly<Record<BackendName, string>> = {
  webgpu: "WebGPU",
  webgl: "WebGL",
  wasm: "WebAssembly",
  cpu: "JavaScript",
};

/** What the page tells the worker. */
export type Order =
  /** Gets ready for what is to come, while the page still fetches what it shows. */
  | { readonly kind: "prepare"; readonly experiment: string; readonly backend: BackendName | "auto" }
  | {
      readonly kind: "run";
      /** Told apart from runs before it by this number. */
      readonly run: number;
      readonly experiment: string;
      readonly settings: Settings;
      readonly seed: number;
      readonly backend: BackendName | "auto";
    }
  | { readonly kind: "stop"; readonly run: number };

/** What the worker tells the page of a run. */
export type Report = { readonly run: number } & (
  | { readonly kind: "started"; readonly backend: BackendName; readonly notes: readonly string[] }
  | {
      readonly kind: "progress";
      readonly emissions: readonly Emission[];
      readonly done: number;
      readonly total: number;
    }
  | { readonly kind: "finished" }
  | { readonly kind: "stopped" }
  | { readonly kind: "diverged" }
  | { readonly kind: "failed"; readonly message: string }
);
