import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { UserError } from "../../src/engine/errors.ts";
import { dice, project, type Recorded, type Source } from "../engine/project.ts";

/** What a run does with four faces; the others give a mean of one. */
function faulty(statement: string): Source {
  return { run: `async ({ input }) => {\nif (input.faces === 4) { ${statement} }\nreturn { mean: 1 };\n}` };
}

/** The run with four faces failed, the three others were done; returns what is told of it. */
function onlyFailure(outcome: Recorded): { readonly what: string; readonly fix: string } {
  assert.deepEqual(
    outcome.failures.map(({ run }) => run),
    ["faces=4"],
  );
  assert.deepEqual({ status: outcome.status, computed: outcome.computed }, { status: "failed", computed: 3 });
  const { what = "", fix = "" } = outcome.failures[0] ?? {};
  return { what, fix };
}

describe("a run that", () => {
  test("waits for ever is ended at the limit, with what to do", async () => {
    const { what, fix } = onlyFailure(
      await project(dice("dice", faulty("await new Promise(() => {});"))).run({ stallSeconds: 1 }),
    );
    assert.match(what, /no progress for 1 s and was stopped/);
    assert.match(fix, /--stall-limit MINUTES/);
  });

  test("fills the heap is told as that, and its memory is gone with it", async () => {
    const node = [process.execPath, "--max-old-space-size=48"];
    const greedy =
      "const kept: number[][] = []; for (;;) kept.push(Array.from({ length: 100_000 }, Math.sqrt));";
    const { what, fix } = onlyFailure(await project(dice("dice", faulty(greedy))).run({ node }));
    assert.match(what, /ran out of memory: JavaScript's heap is full/);
    assert.match(fix, /typed arrays/);
  });

  test("asks for more memory than there is", async () => {
    const { what } = onlyFailure(
      await project(dice("dice", faulty("return { mean: new Float64Array(2 ** 45).length };"))).run(),
    );
    assert.match(what, /RangeError: .*(length|allocation)/i);
  });

  test("calls itself without end", async () => {
    const { what } = onlyFailure(
      await project(
        dice(
          "dice",
          faulty("const deeper = (n: number): number => deeper(n + 1) + 1; return { mean: deeper(0) };"),
        ),
      ).run(),
    );
    assert.match(what, /Maximum call stack size exceeded/);
  });

  test("prints megabytes is done, and the command does not swell", async (t) => {
    const line = `${"x".repeat(999)}\\n`;
    const loud = `for (let i = 0; i < 32_000; i++) (i % 2 === 0 ? process.stdout : process.stderr).write("${line}");`;
    let printed = 0;
    const before = process.memoryUsage().rss;
    const outcome = await project(dice("dice", faulty(`${loud} return { mean: 4 };`))).run({
      report: (event) => {
        if (event.type === "output") printed += event.text.length;
      },
    });
    assert.equal(outcome.status, "complete");
    assert.equal(printed, 32_000_000);
    // The events that the test itself keeps, and no copy of them
    const grown = process.memoryUsage().rss - before;
    assert.ok(grown < 200e6, `${Math.round(grown / 1e6)} MB`);
    t.diagnostic("a run that prints 32 MB: done, all of it passed on");
  });

  test("returns 100 MB has them stored and assembled", { timeout: 240_000 }, async (t) => {
    const outcome = await project(
      dice("dice", {
        paper: "{ faces: [4], throws: 1 }",
        run: `({ random }) => {
          const values = new Float64Array(5_600_000);
          random("values").fillUniform(values);
          return { mean: values[0] ?? 0, values };
        }`,
        assemble:
          "({ results }) => ({ means: Array.from(results, ({ key, result }) => ({ faces: key.faces as number, mean: result.values.length })) })",
      }),
    ).run();
    assert.equal(outcome.status, "complete");
    const stored = outcome.events.flatMap((event) => (event.type === "run-finish" ? [event.bytes] : []));
    assert.ok((stored[0] ?? 0) > 100e6, `${stored}`);
    t.diagnostic(
      `a run that returns ${Math.round((stored[0] ?? 0) / 1e6)} MB: stored, checked and assembled`,
    );
  });
});

describe("a worker that never starts is one error for the whole command, not one for each run", () => {
  const cases: readonly (readonly [string, readonly string[], RegExp])[] = [
    ["because its program is missing", ["/nonexistent/node"], /could not be started/],
    [
      "because its program ends at once",
      ["/bin/false"],
      /could not be started \(it ended with exit code 1\)/,
    ],
    [
      "because it is killed each time",
      ["/bin/sh", "-c", "kill -KILL $$"],
      /could not be started \(it was ended by SIGKILL\)/,
    ],
    [
      "because it hangs",
      ["/bin/sh", "-c", "exec sleep 1000"],
      /could not be started \(it was not ready after 1 s\)/,
    ],
  ];
  for (const [why, node, what] of cases) {
    test(why, async () => {
      const subject = project(dice("dice"));
      await assert.rejects(subject.run({ node, startSeconds: 1 }), (error) => {
        assert.ok(error instanceof UserError);
        assert.match(error.what, what);
        assert.match(error.fix ?? "", /finished runs are kept/);
        return true;
      });
      assert.equal((await subject.run()).status, "complete");
    });
  }
});
