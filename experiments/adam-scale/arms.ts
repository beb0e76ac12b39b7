/** The initializations that are compared. */
export const names = ["fold-0", "orthogonal"] as const;
export type Name = (typeof names)[number];

/** Adam with a small ε, Adam with the ε that libraries preset, plain gradient descent. */
export const optimizers = ["adam", "presetEpsilon", "sgd"] as const;

/** Names of the factors, in the order of the parameter. */
export const scales = ["1e-3", "1", "1e3"] as const;
export type Scale = (typeof scales)[number];
