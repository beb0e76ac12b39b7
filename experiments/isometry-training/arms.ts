import { type CriticalPoint, criticalHardTanh, criticalPoints } from "../lib/criticality.ts";

/** Pre-activation variance of the hard tanh networks. */
const variance = 0.25;

/** The networks compared, all at criticality. */
export const arms = {
  "hard-tanh-orthogonal": { kind: "orthogonal", point: criticalHardTanh(variance) },
  "hard-tanh-gaussian": { kind: "gaussian", point: criticalHardTanh(variance) },
  "relu-orthogonal": { kind: "orthogonal", point: criticalPoints.relu },
  "relu-gaussian": { kind: "gaussian", point: criticalPoints.relu },
} as const satisfies Record<
  string,
  { readonly kind: "orthogonal" | "gaussian"; readonly point: CriticalPoint }
>;

export type Arm = keyof typeof arms;
export const armNames = Object.keys(arms) as readonly Arm[];
