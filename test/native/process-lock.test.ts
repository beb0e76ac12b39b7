import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { withProcessLock } from "../../src/native/process-lock.mjs";

const folder = mkdtempSync(join(tmpdir(), "lock-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const module = new URL("../../src/native/process-lock.mjs", import.meta.url).href;

/** A process that runs the body of an async function with `withProcessLock` and `lock`, the lock's path. */
function elsewhere(lock: string, body: string) {
  const program = `const { withProcessLock } = await import(${JSON.stringify(module)});
    const lock = ${JSON.stringify(lock)};
    ${body}`;
  return spawn(process.execPath, ["--input-type=module", "-e", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
}

describe("a lock between processes", () => {
  it("lets one process work at a time", async () => {
    const lock = join(folder, "counter.lock");
    const counter = join(folder, "counter");
    writeFileSync(counter, "0");
    // Reading, resting and writing loses increments unless nobody else comes in between.
    const body = `
      const { readFileSync, writeFileSync } = await import("node:fs");
      for (let i = 0; i < 5; i++) await withProcessLock(lock, {}, async () => {
        const value = Number(readFileSync(${JSON.stringify(counter)}, "utf8"));
        await new Promise((resolve) => setTimeout(resolve, 5));
        writeFileSync(${JSON.stringify(counter)}, String(value + 1));
      });`;
    await Promise.all(Array.from({ length: 4 }, () => once(elsewhere(lock, body), "close")));
    assert.equal(readFileSync(counter, "utf8"), "20");
    assert.ok(!existsSync(lock));
  });

  it("is broken when its holder was killed", async () => {
    const lock = join(folder, "killed.lock");
    const holder = elsewhere(
      lock,
      `await withProcessLock(lock, {}, async () => { console.log("held"); await new Promise(() => setInterval(() => {}, 1000)); });`,
    );
    await once(holder.stdout, "data");
    const waited = withProcessLock(lock, {}, async () => Date.now());
    await sleep(200);
    const killedAt = Date.now();
    holder.kill("SIGKILL");
    assert.ok((await waited) >= killedAt);
  });

  it("says once that it waits, and stops waiting when told to", async () => {
    const lock = join(folder, "wait.lock");
    let said = 0;
    const controller = new AbortController();
    await withProcessLock(lock, {}, async () => {
      const second = withProcessLock(
        lock,
        { onWait: () => said++, signal: controller.signal },
        async () => "done",
      );
      await sleep(250);
      controller.abort(new Error("enough"));
      await assert.rejects(
        second,
        (error: Error) => error.name === "AbortError" || error.message === "enough",
      );
    });
    assert.equal(said, 1);
  });

  it("is released when the task fails", async () => {
    const lock = join(folder, "fails.lock");
    await assert.rejects(
      withProcessLock(lock, {}, async () => Promise.reject(new Error("failed"))),
      /failed/,
    );
    assert.ok(!existsSync(lock));
  });

  it("does not take a reused process id for the holder", async () => {
    const lock = join(folder, "reused.lock");
    const { host } = await holderOf(join(folder, "own.lock"));
    writeFileSync(lock, JSON.stringify({ pid: process.pid, start: "1", host, nonce: "x" }));
    assert.equal(await withProcessLock(lock, {}, async () => "taken"), "taken");
  });

  it("is kept by a holder on another host as long as the holder touches it", async () => {
    const lock = join(folder, "host.lock");
    writeFileSync(lock, JSON.stringify({ pid: 1, start: null, host: "another", nonce: "x" }));
    const signal = AbortSignal.timeout(200);
    await assert.rejects(withProcessLock(lock, { signal }, async () => "taken"));
    const longAgo = new Date(Date.now() - 10 * 60_000);
    utimesSync(lock, longAgo, longAgo);
    assert.equal(await withProcessLock(lock, {}, async () => "taken"), "taken");
  });

  it("is broken when it is empty for long, as after a kill between creating and writing it", async () => {
    const lock = join(folder, "empty.lock");
    writeFileSync(lock, "");
    const longAgo = new Date(Date.now() - 60_000);
    utimesSync(lock, longAgo, longAgo);
    assert.equal(await withProcessLock(lock, {}, async () => "taken"), "taken");
  });
});

/** What a lock file of this process says. */
function holderOf(lock: string): Promise<{ host: string }> {
  return withProcessLock(lock, {}, async () => JSON.parse(readFileSync(lock, "utf8")));
}
