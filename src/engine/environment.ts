import { readFileSync } from "node:fs";
import { arch, availableParallelism, cpus, type } from "node:os";

/** A machine, as far as it may matter to how long a computation takes. */
export interface Environment {
  /** As the processor calls itself, such as `AMD EPYC 7B13`. */
  readonly processor: string;
  /** Cores that this process may use. */
  readonly cores: number;
  /** Such as `Debian GNU/Linux 12 (bookworm)`. */
  readonly system: string;
}

/** The machine that this process runs on. */
export function thisEnvironment(): Environment {
  return {
    processor: cpus()[0]?.model.replace(/\s+/g, " ").trim() || arch(),
    cores: availableParallelism(),
    system: systemName(),
  };
}

function systemName(): string {
  try {
    const release = readFileSync("/etc/os-release", "utf8");
    return /^PRETTY_NAME="?([^"\n]+)"?$/m.exec(release)?.[1] ?? type();
  } catch {
    return type();
  }
}
