import type { Initialization } from "./initialization.ts";

/** The initializations compared throughout, in the order in which the argument brings them in. */
export const conditions = {
  "fold-0": { kind: "gaussian", folds: 0 },
  "fold-1": { kind: "gaussian", folds: 1 },
  orthogonal: { kind: "orthogonal", scale: 1 },
  "scaled-95": { kind: "orthogonal", scale: 0.95 },
  "scaled-90": { kind: "orthogonal", scale: 0.9 },
} as const satisfies Record<string, Initialization>;

export type Condition = keyof typeof conditions;

export const conditionNames = Object.keys(conditions) as readonly Condition[];

/** A value for each condition. */
export function forEachCondition<T>(make: (condition: Condition) => T): Record<Condition, T> {
  return Object.fromEntries(conditionNames.map((name) => [name, make(name)])) as Record<Condition, T>;
}
