import assert from "node:assert/strict";
import { test } from "node:test";
import { dice, project } from "./project.ts";

test("with nothing to do for a thousand runs, the engine takes less than a second of processor time", async () => {
  const faces = "Array.from({ length: 1000 }, (_, index) => index + 2)";
  const subject = project(dice("dice", { paper: `{ faces: ${faces}, throws: 1 }` }));
  assert.equal((await subject.run()).computed, 1000);
  // Processor time: unlike the clock's, it is not that of whatever else the machine does meanwhile
  const before = process.cpuUsage();
  const outcome = await subject.run();
  const { user, system } = process.cpuUsage(before);
  assert.deepEqual([outcome.computed, outcome.cached], [0, 1000]);
  assert.ok(user + system < 1e6, `${(user + system) / 1e6} s`);
});
