import { defineClaims, orderedMeans, withinTolerance } from "reprise";
import { type Artifact, artifact } from "./artifact.ts";

type Condition = keyof Artifact["conditions"];

/** The gradient norm at the input, summarized over runs. */
function atInput({ conditions, runs }: Artifact, condition: Condition) {
  const { mean, sd } = conditions[condition].norm;
  return { n: runs[condition], mean: mean[0] as number, sd: sd[0] as number };
}

function agreesWithTheory({ conditions, theory, runs }: Artifact, condition: Condition) {
  const { mean, se } = conditions[condition].rms;
  return withinTolerance({
    quantity: "root mean square gradient norm, layer by layer",
    points: mean.map((value, l) => ({
      mean: value,
      se: se[l] as number,
      theory: theory[condition][l] as number,
    })),
    n: runs[condition],
    tolerance: { standardErrors: 4 },
  });
}

const quantity = "gradient norm at the input";

export default defineClaims(artifact, {
  "standard-gradients-grow": (a) => agreesWithTheory(a, "fold-0"),

  "orthogonal-gradients-flat": (a) => agreesWithTheory(a, "orthogonal"),

  "folded-gradients-grow": (a) => agreesWithTheory(a, "fold-1"),

  "folding-enlarges": (a) =>
    orderedMeans({
      quantity,
      // The runs share their draws, but only their summaries are kept; ignoring the pairs costs power, nothing else
      paired: false,
      // Heavy tails: the spread is far larger than the difference
      detectable: 0.3,
      lower: { name: "Fold 0", runs: atInput(a, "fold-0") },
      higher: { name: "Fold 1", runs: atInput(a, "fold-1") },
    }),

  "orthogonal-smaller": (a) =>
    orderedMeans({
      quantity,
      paired: false,
      lower: { name: "Orthogonal", runs: atInput(a, "orthogonal") },
      higher: { name: "Fold 0", runs: atInput(a, "fold-0") },
    }),
});
