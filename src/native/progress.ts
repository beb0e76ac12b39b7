/** What is being done to bring TensorFlow up, for a progress display. */
export interface NativeProgress {
  readonly phase: "download" | "unpack" | "compile" | "verify" | "wait";
  /** From 0 to 1, where it is known how far the phase is. */
  readonly fraction?: number;
  /** What is happening, in lower case without a full stop. */
  readonly message: string;
}
