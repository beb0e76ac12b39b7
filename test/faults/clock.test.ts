import assert from "node:assert/strict";
import { globSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { dice, type Project, project } from "../engine/project.ts";
import { chance, finishedRuns } from "./moments.ts";

const files = dice("dice", { paper: "{ faces: [2, 3, 4, 5], throws: 200000 }" });
const day = 86_400_000;

/** Runs with a clock that is wrong by `offset`, and with each reading goes on by `step` more: back, if that is negative. */
async function withClock<T>(offset: number, step: number, work: () => Promise<T>): Promise<T> {
  const now = Date.now;
  let readings = 0;
  Date.now = () => now() + offset + step * readings++;
  try {
    return await work();
  } finally {
    Date.now = now;
  }
}

/** Dates of files, as a clock that was set forth and back leaves them. */
function scatterDates(subject: Project, name: string): void {
  const random = chance(name);
  for (const file of globSync("{.artifacts,experiments}/**/*", { cwd: subject.root })) {
    const date = new Date(random.integer(4_000_000_000) * 1000);
    utimesSync(join(subject.root, file), date, date);
  }
}

test("a clock that is wrong, is set back between commands or runs backwards changes nothing", async (t) => {
  const subject = project(files);
  const expected = (await subject.run()).artifacts.dice?.hash;
  assert.ok(expected);
  let commands = 0;
  for (const [offset, step] of [
    [-20 * 365 * day, 0],
    [30 * 365 * day, 0],
    [0, -day],
    [10 * day, -3_600_000],
  ] as const) {
    scatterDates(subject, `dates ${offset}`);
    const cached = await withClock(offset, step, () => subject.run());
    assert.deepEqual(cached.ran, []);
    assert.equal(cached.artifacts.dice?.hash, expected);
    // And from nothing
    const again = project(files);
    const anew = await withClock(offset, step, () => again.run());
    assert.equal(anew.status, "complete");
    assert.equal(anew.artifacts.dice?.hash, expected);
    assert.equal(finishedRuns(again.root).size, 4);
    commands += 2;
  }
  t.diagnostic(
    `${commands} commands with a clock set back, forth or running backwards: the same artifacts, no run repeated`,
  );
});
