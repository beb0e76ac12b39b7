import assert from "node:assert/strict";
import { test } from "node:test";
import live from "../../experiments/deep-linear/live.ts";
import { conditions } from "../../experiments/lib/conditions.ts";
import { trainLinear } from "../../experiments/lib/linear-training.ts";
import { randomStream } from "../../src/engine/random.ts";
import type { Emission } from "../../src/live/define.ts";
import { loadTensorFlow } from "../../src/native/tensorflow.ts";

const tf = loadTensorFlow();
const random = (...path: readonly (string | number)[]) => randomStream(3, "deep-linear", path);
const small = { depth: 4, width: 16, learningRate: 1e-3, epochs: 1 } as const;

/** What the live experiment emits with these settings on the native library. */
async function emitted(settings: Partial<Parameters<typeof live.run>[0]["settings"]>): Promise<Emission[]> {
  const defaults = Object.fromEntries(
    Object.entries(live.controls).map(([name, { value }]) => [name, value]),
  );
  const emissions: Emission[] = [];
  await live.run({
    tf,
    settings: { ...defaults, ...small, ...settings } as Parameters<typeof live.run>[0]["settings"],
    random,
    emit: (emission) => emissions.push(emission),
    progress: () => {},
    breathe: async () => {},
    signal: new AbortController().signal,
  });
  return emissions;
}

for (const [name, settings] of Object.entries({
  "fold-1": { initialization: "gaussian", folds: 1 },
  "scaled-90": { initialization: "orthogonal", scale: 0.9 },
} as const)) {
  test(`the live run of ${name} is the published training: same draws, losses and gradients`, async () => {
    const lossAt = [0, 1, 5, 50, 100];
    const trained = await trainLinear(
      tf,
      random,
      {
        ...small,
        initialization: conditions[name as "fold-1" | "scaled-90"],
        optimizer: { kind: "adam", learningRate: small.learningRate },
        batch: small.width,
        steps: 100,
        replicates: [0],
        lossAt,
        gradientsAt: [0],
      },
      () => {},
    );
    tf.dispose([trained.map, trained.target]);
    const before = tf.memory().numTensors;
    const emissions = await emitted(settings);
    assert.equal(tf.memory().numTensors, before, "tensors are left behind");
    const points = emissions.flatMap((e) => (e.plot === "learning" && typeof e.x === "number" ? [e] : []));
    lossAt.forEach((step, i) => {
      const expected = trained.loss[0]?.[i] as number;
      const found = points.find(({ x }) => Math.abs((x as number) - step / 100) < 1e-9)?.y as number;
      // Adam fused and composed round differently: 1e-7 a step, amplified a little by training
      assert.ok(Math.abs(found / expected - 1) < 1e-4, `step ${step}: ${found}, expected ${expected}`);
    });
    const gradients = emissions.find((e) => e.plot === "gradients")?.y as readonly number[];
    assert.deepEqual([...gradients].map(Math.fround), [...(trained.gradients[0]?.[0] ?? [])]);
  });
}

test("gradient descent and graded weights run, and learn", async () => {
  const emissions = await emitted({
    initialization: "graded",
    exponent: 0.25,
    optimizer: "sgd",
    learningRate: 1e-2,
  });
  const losses = emissions.flatMap(({ plot, y }) =>
    plot === "learning" && typeof y === "number" ? [y] : [],
  );
  assert.ok((losses.at(-1) as number) < (losses[0] as number), losses.join());
});
