/** The networks at criticality, in the order in which figures show them. */
export const points = {
  linear: { label: "Linear", colour: "var(--ink)", marker: "circle" },
  relu: { label: "ReLU", colour: "var(--vermilion)", marker: "square" },
  "hard-tanh-50": { label: "Hard tanh, 𝑞* = ½", colour: "var(--purple)", marker: "diamond" },
  "hard-tanh-25": { label: "Hard tanh, 𝑞* = ¼", colour: "var(--orange)", marker: "triangle-up" },
} as const;
export const pointNames = ["linear", "relu", "hard-tanh-50", "hard-tanh-25"] as const;

/** Weights look as in the deep linear networks: Gaussian is Fold 0. */
export const weights = {
  gaussian: { label: "Gaussian", colour: "var(--ink)", marker: "circle" },
  orthogonal: { label: "Orthogonal", colour: "var(--green)", marker: "diamond" },
} as const;
export const weightNames = ["gaussian", "orthogonal"] as const;

/** Arms of training: colour tells weights, dashes and markers tell the activation function. */
export const arms = {
  "hard-tanh-orthogonal": {
    label: "Hard tanh, orthogonal",
    short: "Hard tanh, orth.",
    colour: "var(--green)",
    dash: [],
    marker: "diamond",
  },
  "hard-tanh-gaussian": {
    label: "Hard tanh, Gaussian",
    short: "Hard tanh, Gauss.",
    colour: "var(--ink)",
    dash: [],
    marker: "circle",
  },
  "relu-orthogonal": {
    label: "ReLU, orthogonal",
    short: "ReLU, orth.",
    colour: "var(--green)",
    dash: [5, 4],
    marker: "triangle-up",
  },
  "relu-gaussian": {
    label: "ReLU, Gaussian",
    short: "ReLU, Gauss.",
    colour: "var(--ink)",
    dash: [5, 4],
    marker: "square",
  },
} as const;
export const armNames = [
  "hard-tanh-orthogonal",
  "hard-tanh-gaussian",
  "relu-orthogonal",
  "relu-gaussian",
] as const;
