import type { Activation } from "./activations.ts";
import type { Mlp } from "./mlp.ts";
import type { Normalization } from "./normalization.ts";

export const treatmentNames = ["none", "batch-norm", "layer-norm", "divisive-norm", "skip"] as const;

/** What is done to a network against the collapse of its activity. */
export type Treatment = (typeof treatmentNames)[number];

export const initKinds = ["gaussian", "orthogonal"] as const;
export type InitKind = (typeof initKinds)[number];

const normalizations: Readonly<Record<Exclude<Treatment, "skip">, Normalization>> = {
  none: "none",
  "batch-norm": "batch",
  "layer-norm": "layer",
  "divisive-norm": "divisive",
};

/** The network of a treatment; skip connections add branches scaled by 1/√depth, so that deep ones stay finite. */
export function treated(activation: Activation, treatment: Treatment, depth: number): Mlp {
  return treatment === "skip"
    ? { activation, skip: { kind: "residual", scale: 1 / Math.sqrt(depth) } }
    : { activation, normalization: normalizations[treatment] };
}
