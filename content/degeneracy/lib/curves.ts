import type { Artifact as DeepLinear } from "../../../experiments/deep-linear/artifact.ts";
import type { Artifact as InitPanel } from "../../../experiments/init-panel/artifact.ts";
import type { Condition } from "./conditions.ts";
import type { Axis, Curve } from "./panels.ts";

/** `0 … length − 1` */
export const counted = (length: number): number[] => Array.from({ length }, (_, i) => i);

/** A number with three significant digits, for sentences. */
export const spoken = (value: number): string => String(Number(value.toPrecision(3)));

export const layerAxis = (depth: number): Axis => ({
  title: "Layer (0 is the input)",
  type: "linear",
  domain: [0, depth],
  values: counted(depth + 1).filter((l) => l % 10 === 0),
});

/** Mean squared error against epoch. */
export function learningCurve({ epochs, conditions }: DeepLinear, condition: Condition): Curve {
  return { condition, x: epochs, ...conditions[condition].mse };
}

/** Gradient norm before training against layer, over many networks. */
export function initialNorms(panel: InitPanel, condition: Condition): Curve {
  const { mean, se } = panel.conditions[condition].norm;
  return { condition, x: counted(mean.length), mean, se };
}

/** Gradient norm after an epoch of training against layer; throws when it was not measured then. */
export function trainedNorms(
  experiment: { readonly conditions: DeepLinear["conditions"] },
  condition: Condition,
  epoch: number,
): Curve {
  const found = experiment.conditions[condition].gradients[String(epoch)];
  if (found === undefined) throw new RangeError(`gradients were not measured at epoch ${epoch}`);
  return { condition, x: counted(found.mean.length), mean: found.mean, se: found.se };
}
