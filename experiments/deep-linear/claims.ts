import { defineClaims, fractionOf, orderedMeans } from "reprise";
import { type Artifact, artifact } from "./artifact.ts";

type Condition = keyof Artifact["conditions"];

/** The loss of every run after `epoch`, the last one unless given. */
function losses({ conditions }: Artifact, condition: Condition, epoch = -1): number[] {
  return conditions[condition].mse.replicates.map((curve) => curve.at(epoch) as number);
}

const paired = true;
const finalLoss = "mean squared error after training";

export default defineClaims(artifact, {
  "folding-worsens": (a) =>
    orderedMeans({
      quantity: finalLoss,
      paired,
      lower: { name: "Fold 0", runs: losses(a, "fold-0") },
      higher: { name: "Fold 1", runs: losses(a, "fold-1") },
    }),

  "folded-gradients-stay-larger": ({ order, conditions }) =>
    fractionOf({
      what: "layers where Fold 1 has the larger mean gradient norm after four epochs",
      count: order.fold1LargerThanFold0["4"] as number,
      of: layersOf(conditions),
      bound: { atLeast: nearlyAll(layersOf(conditions)) },
    }),

  "one-epoch-of-orthogonal": (a) =>
    orderedMeans({
      quantity: "mean squared error",
      paired,
      lower: { name: "Orthogonal after one epoch", runs: losses(a, "orthogonal", 1) },
      higher: { name: "Fold 0 after the last", runs: losses(a, "fold-0") },
    }),

  "orthogonal-gradients-smaller": ({ order, conditions }) =>
    fractionOf({
      what: "layers where Orthogonal has a smaller mean gradient norm than Fold 0 after four epochs",
      count: order.orthogonalSmallerThanFold0["4"] as number,
      of: layersOf(conditions),
      bound: { atLeast: nearlyAll(layersOf(conditions)) },
    }),

  "vanished-starts-slower": (a) =>
    orderedMeans({
      quantity: "mean squared error after one epoch",
      paired,
      lower: { name: "Orthogonal", runs: losses(a, "orthogonal", 1) },
      higher: { name: "0.9 × orthogonal", runs: losses(a, "scaled-90", 1) },
    }),
});

function layersOf(conditions: Artifact["conditions"]): number {
  return conditions["fold-0"].gradients["0"]?.mean.length ?? 0;
}

function nearlyAll(count: number): number {
  return Math.ceil(0.9 * count);
}
