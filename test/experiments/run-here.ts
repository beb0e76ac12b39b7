import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { dataFile } from "../../src/engine/data.ts";
import type { Experiment, Run, RunKey } from "../../src/engine/define.ts";
import { randomStream } from "../../src/engine/random.ts";
import { loadTensorFlow } from "../../src/native/tensorflow.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/**
 * Runs an experiment in this process, without store or workers, with parameters small enough for a test: what its
 * artifact's schema makes of what `assemble` makes of the results. Throws when a run leaves tensors behind.
 */
export async function runHere<Params, Input, Result, Artifact>(
  experiment: Experiment<Params, Input, Result, Artifact>,
  params: Params,
): Promise<Artifact> {
  const tf = await loadTensorFlow();
  const checked = experiment.params.parse(params);
  const finished: (Run<Input> & { result: Result })[] = [];
  for (const run of experiment.runs(checked)) {
    const before = tf.memory().numTensors;
    const result = await experiment.run({
      tf,
      key: run.key,
      input: run.input,
      seed: 7,
      random: (...path) => randomStream(7, experiment.id, path),
      data: (name) => readFileSync(dataFile(root, experiment.id, experiment, name)),
      progress: () => {},
      signal: new AbortController().signal,
    });
    if (tf.memory().numTensors !== before) throw new Error(`${experiment.id} leaves tensors behind`);
    finished.push({ ...run, result });
  }
  const same = (a: RunKey, b: RunKey) => JSON.stringify(a) === JSON.stringify(b);
  const artifact = await experiment.assemble({
    params: checked,
    results: {
      length: finished.length,
      [Symbol.iterator]: () => finished[Symbol.iterator](),
      get(key) {
        const run = finished.find((candidate) => same(candidate.key, key));
        if (run === undefined) throw new Error(`no run ${JSON.stringify(key)}`);
        return run.result;
      },
    },
  });
  return experiment.artifact.parse(artifact);
}
