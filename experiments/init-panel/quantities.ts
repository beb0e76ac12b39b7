import { defineQuantities } from "reprise";
import { type Artifact, artifact } from "./artifact.ts";

/** αᴸ for α = 0.9: the theoretical gradient norm at the input over that at the output, which is exact at any width. */
function shrinkage({ theory }: Artifact): number {
  const norms = theory["scaled-90"];
  return (norms[0] as number) / (norms.at(-1) as number);
}

export default defineQuantities(artifact, {
  shrinkage,
  /** u₀^−(2 − 2/L) for u₀ = αᴸ: by how much slower a mode starts under gradient descent than one at u₀ = 1. */
  slowdown: (panel) => {
    const depth = panel.theory["scaled-90"].length - 1;
    return shrinkage(panel) ** -(2 - 2 / depth);
  },
});
