import type { Wheel } from "./library.mjs";
import type { NativeProgress } from "./progress.ts";

/** What is prepared, where, and whom to tell. */
export interface Preparation {
  /** The folder to make; whatever is there is replaced. */
  readonly directory: string;
  readonly wheel: Wheel;
  readonly progress: (event: NativeProgress) => void;
  readonly signal?: AbortSignal | undefined;
}
