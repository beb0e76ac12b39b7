/** Processors that QEMU can emulate: two families of each vendor, with AVX2, and with caches of different sizes. */
export const emulatedProcessors = ["Haswell", "Skylake-Client", "EPYC", "EPYC-Rome"] as const;

/** The program that runs another one as on another processor; of Debian's package `qemu-user`. */
export const emulator = "qemu-x86_64";

/** What to put before a command so that it runs on an emulated processor. */
export function emulated(model: string): readonly [string, ...string[]] {
  return [emulator, "-cpu", model];
}
