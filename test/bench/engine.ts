/**
 * How long the engine takes, and how much memory, by the number of runs: `node test/bench/engine.ts [RUNS…]`.
 * The runs themselves do next to nothing, so that what is measured is the engine.
 */
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runExperiments } from "../../src/engine/engine.ts";

const repository = join(import.meta.dirname, "../..");
const counts = process.argv.slice(2).map(Number);

for (const runs of counts.length > 0 ? counts : [100, 10_000]) {
  const root = makeProject(runs);
  try {
    const first = await measure(root);
    const second = await measure(root);
    rmSync(join(root, ".artifacts/results-paper.json"));
    const third = await measure(root);
    console.log(`${runs} runs`);
    console.log(`  all to do:              ${first}`);
    console.log(`  nothing to do:          ${second}`);
    console.log(`  nothing, but unlisted:  ${third}`);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** Runs the engine once; says how long it took and how much memory this process held at most. */
async function measure(root: string): Promise<string> {
  const started = performance.now();
  let peak = 0;
  const timer = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss);
  }, 50);
  const { computed, cached, status } = await runExperiments({
    root,
    preset: "paper",
    seed: 1,
    report: () => {},
    signal: new AbortController().signal,
    prepare: async () => {},
  });
  clearInterval(timer);
  const seconds = (performance.now() - started) / 1000;
  const memory = Math.max(peak, process.memoryUsage().rss) / 2 ** 20;
  return `${seconds.toFixed(2)} s, ${memory.toFixed(0)} MiB (${status}, ${computed} computed, ${cached} cached)`;
}

function makeProject(runs: number): string {
  const root = mkdtempSync(join(tmpdir(), "reprise-bench-"));
  for (const name of ["package.json", "package-lock.json"]) cpSync(join(repository, name), join(root, name));
  for (const name of ["node_modules", "src"]) symlinkSync(join(repository, name), join(root, name));
  mkdirSync(join(root, "experiments/many"), { recursive: true });
  writeFileSync(
    join(root, "experiments/many/experiment.ts"),
    `import { defineExperiment } from "reprise";
import { z } from "zod";

export default defineExperiment({
  id: "many",
  title: "Many small runs",
  params: z.number(),
  presets: { paper: ${runs}, draft: 1 },
  runs: (count) => Array.from({ length: count }, (_, index) => ({ key: { index }, input: { index, scale: 2 } })),
  run: ({ input, random }) => ({ values: random("values", input.index).fillNormal(new Float64Array(200), input.scale) }),
  assemble({ results }) {
    let sum = 0;
    for (const { result } of results) sum += result.values[0] ?? 0;
    return { sum };
  },
  artifact: z.strictObject({ sum: z.number() }),
});
`,
  );
  return root;
}
