import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { dice, type Project, project } from "../engine/project.ts";
import { command, processesIn, processesLeft, start } from "./command.ts";

/** Runs of some tenths of a second each, one after the other. */
const files = dice("dice", { paper: "{ faces: [2, 3, 4, 5, 6, 7], throws: 1500000 }" });

interface Finish {
  readonly status: string;
  readonly computed: number;
  readonly cached: number;
}

async function resumed(subject: Project): Promise<Finish> {
  const { out, code } = await command(subject.root, "run", "dice", "--json");
  assert.equal(code, 0);
  const last = out.trim().split("\n").at(-1) ?? "";
  const finish = JSON.parse(last) as Finish;
  return { status: finish.status, computed: finish.computed, cached: finish.cached };
}

function records(subject: Project): number {
  return readdirSync(join(subject.root, ".artifacts/records"), { recursive: true }).filter((name) =>
    String(name).endsWith(".json"),
  ).length;
}

describe("an interrupted command", () => {
  for (const [signal, code] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const) {
    test(`ends with ${code} on ${signal}, leaves no process and keeps what was finished`, async () => {
      const subject = project(files);
      const running = start(subject.root, "run", "dice", "--json", "--workers", "1");
      await running.lines(/"run-finish"/, 1);
      running.child.kill(signal);
      const { code: found, err } = await running.finished;
      assert.equal(found, code, err);
      assert.equal(err, "");
      assert.deepEqual(await processesLeft(subject.root, 0), []);
      const kept = records(subject);
      assert.ok(kept >= 1 && kept < 6);
      assert.deepEqual(await resumed(subject), { status: "complete", computed: 6 - kept, cached: kept });
    });
  }

  test("killed without a chance to clean up: its workers end by themselves, and nothing finished is done again", async () => {
    const subject = project(files);
    const running = start(subject.root, "run", "dice", "--json", "--workers", "1");
    await running.lines(/"run-finish"/, 2);
    assert.ok(processesIn(subject.root).length >= 2, "the command and its worker");
    running.child.kill("SIGKILL");
    assert.deepEqual(await processesLeft(subject.root, 3000), []);
    const kept = records(subject);
    assert.ok(kept >= 2 && kept < 6);
    assert.deepEqual(await resumed(subject), { status: "complete", computed: 6 - kept, cached: kept });
  });
});
