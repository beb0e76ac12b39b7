import type { NativeProgress } from "../native/progress.ts";

/** What the engine tells while it works; plain data, so that any display, a log or another process can follow. */
export type EngineEvent =
  | PlanEvent
  | { readonly type: "native"; readonly progress: NativeProgress }
  | ({ readonly type: "run-start" } & RunName)
  | ({ readonly type: "run-progress"; readonly fraction: number } & RunName)
  | ({ readonly type: "run-finish"; readonly seconds: number; readonly bytes: number } & RunName)
  | ({ readonly type: "run-fail"; readonly failure: Failure } & RunName)
  | ({ readonly type: "output"; readonly text: string } & RunName)
  | {
      readonly type: "artifact";
      readonly experiment: string;
      readonly hash: string;
      readonly bytes: number;
      /** `cached`: nothing it depends on has changed, so it was found in the store. */
      readonly outcome: "cached" | "computed";
    }
  | { readonly type: "artifact-fail"; readonly experiment: string; readonly failure: Failure }
  | { readonly type: "note"; readonly message: string };

export interface RunName {
  readonly experiment: string;
  /** The key as people write it: `method=exact,size=128`. */
  readonly run: string;
}

export interface PlanEvent {
  readonly type: "plan";
  readonly preset: string;
  readonly seed: number;
  readonly workers: number;
  readonly experiments: readonly PlannedWork[];
}

/** How much of an experiment is to be done. */
export interface PlannedWork {
  readonly experiment: string;
  readonly title: string;
  readonly runs: number;
  /** Runs whose results are in the store. */
  readonly cached: number;
  /** Runs that will run now. */
  readonly missing: number;
  /** Seconds that one worker is expected to need; undefined when nothing of the kind has run here yet. */
  readonly seconds: number | undefined;
}

/** Why a run or an assembly did not succeed. */
export interface Failure {
  readonly what: string;
  /** File and line in the project's own code, where known. */
  readonly where?: string | undefined;
  readonly fix?: string | undefined;
  /** For `--verbose`. */
  readonly stack?: string | undefined;
}

/** A failure with its name; `run` is undefined when it was the assembly. */
export interface NamedFailure extends Failure {
  readonly experiment: string;
  readonly run: string | undefined;
}

export type Reporter = (event: EngineEvent) => void;
