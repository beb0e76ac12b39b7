import { defineClaims, monotone, orderedMeans } from "reprise";
import { type Artifact, artifact } from "./artifact.ts";

/** The loss of every run after the last step. */
function losses({ conditions }: Artifact, condition: keyof Artifact["conditions"]): number[] {
  return conditions[condition].mse.replicates.map((curve) => curve.at(-1) as number);
}

/** The gradient norm of every run at the input, after four epochs. */
function atInput({ conditions }: Artifact, condition: keyof Artifact["conditions"]): number[] {
  return conditions[condition].gradients["4"]?.replicates.map((layers) => layers[0] as number) ?? [];
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

  "folded-gradient-falls-behind": (a) =>
    orderedMeans({
      quantity: "gradient norm at the input after four epochs",
      paired: true,
      lower: { name: "Fold 1", runs: atInput(a, "fold-1") },
      higher: { name: "Fold 0", runs: atInput(a, "fold-0") },
    }),

  "folding-worsens": (a) =>
    orderedMeans({
      quantity,
      paired: true,
      lower: { name: "Fold 0", runs: losses(a, "fold-0") },
      higher: { name: "Fold 1", runs: losses(a, "fold-1") },
    }),
});
