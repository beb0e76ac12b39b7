/** Turns Ctrl-C and a request to terminate into an abort, so that what is running can be ended in good order. */
export interface Interrupt {
  readonly signal: AbortSignal;
  /** The exit status that the signal asks for: 130 or 143; undefined as long as there was none. */
  readonly exitCode: () => number | undefined;
}

/** Tools often send a signal to the group and to the process: within this time, two are one. */
const sameMilliseconds = 1000;

/** A second signal, sent on purpose, ends the process at once. */
export function listenForInterrupt(): Interrupt {
  const controller = new AbortController();
  let first: { readonly code: number; readonly time: number } | undefined;
  const listener = (code: number) => () => {
    if (first === undefined) {
      first = { code, time: Date.now() };
      controller.abort();
    } else if (Date.now() - first.time > sameMilliseconds) {
      process.exit(code);
    }
  };
  process.on("SIGINT", listener(130));
  process.on("SIGTERM", listener(143));
  return { signal: controller.signal, exitCode: () => first?.code };
}
