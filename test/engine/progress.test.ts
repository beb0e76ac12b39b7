import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { EngineEvent, PlannedWork } from "../../src/engine/events.ts";
import { progressModel } from "../../src/engine/progress.ts";

function planned(work: Partial<PlannedWork>): PlannedWork {
  return { experiment: "dice", title: "Dice", runs: 4, cached: 0, missing: 4, seconds: undefined, ...work };
}

function plan(workers: number, ...experiments: PlannedWork[]): EngineEvent {
  return { type: "plan", preset: "paper", seed: 1, workers, experiments };
}

function modelAt(clock: { time: number }, ...events: EngineEvent[]) {
  const model = progressModel(() => clock.time);
  for (const event of events) model.apply(event);
  return model;
}

const dice = (run: string) => ({ experiment: "dice", run });

describe("time left", () => {
  test("is what was recorded, over the workers, before anything is observed", () => {
    const model = modelAt({ time: 0 }, plan(2, planned({ seconds: 40 })));
    assert.equal(model.snapshot().left, 20);
  });

  test("is unknown when nothing is recorded nor observed", () => {
    assert.equal(modelAt({ time: 0 }, plan(2, planned({}))).snapshot().left, undefined);
  });

  test("is extrapolated from finished runs", () => {
    const clock = { time: 0 };
    const model = modelAt(clock, plan(1, planned({})), { type: "run-start", ...dice("a") });
    clock.time = 10;
    model.apply({ type: "run-finish", ...dice("a"), seconds: 10, bytes: 1 });
    assert.equal(model.snapshot().left, 30);
  });

  test("is extrapolated from the part of a run that is done", () => {
    const clock = { time: 0 };
    const model = modelAt(clock, plan(1, planned({ missing: 1 })), { type: "run-start", ...dice("a") });
    clock.time = 10;
    model.apply({ type: "run-progress", ...dice("a"), fraction: 0.25 });
    assert.equal(model.snapshot().left, 30);
  });

  test("moves from the recorded to the observed", () => {
    const clock = { time: 0 };
    const model = modelAt(clock, plan(1, planned({ seconds: 40 })));
    for (const run of ["a", "b"]) {
      model.apply({ type: "run-start", ...dice(run) });
      clock.time += 20;
      model.apply({ type: "run-finish", ...dice(run), seconds: 20, bytes: 1 });
    }
    // Half is done in 40 s: observed are 40 s left, recorded none
    assert.equal(model.snapshot().left, 20);
  });

  test("is gone when all is done", () => {
    const model = modelAt({ time: 0 }, plan(1, planned({ missing: 1, seconds: 5 })), {
      type: "run-start",
      ...dice("a"),
    });
    model.apply({ type: "run-finish", ...dice("a"), seconds: 5, bytes: 1 });
    assert.equal(model.snapshot().left, undefined);
  });
});

test("an experiment's state, counts and parts", () => {
  const model = modelAt(
    { time: 0 },
    plan(2, planned({ cached: 3 })),
    { type: "run-start", ...dice("a") },
    {
      type: "run-start",
      ...dice("b"),
    },
  );
  model.apply({ type: "run-progress", ...dice("b"), fraction: 0.5 });
  model.apply({ type: "run-fail", ...dice("a"), failure: { what: "fell" } });
  const [experiment] = model.snapshot().experiments;
  assert.deepEqual(
    { ...experiment, left: 0 },
    {
      id: "dice",
      title: "Dice",
      total: 4,
      done: 1,
      failed: 1,
      cached: 3,
      fraction: 1.5 / 4,
      running: [{ run: "b", fraction: 0.5 }],
      state: "failed",
      left: 0,
    },
  );
});
