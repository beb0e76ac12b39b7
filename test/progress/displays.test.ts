import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { EngineEvent } from "../../src/engine/events.ts";
import type { ExperimentProgress } from "../../src/engine/progress.ts";
import { drawing } from "../../src/progress/live.ts";
import { plainReporter } from "../../src/progress/plain.ts";
import { bytes, count, duration } from "../../src/progress/words.ts";

const plan: EngineEvent = {
  type: "plan",
  preset: "paper",
  seed: 1,
  workers: 2,
  experiments: [
    { experiment: "dice", title: "Dice", runs: 1000, cached: 0, missing: 1000, seconds: undefined },
  ],
};

describe("lines for a log", () => {
  function linesOf(events: readonly EngineEvent[], secondsEach: number): readonly string[] {
    const lines: string[] = [];
    let time = 0;
    const report = plainReporter(
      (line) => lines.push(line),
      () => time,
    );
    for (const event of events) {
      report(event);
      time += secondsEach;
    }
    return lines;
  }

  test("are not more than one in five seconds for runs, however many there are", () => {
    const runs = Array.from({ length: 1000 }, (_, index): readonly EngineEvent[] => [
      { type: "run-start", experiment: "dice", run: `n=${index}` },
      { type: "run-finish", experiment: "dice", run: `n=${index}`, seconds: 0.02, bytes: 9 },
    ]);
    const lines = linesOf([plan, ...runs.flat()], 0.01);
    assert.equal(lines[0], "1 experiment, preset paper: 1000 of 1000 runs to do with 2 workers");
    // 2000 events in 20 s: the first at once, then one each five seconds
    assert.equal(lines.length, 1 + 4);
    assert.match(lines.at(-1) ?? "", /^\[7\d\d\/1000, about .* left\] dice n=7\d\d: /);
  });

  test("name every failure, and TensorFlow's preparation once for each step", () => {
    const native: EngineEvent = {
      type: "native",
      progress: { phase: "download", fraction: 0.5, message: "downloading" },
    };
    const lines = linesOf(
      [
        plan,
        native,
        native,
        { type: "run-fail", experiment: "dice", run: "n=1", failure: { what: "fell" } },
        { type: "run-fail", experiment: "dice", run: "n=2", failure: { what: "fell" } },
      ],
      0.01,
    );
    assert.deepEqual(lines.slice(1), ["downloading", "dice n=1: FAILED: fell", "dice n=2: FAILED: fell"]);
  });
});

describe("the live display", () => {
  function experiment(id: string, part: Partial<ExperimentProgress>): ExperimentProgress {
    return {
      id,
      title: id,
      total: 10,
      done: 0,
      failed: 0,
      cached: 0,
      fraction: 0,
      running: [],
      state: "running",
      left: 60,
      ...part,
    };
  }

  test("has a bar for each experiment with something to do, and the time left", () => {
    const lines = drawing(
      {
        experiments: [
          experiment("dice", { done: 5, fraction: 0.5, running: [{ run: "faces=6", fraction: 0.1 }] }),
          experiment("cached", { total: 0, fraction: 1 }),
        ],
        left: 90,
      },
      undefined,
      100,
      24,
    );
    assert.deepEqual(lines, [
      `dice  ${"━".repeat(12)}${"─".repeat(12)}   5/10  faces=6 10 %`,
      "about 1 min 30 s left",
    ]);
  });

  test("fits the terminal", () => {
    const experiments = Array.from({ length: 40 }, (_, index) =>
      experiment(`experiment-with-a-name-${index}`, {}),
    );
    const lines = drawing({ experiments, left: 1 }, "compiling", 40, 12);
    assert.ok(lines.length < 12);
    for (const line of lines) assert.ok(line.length < 40);
    assert.ok(lines.includes("… and 32 more"));
  });
});

test("words for durations, counts and sizes", () => {
  assert.deepEqual([0.04, 59.4, 60, 80, 3600, 7500].map(duration), [
    "0.0 s",
    "59 s",
    "1 min",
    "1 min 20 s",
    "1 h",
    "2 h 5 min",
  ]);
  assert.deepEqual([count(1, "run"), count(0, "run")], ["1 run", "0 runs"]);
  assert.deepEqual([12, 1234, 2_500_000, 270_000_000].map(bytes), ["12 B", "1.2 kB", "2.5 MB", "270 MB"]);
});
