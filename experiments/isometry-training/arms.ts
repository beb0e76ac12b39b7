import { type CriticalPoint, criticalHardTanh, criticalPoints } from "../lib/criticality.ts";

/** The critical points of the networks that are trained. */
export const points = {
  "hard-tanh": criticalHardTanh(0.25),
  relu: criticalPoints.relu,
} as const satisfies Record<string, CriticalPoint>;
export const activations = ["hard-tanh", "relu"] as const;

/** Kinds of initial weights. */
export const kinds = ["orthogonal", "gaussian"] as const;

/** One of the networks that are trained side by side. */
export interface Member {
  readonly kind: (typeof kinds)[number];
  readonly rate: number;
  /** Names its random streams. */
  readonly network: number;
}

/** What is compared. */
export const arms = {
  "hard-tanh-orthogonal": { activation: "hard-tanh", kind: "orthogonal" },
  "hard-tanh-gaussian": { activation: "hard-tanh", kind: "gaussian" },
  "relu-orthogonal": { activation: "relu", kind: "orthogonal" },
  "relu-gaussian": { activation: "relu", kind: "gaussian" },
} as const satisfies Record<string, { activation: keyof typeof points; kind: Member["kind"] }>;

export type Arm = keyof typeof arms;
export const armNames = Object.keys(arms) as readonly Arm[];
