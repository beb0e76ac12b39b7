import type { TensorFlow } from "reprise";
import { classificationStep } from "./classification.ts";
import type { Mlp } from "./mlp.ts";
import type { Batch } from "./mnist-batches.ts";
import type { Optimizer } from "./optimizers.ts";

/** Loss and accuracy of each network on its batches before it learned from them, averaged over windows of steps; null where not finite. */
export interface WindowedTraining {
  /** `[networks][windows]` */
  readonly loss: readonly (number | null)[][];
  readonly accuracy: readonly (number | null)[][];
}

/** Trains classifiers side by side for `steps` steps, each on the next batch that `draw` gives; the batches are disposed of. */
export async function trainInWindows(
  tf: TensorFlow,
  mlp: Mlp,
  optimizer: Optimizer,
  draw: () => Batch,
  { steps, window }: { readonly steps: number; readonly window: number },
  progress: (step: number) => void,
): Promise<WindowedTraining> {
  const windows: { loss: Float64Array; accuracy: Float64Array }[] = [];
  for (let step = 0; step < steps; step++) {
    const batch = draw();
    const { loss, accuracy } = classificationStep(tf, mlp, optimizer, batch.x, batch.targets);
    tf.dispose([batch.x, batch.targets]);
    if (step % window === 0) {
      windows.push({ loss: new Float64Array(loss.length), accuracy: new Float64Array(loss.length) });
    }
    const current = windows.at(-1);
    loss.forEach((value, network) => {
      if (current === undefined) return;
      current.loss[network] = (current.loss[network] as number) + value / window;
      current.accuracy[network] =
        (current.accuracy[network] as number) + (accuracy[network] as number) / window;
    });
    progress(step + 1);
    // Lets messages through, so that an abort is heard
    if (step % 10 === 0) await new Promise<void>((resolve) => setImmediate(resolve));
  }
  const networks = windows[0]?.loss.length ?? 0;
  const byNetwork = (of: (measured: (typeof windows)[number]) => Float64Array) =>
    Array.from({ length: networks }, (_, network) =>
      windows.map((measured) => finiteOrNull(of(measured)[network] as number)),
    );
  return { loss: byNetwork(({ loss }) => loss), accuracy: byNetwork(({ accuracy }) => accuracy) };
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
