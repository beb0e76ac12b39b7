import { defineClaims, fractionOf, monotone } from "reprise";
import { type Artifact, artifact } from "./artifact.ts";

export default defineClaims(artifact, {
  "order-without-norm": ({ norms }) => {
    const { mse } = norms.at(-1) as Artifact["norms"][number];
    const losses = (condition: keyof typeof mse) =>
      mse[condition].replicates.map((curve) => curve.at(-1) as number);
    return monotone({
      quantity: "mean squared error after training with the largest norm",
      paired: true,
      steps: [
        { name: "Orthogonal", runs: losses("orthogonal") },
        { name: "Fold 0", runs: losses("fold-0") },
        { name: "Fold 1", runs: losses("fold-1") },
      ],
    });
  },

  "order-throughout": ({ order: { held, of } }) =>
    fractionOf({
      what: "points, over all norms and the whole of training, where the mean losses stand as Fold 1 > Fold 0 > Orthogonal",
      count: held,
      of,
      bound: { atLeast: Math.ceil(0.9 * of) },
    }),
});
