import type { TensorFlow } from "./define.ts";

interface Scope {
  track: { readonly isDisposed: boolean }[];
}

interface EngineState {
  startScope(name?: string): void;
  endScope(): void;
  readonly state: { readonly activeScope: Scope };
}

/** The tensors that one run makes. */
export interface TensorScope {
  /** Forgets tensors that are disposed already, which tfjs would remember until the scope ends. */
  compact(): void;
  /** Disposes what the run has left behind, variables included; returns how many tensors were left all the same. */
  close(): number;
}

/**
 * Opens a scope around a run, which may be asynchronous (`tf.tidy` may not). One at a time: tfjs keeps a single stack
 * of scopes for the process.
 */
export function openTensorScope(tf: TensorFlow): TensorScope {
  const engine = tf.engine() as unknown as EngineState;
  const before = tf.memory().numTensors;
  engine.startScope("run");
  const scope = engine.state.activeScope;
  return {
    compact() {
      scope.track = scope.track.filter(({ isDisposed }) => !isDisposed);
    },
    close() {
      // A run that failed within `tf.tidy` or a gradient can leave inner scopes open.
      while (engine.state.activeScope !== scope && engine.state.activeScope !== null) engine.endScope();
      if (engine.state.activeScope === scope) engine.endScope();
      tf.disposeVariables();
      return tf.memory().numTensors - before;
    },
  };
}
