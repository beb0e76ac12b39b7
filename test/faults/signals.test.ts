import assert from "node:assert/strict";
import { test } from "node:test";
import { processesLeft } from "../cli/command.ts";
import { hideCursor, interruptedOnTerminal, showCursor } from "../cli/on-terminal.ts";
import { dice, type Project, project } from "../engine/project.ts";
import { chance, disturb, finishedRuns, forget, seed, startedRuns, times } from "./moments.ts";

const faces = [2, 3, 4, 5, 6, 7];
const files = dice("dice", { paper: `{ faces: [${faces.join()}], throws: 1000000 }` });
const statuses = { SIGINT: 130, SIGTERM: 143 } as const;

async function resumes(subject: Project, before: ReadonlySet<string>): Promise<void> {
  const outcome = await subject.run({ workers: 1 });
  assert.equal(outcome.status, "complete");
  assert.deepEqual(
    outcome.ran.filter((run) => before.has(run)),
    [],
  );
}

test("SIGINT and SIGTERM at random moments: the right status, no process left, finished runs kept", {
  timeout: 600_000,
}, async (t) => {
  const subject = project(files);
  const random = chance("signals");
  const counts = { SIGINT: 0, SIGTERM: 0 };
  let finished = 0;
  while (counts.SIGINT + counts.SIGTERM < times(12, "dear")) {
    const signal = random.uniform() < 0.5 ? "SIGINT" : "SIGTERM";
    const before = finishedRuns(subject.root);
    const wanted = { runs: 6, milliseconds: 100, args: ["--workers", "2"] };
    const { reached, code, err, out } = await disturb(subject, random, wanted, (pid) =>
      process.kill(pid, signal),
    );
    assert.deepEqual(
      startedRuns(out).filter((run) => before.has(run)),
      [],
    );
    if (!reached) {
      assert.equal(code, 0);
      forget(subject);
      continue;
    }
    // All was done when the signal came, only the process had not left yet: then nothing may be wanting
    if (code === 0) {
      assert.equal(finishedRuns(subject.root).size, faces.length);
      assert.match(out, /"status":"complete"/);
      forget(subject);
      continue;
    }
    // Before it listens for signals, in its first tenths of a second, the system ends it in their name
    if (code !== null) assert.equal(code, statuses[signal], err);
    else assert.equal(finishedRuns(subject.root).size, before.size);
    assert.equal(err, "");
    assert.deepEqual(await processesLeft(subject.root, 0), []);
    counts[signal] += 1;
    const kept = finishedRuns(subject.root);
    finished += kept.size;
    if (random.uniform() < 0.4) {
      await resumes(subject, kept);
      forget(subject);
    }
  }
  await resumes(subject, finishedRuns(subject.root));
  t.diagnostic(
    `interrupted at random moments (seed ${seed}): ${counts.SIGINT} times by SIGINT, ${counts.SIGTERM} by SIGTERM; ${finished} finished runs kept, 0 processes left`,
  );
});

test("on a terminal, Ctrl-C and signals at random moments give the cursor back", {
  timeout: 600_000,
}, async (t) => {
  // Longer than it takes until the signal comes
  const subject = project(dice("dice", { paper: "{ faces: [2, 3, 4, 5, 6, 7], throws: 10000000 }" }));
  const random = chance("terminal");
  const kinds = ["typed", "SIGINT", "SIGTERM"] as const;
  const count = times(6, "dear");
  let caught = 0;
  for (let i = 0; i < count; i++) {
    forget(subject);
    const interruption = { after: hideCursor, wait: random.integer(400), by: kinds[i % 3] ?? "typed" };
    const { status, screen } = interruptedOnTerminal(subject.root, interruption, "run", "dice");
    assert.ok(screen.includes(hideCursor), "the cursor is hidden while the bars move");
    assert.ok(screen.lastIndexOf(showCursor) > screen.lastIndexOf(hideCursor), "and shown at the end");
    assert.ok([0, interruption.by === "SIGTERM" ? 143 : 130].includes(status ?? -1), `${status}\n${screen}`);
    if (status !== 0) {
      caught += 1;
      assert.match(screen, /interrupted, finished runs are kept/);
    }
    assert.deepEqual(await processesLeft(subject.root, 0), []);
  }
  assert.ok(caught > 0);
  t.diagnostic(`interrupted ${caught} times on a terminal: ${caught} times the cursor was given back`);
});
