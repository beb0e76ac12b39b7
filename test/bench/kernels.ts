/**
 * Where the time of an experiment goes: `node test/bench/kernels.ts [--preset NAME] ID…`. Does the runs of each
 * experiment one after another in this process, under the numeric profile, and prints the processor seconds, the part
 * of them inside TensorFlow's kernels, and the most memory held. Nothing is stored.
 */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { dataFile } from "../../src/engine/data.ts";
import { loadExperiment } from "../../src/engine/discover.ts";
import { runContext } from "../../src/engine/run-context.ts";
import { openTensorScope } from "../../src/engine/tensor-scope.ts";
import { ensureTensorFlow } from "../../src/native/ensure.ts";
import { workerEnvironment } from "../../src/native/profile.ts";
import { loadTensorFlow } from "../../src/native/tensorflow.ts";

const root = process.cwd();
const marker = "REPRISE_BENCH_CHILD";
const { values, positionals } = parseArgs({
  options: { preset: { type: "string", default: "draft" } },
  allowPositionals: true,
});

interface Binding {
  executeOp(...parameters: unknown[]): unknown;
}

async function measure(id: string): Promise<void> {
  const { experiment } = await loadExperiment(root, id);
  const params = (experiment.presets as Readonly<Record<string, unknown>>)[values.preset];
  if (params === undefined) throw new Error(`${id} has no preset ${values.preset}`);
  const tf = loadTensorFlow();
  const backend = tf.backend() as unknown as { binding: Binding };
  const execute = backend.binding.executeOp.bind(backend.binding);
  let inside = 0;
  const timed = (...parameters: unknown[]) => {
    const started = process.cpuUsage();
    const result = execute(...parameters);
    const { user, system } = process.cpuUsage(started);
    inside += user + system;
    return result;
  };
  backend.binding = Object.create(backend.binding, { executeOp: { value: timed } });
  const started = process.cpuUsage();
  for (const { key, input } of experiment.runs(params)) {
    const scope = openTensorScope(tf);
    await experiment.run(
      runContext({
        experiment: id,
        key,
        input,
        seed: 1,
        tensorFlow: () => tf,
        data: (name) => readFileSync(dataFile(root, id, experiment, name)),
        progress: () => scope.compact(),
        signal: new AbortController().signal,
      }),
    );
    scope.close();
  }
  const { user, system } = process.cpuUsage(started);
  const total = user + system;
  const seconds = (total / 1e6).toFixed(1).padStart(7);
  const share = `${((100 * inside) / total).toFixed(0)} %`.padStart(5);
  const memory = `${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MiB`.padStart(9);
  console.log(`${id.padEnd(20)} ${seconds} s  ${share} in kernels ${memory}`);
}

if (process.env[marker] === undefined) {
  await ensureTensorFlow({ progress: () => {} });
  for (const id of positionals) {
    spawnSync(process.execPath, [import.meta.filename, "--preset", values.preset, id], {
      stdio: "inherit",
      env: { ...workerEnvironment(process.env), [marker]: "1" },
    });
  }
} else {
  for (const id of positionals) await measure(id);
}
