import { availableParallelism, cpus } from "node:os";
import { join } from "node:path";
import { UserError } from "../../engine/errors.ts";
import { lastLines, runChild } from "../child.ts";
import type { KernelList } from "../kernels.ts";
import { libraryHashFor, tensorflowVersion } from "../library.mjs";
import { mathematicsHere } from "../mathematics.ts";
import { findProgram } from "../prerequisites.mjs";
import { workerEnvironment } from "../profile.ts";
import { emulated, emulatedProcessors, emulator } from "./processors.ts";
import { type Calls, parseCalls, verdicts } from "./verdicts.ts";

export interface AuditOptions {
  /** From `ensureTensorFlow`. */
  readonly directory: string;
  readonly signal: AbortSignal;
  /** Called when a processor has been through all calls. */
  readonly onProcessor: (processor: string, calls: number) => void;
}

/** One process of the audit. */
interface Probe {
  readonly processor: string;
  readonly command: readonly string[];
  readonly order: "once" | "twice" | "backwards";
}

/**
 * Executes every kernel of the cases on this machine's processor and on emulated ones, in the profile of workers, and
 * compares the bits. Takes about a minute on two cores.
 *
 * @throws UserError if there is no emulator, or if a call fails
 */
export async function auditKernels({ directory, signal, onProcessor }: AuditOptions): Promise<KernelList> {
  if (findProgram([emulator], process.env) === undefined) {
    throw new UserError({
      what: `there is no ${emulator}, by which kernels are executed as on other processors`,
      fix: "Install QEMU's user mode, for example: sudo apt-get install -y qemu-user",
    });
  }
  const processor = cpus()[0]?.model.trim() ?? "this processor";
  const native: readonly Probe[] = (["twice", "backwards"] as const).map((order) => ({
    processor,
    command: [],
    order,
  }));
  const foreign = emulatedProcessors.map(
    (model): Probe => ({ processor: model, command: emulated(model), order: "once" }),
  );
  // The slow ones first
  const jobs = [...foreign, ...native];
  const seen = new Map<Probe, Calls>();
  const waiting = jobs.values();
  const lane = async () => {
    for (const probe of waiting) {
      const calls = await execute(probe, signal);
      seen.set(probe, calls);
      onProcessor(probe.processor, calls.size);
    }
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), jobs.length) }, lane));
  const callsOf = (probes: readonly Probe[]) => probes.map((probe) => seen.get(probe) ?? new Map());
  return {
    format: 1,
    tensorflow: tensorflowVersion,
    library: libraryHashFor(),
    processors: [processor, ...emulatedProcessors],
    mathematics: mathematicsHere(directory),
    ...verdicts(callsOf(native), callsOf(foreign)),
  };
}

async function execute({ processor, command, order }: Probe, signal: AbortSignal): Promise<Calls> {
  const [program = process.execPath, ...rest] = [
    ...command,
    process.execPath,
    join(import.meta.dirname, "probe.ts"),
    order,
  ];
  const { code, output, log } = await runChild(program, rest, { environment: workerEnvironment(), signal });
  const errors = output.split("\n").filter((line) => line.startsWith("error\t"));
  if (code === 0 && errors.length === 0) return parseCalls(output);
  const what = errors.map((line) => line.split("\t").slice(1).join(": ")).join("\n    ");
  throw new UserError({
    what: `calls of the audit failed on ${processor}:\n${what === "" ? lastLines(log) : `    ${what}`}`,
    where: "src/native/audit",
    fix: "Mend the case of that name.",
  });
}
