import { spawnSync } from "node:child_process";
import { emulated, emulatedProcessors, emulator } from "../../src/native/audit/processors.ts";

/** Why tests under emulation are skipped, false if they are not. In CI they never are: there its absence is a failure. */
export function emulatorIsMissing(): string | false {
  if (spawnSync(emulator, ["--version"], { stdio: "ignore" }).status === 0) return false;
  const reason = `${emulator} is not installed (Debian: apt-get install qemu-user)`;
  if (process.env.CI) throw new Error(reason);
  return reason;
}

/** Program and arguments that start Node on an emulated processor. */
export function nodeOn(processor: string): readonly [string, ...string[]] {
  return [...emulated(processor), process.execPath];
}

export { emulatedProcessors };
