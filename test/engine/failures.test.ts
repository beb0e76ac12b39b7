import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { UserError } from "../../src/engine/errors.ts";
import type { NamedFailure } from "../../src/engine/events.ts";
import { dice, placeOf, project, type Recorded, type Source } from "./project.ts";

const file = "experiments/dice/experiment.ts";

/** What a run does with four or six faces; the others give a mean of one. */
function faulty(statement: string): Source {
  return { run: `async ({ input }) => {\n${statement}\nreturn { mean: 1 };\n}` };
}

function onlyFailure(outcome: Recorded): NamedFailure {
  assert.equal(outcome.status, "failed");
  const [failure, ...others] = outcome.failures;
  assert.ok(failure);
  assert.deepEqual(others, []);
  return failure;
}

describe("a run that fails", () => {
  const files = {
    ...dice("dice", faulty('if (input.faces === 4) throw new Error("the die fell off the table");')),
    ...dice("fine"),
  };

  test("stops and loses no other, and is named with its place in the code", async () => {
    const subject = project(files);
    const outcome = await subject.run();
    const failure = onlyFailure(outcome);
    assert.deepEqual(
      { experiment: failure.experiment, run: failure.run },
      { experiment: "dice", run: "faces=4" },
    );
    assert.match(failure.what, /the die fell off the table/);
    assert.match(failure.where ?? "", new RegExp(`^${placeOf(subject, file, "throw new Error")}:\\d+$`));
    assert.equal(outcome.computed, 7);
    assert.deepEqual(Object.keys(outcome.artifacts), ["fine"]);

    const again = await subject.run();
    assert.deepEqual(again.ran, ["dice faces=4"]);
    assert.deepEqual({ computed: again.computed, cached: again.cached }, { computed: 0, cached: 7 });
  });

  test("is mended without running the experiments it does not reach", async () => {
    const subject = project(files);
    await subject.run();
    const mended = subject.copy();
    mended.edit(file, /if \(input.*/, "");
    const outcome = await mended.run();
    assert.equal(outcome.status, "complete");
    assert.deepEqual(outcome.ran, ["dice faces=2", "dice faces=4", "dice faces=6", "dice faces=8"]);
  });
});

describe("a worker that dies takes only its run along", () => {
  const cases: readonly (readonly [string, string, RegExp])[] = [
    ["by its exit", "if (input.faces === 4) process.exit(3);", /ended with exit code 3/],
    ["by a signal", "if (input.faces === 4) process.abort();", /was ended by SIGABRT/],
    [
      "killed from outside",
      'if (input.faces === 4) process.kill(process.pid, "SIGKILL");',
      /killed from outside/,
    ],
    [
      "by a promise that nobody waits for",
      'if (input.faces === 4) { void Promise.reject(new Error("late")); await new Promise(() => {}); }',
      /nobody caught ended its process: Error: late/,
    ],
  ];
  for (const [how, statement, what] of cases) {
    test(how, async () => {
      const outcome = await project(dice("dice", faulty(statement))).run({ workers: 1 });
      const failure = onlyFailure(outcome);
      assert.equal(failure.run, "faces=4");
      assert.match(failure.what, what);
      assert.equal(outcome.computed, 3);
    });
  }

  test("stopped for telling no progress", async () => {
    const subject = project(dice("dice", faulty("if (input.faces === 4) for (;;);")));
    const failure = onlyFailure(await subject.run({ workers: 2, stallSeconds: 1 }));
    assert.equal(failure.run, "faces=4");
    assert.match(failure.what, /no progress/);
    assert.match(failure.fix ?? "", /progress\(done, total\)/);
  });
});

describe("what may not get into a result", () => {
  const cases: readonly (readonly [string, Source, RegExp, RegExp])[] = [
    [
      "NaN",
      faulty("if (input.faces === 4) return { mean: 1, curves: [0, Number.NaN] };"),
      /curves\[1\] is NaN/,
      /dice faces=4/,
    ],
    [
      "an infinity",
      faulty("if (input.faces === 4) return { mean: 1 / 0 };"),
      /mean is Infinity/,
      /dice faces=4/,
    ],
    [
      "a number of its own",
      faulty("if (input.faces === 4) return { mean: Math.random() };"),
      /`Math\.random`/,
      /experiment\.ts:\d+:\d+/,
    ],
    [
      "the time",
      faulty("if (input.faces === 4) return { mean: new Date().getTime() };"),
      /`new Date\(\)`/,
      /experiment\.ts:\d+:\d+/,
    ],
    [
      "an order of timers",
      faulty("if (input.faces === 4) setTimeout(() => {}, 1);"),
      /`setTimeout`/,
      /experiment\.ts:\d+:\d+/,
    ],
    [
      "a changed input",
      faulty("if (input.faces === 4) Object.assign(input, { faces: 5 });"),
      /read only/,
      /experiment\.ts:\d+:\d+/,
    ],
    [
      "data that were not declared",
      { run: '({ input, data }) => ({ mean: input.faces === 4 ? data("labels").length : 1 })' },
      /no data of the name `labels`/,
      /experiment\.ts/,
    ],
  ];
  for (const [what, source, message, where] of cases) {
    test(what, async () => {
      const failure = onlyFailure(await project(dice("dice", source)).run());
      assert.equal(failure.run, "faces=4");
      assert.match(failure.what, message);
      assert.match(failure.where ?? "", where);
    });
  }

  test("randomness while a module loads", async () => {
    const subject = project(
      dice("dice", { imports: "const noise = Math.random();", ...faulty("void noise;") }),
    );
    const outcome = await subject.run();
    assert.equal(outcome.failures.length, 4);
    assert.match(outcome.failures[0]?.what ?? "", /`Math\.random`/);
    assert.match(outcome.failures[0]?.where ?? "", new RegExp(placeOf(subject, file, "Math.random")));
  });

  test("a value that the artifact's schema rejects", async () => {
    const subject = project(
      dice("dice", {
        assemble: '() => ({ means: [{ faces: 2, mean: 1 }, { faces: "four", mean: 2 }] }) as never',
      }),
    );
    const failure = onlyFailure(await subject.run());
    assert.equal(failure.run, undefined);
    assert.match(failure.what, /means\.1\.faces.*expected number.*found `"four"`/);
    assert.match(failure.where ?? "", /^experiments\/dice\/artifact\.ts/);
    const mended = subject.copy();
    mended.edit(file, '"four"', "4");
    assert.deepEqual((await mended.run()).ran, []);
  });

  test("NaN in an artifact", async () => {
    const failure = onlyFailure(
      await project(dice("dice", { assemble: "() => ({ means: [{ faces: 2, mean: 0 / 0 }] })" })).run(),
    );
    assert.match(failure.what, /means\[0\]\.mean is NaN/);
  });
});

test("an edit while the command runs is noticed", async () => {
  const subject = project(dice("dice"));
  const outcome = await subject.run({
    prepare: async () => subject.edit(file, "+ 1", "+ 2"),
  });
  assert.equal(outcome.failures.length, 4);
  assert.match(outcome.failures[0]?.what ?? "", /was changed after this command had started/);
  assert.equal(outcome.computed, 0);
});

test("a store that cannot be written is one error, not one for each run", async () => {
  const subject = project(dice("dice"));
  subject.write(".artifacts/objects", "a file where a folder is to be");
  await assert.rejects(
    subject.run(),
    (error) =>
      error instanceof UserError && /could not be (read|written)/.test(error.what) && error.fix !== undefined,
  );
  rmSync(join(subject.root, ".artifacts/objects"));
  assert.equal((await subject.run()).status, "complete");
});

test("an interruption ends the workers and keeps finished runs", async () => {
  const subject = project(dice("dice", { paper: "{ faces: [2, 3, 4, 5, 6, 7, 8], throws: 3000000 }" }));
  const controller = new AbortController();
  const outcome = await subject.run({
    workers: 1,
    signal: controller.signal,
    report: (event) => {
      if (event.type === "run-finish") controller.abort();
    },
  });
  assert.equal(outcome.status, "interrupted");
  assert.deepEqual({ computed: outcome.computed, failures: outcome.failures }, { computed: 1, failures: [] });
  const rest = await subject.run();
  assert.deepEqual({ computed: rest.computed, cached: rest.cached }, { computed: 6, cached: 1 });
});
