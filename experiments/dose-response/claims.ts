import { defineClaims, monotone } from "reprise";
import { type Artifact, artifact } from "./artifact.ts";

type Dose = Artifact["doses"][number];

function named({ exponent, folds }: Dose): string {
  return folds === 0 ? `t = ${exponent}` : `${folds}-fold`;
}

export default defineClaims(artifact, {
  "loss-rises-with-dose": ({ doses }) =>
    monotone({
      quantity: "mean squared error after training",
      paired: true,
      steps: doses.map((dose) => ({ name: named(dose), runs: dose.final.replicates })),
    }),

  "gradients-rise-with-dose": ({ doses }) =>
    monotone({
      quantity: "gradient norm before training, averaged over layers",
      paired: true,
      steps: doses
        .filter(({ folds }) => folds === 0)
        .map((dose) => ({ name: named(dose), runs: dose.initialGradient.replicates })),
    }),
});
