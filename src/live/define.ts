import type { TensorFlow } from "../engine/define.ts";
import type { RandomStream } from "../engine/random.ts";

/** Shows a control only while another has one of these values. */
export type When = Readonly<Record<string, readonly (string | number)[]>>;

/** Something of an experiment that a reader may set. */
export type Control =
  /** A slider over the numbers `min`, `min + step`, … `max`. */
  | {
      readonly kind: "range";
      readonly label: string;
      readonly min: number;
      readonly max: number;
      readonly step: number;
      readonly value: number;
      readonly when?: When;
    }
  /** A slider over these numbers, in ascending order. */
  | {
      readonly kind: "stops";
      readonly label: string;
      readonly stops: readonly number[];
      readonly value: number;
      readonly when?: When;
    }
  /** One of a few alternatives. */
  | {
      readonly kind: "choice";
      readonly label: string;
      readonly options: readonly { readonly value: string; readonly label: string }[];
      readonly value: string;
      readonly when?: When;
    };

export type Controls = Readonly<Record<string, Control>>;

/** The value of each control. */
export type Settings<C extends Controls = Controls> = Controls extends C
  ? Readonly<Record<string, string | number>>
  : {
      readonly [Name in keyof C]: C[Name] extends {
        readonly kind: "choice";
        readonly options: readonly { readonly value: infer Value }[];
      }
        ? Value
        : number;
    };

export interface LiveAxis {
  /** The quantity, with its unit. */
  readonly label: string;
  readonly scale: "linear" | "log";
}

/** A plot that fills while the experiment runs. */
export interface LivePlot {
  readonly title: string;
  readonly x: LiveAxis;
  readonly y: LiveAxis;
  /** What the live curve is called beside it, such as `this run`. */
  readonly series: string;
  /**
   * What moves on while a whole curve is replaced again and again, such as `step`; published curves are then shown as
   * they were at that time.
   */
  readonly time?: string;
}

/** One message of a run: a point that continues a plot's curve, or a curve that replaces it. */
export type Emission<Plot extends string = string> =
  | { readonly plot: Plot; readonly x: number; readonly y: number }
  | {
      readonly plot: Plot;
      readonly at: number;
      readonly x: readonly number[];
      readonly y: readonly number[];
    };

/** A published curve, which stays behind the live one for comparison. */
export interface PublishedCurve<C extends Controls = Controls, Plot extends string = string> {
  readonly plot: Plot;
  readonly label: string;
  /** A colour of the palette, such as `blue`. */
  readonly colour: string;
  readonly dash?: readonly number[];
  /** The settings this curve was made with, as far as they tell it from the others. */
  readonly settings: Partial<Settings<C>>;
  /** The time of a curve of a plot with `time`. */
  readonly at?: number;
  readonly x: readonly number[];
  readonly y: readonly number[];
}

export interface LiveContext<C extends Controls, Plot extends string> {
  /** TensorFlow.js on whichever of WebGPU, WebGL, WebAssembly and plain JavaScript the browser has. */
  readonly tf: TensorFlow;
  readonly settings: Settings<C>;
  /** As in the experiment's `run`: with the published seed, the same names draw the same numbers. */
  random(...path: readonly (string | number)[]): RandomStream;
  /** Shows a point or a curve. A value that is not finite ends the run, and the reader is told that it diverged. */
  emit(emission: Emission<Plot>): void;
  progress(done: number, total: number): void;
  /** Lets messages through, so that a stop is heard; to be awaited about every step. Throws when the reader has stopped. */
  breathe(): Promise<void>;
  readonly signal: AbortSignal;
}

/** What a reader may change when a run does not go well, in a sentence each. */
export interface LiveAdvice {
  /** When what is emitted is no longer finite. */
  readonly diverged?: string;
  /** When a run will take minutes. */
  readonly slow?: string;
}

/** What `experiments/<id>/live.ts` exports as its default. */
export interface Live<C extends Controls, Plot extends string, Artifact, Params> {
  readonly controls: C;
  readonly plots: Readonly<Record<Plot, LivePlot>>;
  readonly advice?: LiveAdvice;
  /** Runs in a worker of the reader's browser; may use any kernel that TensorFlow.js has on all backends. */
  run(context: LiveContext<C, Plot>): Promise<void>;
  /** Evaluated when the site is built: what was published, and the settings it was made with. */
  published(
    artifact: Artifact,
    params: Params,
  ): {
    /** Where the controls stand at first. */
    readonly settings: Partial<Settings<C>>;
    readonly curves: readonly PublishedCurve<C, Plot>[];
  };
}

export type AnyLive = Live<Controls, string, unknown, unknown>;

/**
 * Declares that an experiment runs in the reader's browser too; returns the declaration unchanged. The default export of
 * `experiments/<id>/live.ts`, no part of the experiment's fingerprint, placed in the text by `:::live{#id}`.
 */
export function defineLive<
  const C extends Controls,
  const Plot extends string,
  Artifact = never,
  Params = never,
>(live: Live<C, Plot, Artifact, Params>): Live<C, Plot, Artifact, Params> {
  return live;
}
