import { defineQuantities } from "reprise";
import { type Artifact, artifact } from "./artifact.ts";

/** The loss after the last step of gradient descent on a thousandth of the gradients, which no run diverges under. */
function barelyDescended({ conditions }: Artifact, condition: keyof Artifact["conditions"]): number {
  return conditions[condition].sgd["1e-3"].mean.at(-1) as number;
}

export default defineQuantities(artifact, {
  barelyDescendedFold0: (scales) => barelyDescended(scales, "fold-0"),
  barelyDescendedOrthogonal: (scales) => barelyDescended(scales, "orthogonal"),
});
