import { defineClaims, withinTolerance } from "reprise";
import { artifact } from "./artifact.ts";

export default defineClaims(artifact, {
  uniform: ({ matrices, moments: { traceSquared, traceOfSquare, spreadOfSquare } }) =>
    withinTolerance({
      quantity: "second moments of tr Q, and both moments of tr Q²",
      points: [traceSquared, traceOfSquare, spreadOfSquare],
      n: matrices,
      tolerance: { standardErrors: 4 },
    }),
});
