import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import type { TestContext } from "node:test";

/**
 * Does something while a small file system in memory is mounted on a folder; skips the test where mounting is not allowed,
 * which CI must not be.
 */
export async function onDisk(
  t: TestContext,
  folder: string,
  kilobytes: number,
  work: () => Promise<void>,
): Promise<void> {
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${kilobytes}k`, "reprise-test", folder], {
      stdio: "ignore",
    });
  } catch {
    assert.ok(!process.env.CI, "in CI, mounting a file system must be allowed");
    t.skip("mounting a file system is not allowed here");
    return;
  }
  try {
    await work();
  } finally {
    execFileSync("umount", [folder]);
  }
}
