/**
 * A process of its own, started natively or under an emulated processor: makes the calls of all cases and prints, one
 * a line, what each kernel was given and what it gave. In the order given by its argument, since a kernel must not
 * remember what it did before: `once`, `twice` (the cases again in the same process) or `backwards`.
 */
import { nativeBackend } from "../binding.ts";
import { loadTensorFlow } from "../tensorflow.ts";
import { auditCases } from "./cases.ts";
import { auditKit } from "./kit.ts";
import { type KernelCall, recording } from "./recorder.ts";

const order = process.argv[2] ?? "once";
const tf = loadTensorFlow();
const backend = nativeBackend(tf);
const lines = new Set<string>();

function tell({ kernel, call, result, through }: KernelCall): void {
  lines.add(["call", kernel, call, result, [...through].sort().join()].join("\t"));
}

backend.binding = recording(backend.binding, tell);
const forward = [...auditCases.entries()];
const cases = order === "twice" ? [...forward, ...forward] : forward;
for (const [index, { name, run }] of order === "backwards" ? cases.reverse() : cases) {
  try {
    tf.tidy(() => {
      run(auditKit(tf, index));
    });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    lines.add(["error", name, message.replaceAll(/\s+/g, " ")].join("\t"));
  }
}
process.stdout.write(`${[...lines].join("\n")}\n`);
