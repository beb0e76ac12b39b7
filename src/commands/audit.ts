import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { auditKernels } from "../native/audit/audit.ts";
import { ensureTensorFlow } from "../native/ensure.ts";
import { type KernelList, kernelListFile, readKernelList } from "../native/kernels.ts";
import { projectRoot } from "../native/library.mjs";
import { differentFunctions } from "../native/mathematics.ts";
import { duration } from "../progress/words.ts";
import { exitStatus } from "./exit-status.ts";
import type { Session } from "./session.ts";

export interface AuditCommandOptions {
  /** Write the list anew. */
  readonly update?: boolean;
}

/** `audit`: compares TensorFlow's kernels on this processor and on emulated ones, and holds the list to what it finds. */
export async function auditCommand(session: Session, { update }: AuditCommandOptions): Promise<number> {
  const { signal } = session;
  const started = performance.now();
  let told = "";
  const progress = ({ message }: { readonly message: string }) => {
    if (message !== told) session.say(message);
    told = message;
  };
  const { directory } = await ensureTensorFlow({ progress, signal });
  const found = await auditKernels({
    directory,
    signal,
    onProcessor: (processor, calls) => {
      session.say(`${processor}: ${calls} calls`);
      session.tell({ type: "audit-processor", processor, calls });
    },
  });
  const seconds = (performance.now() - started) / 1000;
  const names = new Set(Object.keys(found.passed).map((kernel) => kernel.split(" ")[0]));
  const calls = Object.values(found.passed).reduce((sum, each) => sum + each.calls, 0);
  session.say(
    `${names.size} kernels (${Object.keys(found.passed).length} with their types) gave the same bits on ${found.processors.length} processors, in ${calls} calls; ${duration(seconds)}`,
  );
  for (const [kernel, fault] of Object.entries(found.failed))
    session.say(`refused: ${kernel}, which differs by ${fault}`);

  if (update) {
    writeFileSync(join(projectRoot, kernelListFile), formatted(found));
    session.say(`${kernelListFile}: written`);
  }
  const differences = update ? [] : listDifferences(readKernelList(), found);
  session.tell({ type: "audit", ...found, differences, seconds });
  if (differences.length === 0) return 0;
  if (!session.options.json) {
    console.error(
      `error: the kernels are not what the list says:\n${differences.map((line) => `  - ${line}`).join("\n")}`,
    );
    console.error(`  where: ${kernelListFile}\n  fix:   \`npm run audit -- --update\`, if that is meant.`);
  }
  return exitStatus.different;
}

/** In what a list differs from an audit, kernel by kernel; which processors were compared is no difference. */
export function listDifferences(list: KernelList, found: KernelList): readonly string[] {
  const differences = list.library === found.library ? [] : ["the TensorFlow library is another one"];
  const functions = differentFunctions(list.mathematics, found.mathematics);
  if (functions.length > 0) differences.push(`the C library computes otherwise: ${functions.join(", ")}`);
  const kernels = new Set([...keys(list), ...keys(found)]);
  for (const kernel of [...kernels].sort()) {
    const [before, now] = [verdict(list, kernel), verdict(found, kernel)];
    if (before !== now) differences.push(`${kernel}: ${before} in the list, ${now} now`);
    else if (list.passed[kernel]?.results !== found.passed[kernel]?.results)
      differences.push(`${kernel}: other calls or other bits than in the list`);
  }
  return differences;
}

/** As the formatter has it, with the short list of processors on a line. */
function formatted(list: KernelList): string {
  const processors = list.processors.map((name) => JSON.stringify(name));
  const text = JSON.stringify({ ...list, processors: "@" }, null, 2);
  return `${text.replace('"@"', () => `[${processors.join(", ")}]`)}\n`;
}

function keys({ passed, failed }: KernelList): readonly string[] {
  return [...Object.keys(passed), ...Object.keys(failed)];
}

function verdict({ passed, failed }: KernelList, kernel: string): string {
  if (kernel in passed) return "passed";
  return kernel in failed ? `failed by ${failed[kernel]}` : "not audited";
}
