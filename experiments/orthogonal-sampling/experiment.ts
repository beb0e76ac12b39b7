import { defineExperiment } from "reprise";
import { z } from "zod";
import { normals, replicateStreams } from "../lib/draws.ts";
import { haarOrthogonal } from "../lib/initialization.ts";
import { blocksOfReplicates } from "../lib/replicates.ts";
import { estimate } from "../lib/statistics.ts";
import { artifact } from "./artifact.ts";

const params = z.strictObject({
  width: z.int().min(4),
  /** Independent matrices. */
  matrices: z.int().positive(),
});

/** Units of work, for as many cores. */
const blocks = 2;

/** Matrices drawn together, a matter of memory and speed. */
const together = 50;

export default defineExperiment({
  id: "orthogonal-sampling",
  title: "Traces of random orthogonal matrices",
  params,
  presets: { paper: { width: 128, matrices: 4000 }, draft: { width: 32, matrices: 1000 } },
  runs: ({ width, matrices }) =>
    blocksOfReplicates(matrices, blocks).map((members, block) => ({
      key: { block },
      input: { width, members },
    })),
  async run({ tf, random, input: { width, members }, progress }) {
    const traces: number[] = [];
    const tracesOfSquares: number[] = [];
    for (let first = 0; first < members.length; first += together) {
      tf.tidy(() => {
        const streams = replicateStreams(random, "matrix", members.slice(first, first + together));
        const q = haarOrthogonal(tf, normals(tf, streams, [width, width]));
        traces.push(...tf.sum(tf.mul(q, tf.eye(width)), [-2, -1]).dataSync<"float32">());
        const squared = tf.sum(tf.mul(q, tf.transpose(q, [0, 2, 1])), [-2, -1]);
        tracesOfSquares.push(...squared.dataSync<"float32">());
      });
      progress(traces.length, members.length);
      // Lets messages through, so that an abort is heard
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
    return { traces, tracesOfSquares };
  },
  /** Theory: Diaconis & Shahshahani (1994), theorem 4: `tr Q^j` has the low moments of `N(1, j)` for even j, `N(0, j)` for odd. */
  assemble({ params: { width, matrices }, results }) {
    const parts = Array.from(results, ({ result }) => result);
    const traces = parts.flatMap((part) => part.traces);
    const tracesOfSquares = parts.flatMap((part) => part.tracesOfSquares);
    return {
      width,
      matrices,
      moments: {
        trace: { ...estimate(traces), theory: 0 },
        traceSquared: { ...estimate(traces.map((trace) => trace * trace)), theory: 1 },
        traceOfSquare: { ...estimate(tracesOfSquares), theory: 1 },
        spreadOfSquare: { ...estimate(tracesOfSquares.map((trace) => (trace - 1) * (trace - 1))), theory: 2 },
      },
    };
  },
  artifact,
});
