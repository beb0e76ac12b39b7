import type * as tfjs from "@tensorflow/tfjs-node";
import type { RandomStream, TensorFlow } from "reprise";
import { normals } from "../lib/draws.ts";
import { haarOrthogonal } from "../lib/initialization.ts";
import type { Mlp } from "../lib/mlp.ts";
import type { Skip } from "../lib/skips.ts";

type Tensor = tfjs.Tensor;

export const architectureNames = ["plain", "bias-regularized", "residual", "hyper-residual"] as const;
export type Architecture = (typeof architectureNames)[number];

export interface BiasTargets {
  /** Standard deviation of the values, one for each hidden unit, that biases start at and are drawn towards. */
  readonly sd: number;
  /** λ of the penalty ½ λ ‖b − b*‖². */
  readonly strength: number;
}

/**
 * The network of an architecture, with ReLU. `projections` holds one stream for each network and is read by hyper-residual ones alone.
 * Residual branches are scaled by 1/√depth.
 */
export function network(
  tf: TensorFlow,
  architecture: Architecture,
  depth: number,
  width: number,
  projections: readonly RandomStream[],
): Mlp {
  return { activation: "relu", skip: skipOf(tf, architecture, depth, width, projections) };
}

function skipOf(
  tf: TensorFlow,
  architecture: Architecture,
  depth: number,
  width: number,
  streams: readonly RandomStream[],
): Skip {
  const scale = 1 / Math.sqrt(depth);
  switch (architecture) {
    case "plain":
    case "bias-regularized":
      return { kind: "none" };
    case "residual":
      return { kind: "residual", scale };
    case "hyper-residual":
      return {
        kind: "hyper",
        scale,
        projections: Array.from({ length: depth - 2 }, () =>
          tf.tidy(() => haarOrthogonal(tf, normals(tf, streams, [width, width]))),
        ),
      };
  }
}

/** Tensors a network holds besides its parameters. */
export function fixedTensors({ skip }: Mlp): readonly Tensor[] {
  return skip?.kind === "hyper" ? skip.projections : [];
}

/** Targets `b*` of all hidden layers' biases, depth tensors `[networks, 1, width]`. */
export function biasTargets(
  tf: TensorFlow,
  streams: readonly RandomStream[],
  depth: number,
  width: number,
  { sd }: BiasTargets,
): Tensor[] {
  return Array.from({ length: depth }, () => normals(tf, streams, [1, width], sd));
}
