import assert from "node:assert/strict";
import { test } from "node:test";
import { dice, project } from "../engine/project.ts";
import { processesLeft, start } from "./command.ts";

const file = "experiments/dice/experiment.ts";

test("dev recomputes what an edit affects, outlives a mistake, and ends without a trace", async () => {
  const subject = project(dice("dice"));
  const running = start(subject.root, "dev", "--json");
  const finishes = (count: number) => running.lines(/"type":"finish"/, count);
  const original = subject.read(file);
  await finishes(1);
  subject.write(file, `// A comment\n${original}`);
  await finishes(2);
  subject.write(file, original.replace("throws: 10 }", "throws: 11 }"));
  await finishes(3);
  subject.write(file, original.replace("throws: 10 }", "throws: 10"));
  await running.lines(/cannot be loaded/, 1);
  subject.write(file, original);
  await finishes(4);
  running.child.kill("SIGINT");
  const { code, out, err } = await running.finished;
  assert.equal(code, 0);
  assert.match(err, /experiments\/dice\/experiment\.ts cannot be loaded/);
  const computed = out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line))
    .flatMap((event) => (event.type === "finish" ? [event.computed] : []));
  assert.deepEqual(computed, [2, 0, 2, 0]);
  assert.deepEqual(await processesLeft(subject.root, 2000), []);
});
