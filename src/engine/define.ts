import type * as tensorflow from "@tensorflow/tfjs-node";
import type { z } from "zod";
import type { RandomStream } from "./random.ts";

/** The real `@tensorflow/tfjs-node` module, as a worker hands it to an experiment. */
export type TensorFlow = typeof tensorflow;

/** Names one run for people: `{ method: "exact" }` is shown and typed as `method=exact`. */
export type RunKey = Readonly<Record<string, string | number | boolean>>;

/** A file an experiment reads. It is part of the fingerprint of every run of that experiment. */
export type DataSource =
  | { readonly kind: "package"; readonly package: string; readonly file: string }
  | { readonly kind: "local"; readonly file: string };

/** A file inside a locked npm package, such as `packageFile("some-data", "data/labels.csv")`. */
export function packageFile(name: string, file: string): DataSource {
  return { kind: "package", package: name, file };
}

/** A file beside `experiment.ts`, given relative to it. */
export function localFile(file: string): DataSource {
  return { kind: "local", file };
}

/** One independent unit of work: scheduled, cached and resumed on its own. */
export interface Run<Input> {
  readonly key: RunKey;
  /** Everything of the params that this run depends on; a change of it, and of nothing else, reruns the run. */
  readonly input: Input;
  /** Expected cost relative to the other runs, so that long runs start first; 1 unless told otherwise. */
  readonly cost?: number;
}

export interface RunContext<Input> {
  readonly tf: TensorFlow;
  readonly key: RunKey;
  readonly input: Input;
  /** The root seed; experiments draw from `random` and rarely need it. */
  readonly seed: number;
  /**
   * The random stream of this name. It depends on the root seed, the experiment's id and the path alone, not on
   * the run: runs that name the same path draw the same numbers (common random numbers, for paired comparisons);
   * put the run's key into the path where draws should be independent. Each call starts the stream anew.
   */
  random(...path: readonly (string | number)[]): RandomStream;
  /** Bytes of a file declared under `data`. */
  data(name: string): Uint8Array;
  /** Reports progress, as a fraction of the run; cheap enough for every step. */
  progress(done: number, total: number): void;
  readonly signal: AbortSignal;
}

/** The results of all runs, read one at a time, in the order in which `runs` lists them. */
export interface RunResults<Input, Result> extends Iterable<FinishedRun<Input, Result>> {
  readonly length: number;
  /** The result of the run whose key equals `key`; throws when there is none. */
  get(key: RunKey): Result;
}

export interface FinishedRun<Input, Result> {
  readonly key: RunKey;
  readonly input: Input;
  readonly result: Result;
}

export interface AssembleContext<Params, Input, Result> {
  readonly params: Params;
  readonly results: RunResults<Input, Result>;
}

/** What `experiments/<id>/experiment.ts` exports as its default. */
export interface Experiment<Params, Input, Result, Artifact> {
  /** Equals the name of the experiment's folder: lower-case words joined by hyphens. */
  readonly id: string;
  /** A noun phrase for lists and provenance panels. */
  readonly title: string;
  readonly params: z.ZodType<Params>;
  /** `paper` is what is published; `draft` is small, for writing, and never published. */
  readonly presets: { readonly paper: Params; readonly draft: Params };
  readonly data?: Readonly<Record<string, DataSource>>;
  /** The independent runs; a pure and cheap function of the params. */
  runs(params: Params): readonly Run<Input>[];
  /** A deterministic function of the context. Results are JSON values; typed arrays count as arrays of numbers. */
  run(context: RunContext<Input>): Result | Promise<Result>;
  /** Makes the artifact from the results; a pure function. Changing it alone reruns no run. */
  assemble(context: AssembleContext<Params, Input, Result>): Artifact | Promise<Artifact>;
  /** The schema of the artifact, from `artifact.ts`. */
  readonly artifact: z.ZodType<Artifact>;
}

/** An experiment whose type parameters do not matter to the code at hand. */
export type AnyExperiment = Experiment<unknown, unknown, unknown, unknown>;

/**
 * Declares an experiment; returns it unchanged. The argument is written as an object literal, so that the engine can
 * tell the code of `run` from that of `assemble`.
 */
export function defineExperiment<Params, Input, Result, Artifact>(
  experiment: Experiment<Params, Input, Result, Artifact>,
): Experiment<Params, Input, Result, Artifact> {
  return experiment;
}
