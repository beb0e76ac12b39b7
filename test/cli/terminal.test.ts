import assert from "node:assert/strict";
import { test } from "node:test";
import { dice, project } from "../engine/project.ts";
import { processesLeft } from "./command.ts";
import { hideCursor, interruptedOnTerminal, showCursor } from "./on-terminal.ts";

test("Ctrl-C on a terminal ends the command with 130, gives the cursor back and leaves no process", async () => {
  const subject = project(dice("dice", { paper: "{ faces: [2, 3, 4, 5, 6, 7], throws: 150000000 }" }));
  const interruption = { after: "faces=2 ", by: "typed" } as const;
  const { status, screen } = interruptedOnTerminal(subject.root, interruption, "run", "dice");
  assert.equal(status, 130, screen);
  assert.match(screen, /dice {2}─+ {2}0\/6/, "a bar for the experiment");
  assert.ok(screen.includes(hideCursor), "the cursor is hidden while the bar moves");
  assert.ok(screen.lastIndexOf(showCursor) > screen.lastIndexOf(hideCursor), "and shown at the end");
  assert.match(screen, /interrupted, finished runs are kept: 0 runs computed/);
  assert.deepEqual(await processesLeft(subject.root, 0), []);
});
