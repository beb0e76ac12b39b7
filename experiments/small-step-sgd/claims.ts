import { defineClaims, fractionOf, monotone, orderedMeans } from "reprise";
import { type Artifact, artifact } from "./artifact.ts";

/** The loss of every run after the last step. */
function losses({ conditions }: Artifact, condition: keyof Artifact["conditions"]): number[] {
  return conditions[condition].mse.replicates.map((curve) => curve.at(-1) as number);
}

const quantity = "mean squared error after training";

export default defineClaims(artifact, {
  "scale-matters": (a) =>
    monotone({
      quantity,
      paired: true,
      steps: [
        { name: "Orthogonal", runs: losses(a, "orthogonal") },
        { name: "0.95 × orthogonal", runs: losses(a, "scaled-95") },
        { name: "Fold 0", runs: losses(a, "fold-0") },
        { name: "Fold 1", runs: losses(a, "fold-1") },
        { name: "0.9 × orthogonal", runs: losses(a, "scaled-90") },
      ],
    }),

  "folded-gradients-mixed": ({ order, conditions }) => {
    const layers = conditions["fold-0"].gradients["0"]?.mean.length ?? 0;
    return fractionOf({
      what: "layers where Fold 1 has the larger mean gradient norm after four epochs",
      count: order.fold1LargerThanFold0["4"] as number,
      of: layers,
      bound: { atMost: Math.floor(layers / 2) },
    });
  },

  "folding-worsens": (a) =>
    orderedMeans({
      quantity,
      paired: true,
      lower: { name: "Fold 0", runs: losses(a, "fold-0") },
      higher: { name: "Fold 1", runs: losses(a, "fold-1") },
    }),
});
