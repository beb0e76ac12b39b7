import { defineClaims, withinTolerance } from "reprise";
import { type Artifact, artifact } from "./artifact.ts";

function agreesWithTheory(a: Artifact, initialization: "fold-0" | "fold-1") {
  const { measured, theory } = a.reference.fraction[initialization];
  return withinTolerance({
    quantity: `effective fraction of the degrees of freedom at depth ${a.reference.depth}`,
    points: [{ ...measured, theory }],
    n: a.networks,
    tolerance: { standardErrors: 4 },
  });
}

export default defineClaims(artifact, {
  "standard-fraction": (a) => agreesWithTheory(a, "fold-0"),
  "folded-fraction": (a) => agreesWithTheory(a, "fold-1"),
});
