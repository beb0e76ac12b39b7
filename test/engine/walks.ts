/** A small project of two experiments, as files by path: what tests of bundles and fingerprints edit. */
export const project = {
  "experiments/walk/artifact.ts": `import { z } from "zod";
export const artifact = z.strictObject({ mean: z.number() });
export type Artifact = z.infer<typeof artifact>;
`,
  "experiments/walk/experiment.ts": `import { defineExperiment, localFile, type TensorFlow } from "reprise";
import { z } from "zod";
import { drift, steps } from "../lib/walks.ts";
import { mean } from "../lib/statistics.ts";
import { artifact } from "./artifact.ts";

/** How long to walk. */
const params = z.strictObject({ steps: z.int() });
const scale = Math.sqrt(2);

export function walk(tf: TensorFlow, n: number): number[] {
  // every step is scaled
  return steps(tf, n).map((step: number) => step * scale + drift);
}

export default defineExperiment({
  id: "walk",
  title: "Random walks",
  params,
  presets: { paper: { steps: 100 }, draft: { steps: 10 } },
  data: { table: localFile("table.txt") },
  runs: ({ steps }) => [1, 2, 3].map((block) => ({ key: { block }, input: { steps, block } })),
  run({ tf, input }) {
    return walk(tf, input.steps);
  },
  assemble: ({ results }) => ({ mean: mean(Array.from(results, ({ result }) => result[0] ?? 0)) }),
  artifact,
});
`,
  "experiments/walk/table.txt": "1 2 3\n",
  "experiments/spectrum/experiment.ts": `import { Matrix } from "ml-matrix";
import { defineExperiment } from "reprise";
import { z } from "zod";
import { median } from "../lib/statistics.ts";

const artifact = z.strictObject({ median: z.number() });

export default defineExperiment({
  id: "spectrum",
  title: "Spectra",
  params: z.strictObject({ n: z.int() }),
  presets: { paper: { n: 4 }, draft: { n: 2 } },
  runs: ({ n }) => [{ key: { n }, input: { n } }],
  run: ({ input }) => Matrix.eye(input.n).to1DArray(),
  assemble: ({ results }) => ({ median: median(results.get({ n: 4 })) }),
  artifact,
});
`,
  "experiments/lib/walks.ts": `import type { TensorFlow } from "reprise";
import { limit } from "./limits.ts";
export const drift = 0.5;
const table = makeTable(16);
function makeTable(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i);
}
export function steps(tf: TensorFlow, n: number): number[] {
  return Array.from(tf.ones([limit(n)]).dataSync());
}
export function stepsFromTable(n: number): number[] {
  return table.slice(0, n);
}
`,
  "experiments/lib/limits.ts": `export const limit = (n: number): number => Math.min(n, 1000);
`,
  "experiments/lib/statistics.ts": `export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}
`,
} as const;

export type ProjectFile = keyof typeof project;

const hash = (letter: string) => `sha512-${letter.repeat(8)}==`;

/** What the project's packages look like in a lockfile: `ml-matrix` has an `is-any-array` of its own. */
export const lockfile = {
  name: "small-paper",
  lockfileVersion: 3,
  requires: true,
  packages: {
    "": { name: "small-paper", dependencies: { zod: "4.6.7", "ml-matrix": "6.15.1" } },
    "node_modules/is-any-array": { version: "2.0.0", integrity: hash("a") },
    "node_modules/ml-array-rescale": {
      version: "2.0.0",
      integrity: hash("b"),
      dependencies: { "is-any-array": "^2.0.0" },
    },
    "node_modules/ml-matrix": {
      version: "6.15.1",
      integrity: hash("c"),
      dependencies: { "is-any-array": "^3.0.0", "ml-array-rescale": "^2.0.0" },
      optionalDependencies: { "not-installed": "1.0.0" },
    },
    "node_modules/ml-matrix/node_modules/is-any-array": { version: "3.0.0", integrity: hash("d") },
    "node_modules/unrelated": { version: "1.0.0", integrity: hash("e"), dependencies: { zod: "*" } },
    "node_modules/zod": { version: "4.6.7", integrity: hash("f") },
  },
};
