import assert from "node:assert/strict";
import { test } from "node:test";
import { command, start } from "../cli/command.ts";
import { dice, project } from "../engine/project.ts";
import { finishedRuns, pause, startedRuns } from "./moments.ts";

for (const count of [2, 4]) {
  test(`${count} commands at once in one store: each run once, and all get the same artifacts`, async (t) => {
    const subject = project({
      ...dice("dice", { paper: "{ faces: [2, 3, 4, 5, 6, 7], throws: 400000 }" }),
      ...dice("more", { paper: "{ faces: [8, 9], throws: 400000 }" }),
    });
    const commands = Array.from({ length: count }, async (_, index) => {
      await pause(index * 40);
      return command(subject.root, "run", "--json", "--workers", "2");
    });
    const ends = await Promise.all(commands);
    const hashes = ends.map(({ out }) =>
      JSON.stringify(
        out
          .split("\n")
          .filter((line) => line.startsWith('{"type":"artifact"'))
          .map((line) => (JSON.parse(line) as { hash: string }).hash)
          .sort(),
      ),
    );
    assert.deepEqual(
      ends.map(({ code, err }) => ({ code, err })),
      ends.map(() => ({ code: 0, err: "" })),
    );
    assert.equal(new Set(hashes).size, 1);
    const runs = ends.flatMap(({ out }) => startedRuns(out));
    assert.deepEqual(runs.toSorted(), [...finishedRuns(subject.root)].sort());
    assert.equal(runs.length, 8);
    t.diagnostic(`${count} commands at once: 8 runs, each computed once; ${count} times the same artifacts`);
  });
}

test("a command that is interrupted while it waits for another ends at once, and disturbs nothing", async () => {
  const subject = project(dice("dice", { paper: "{ faces: [2, 3, 4, 5], throws: 3000000 }" }));
  const first = start(subject.root, "run", "--json", "--workers", "1");
  await first.lines(/"run-start"/, 1);
  const second = start(subject.root, "run");
  await second.lines(/another command computes in this project; waiting/, 1);
  second.child.kill("SIGINT");
  const { code, err } = await second.finished;
  assert.deepEqual({ code, err }, { code: 130, err: "" });
  assert.equal(first.child.exitCode, null, "the first is still at work");
  assert.equal((await first.finished).code, 0);
});
