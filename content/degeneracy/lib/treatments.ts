/** What is done against the collapse of activity, in the order in which figures show it; never told by colour alone. */
export const treatmentNames = ["none", "batch-norm", "layer-norm", "divisive-norm", "skip"] as const;
export type Treatment = (typeof treatmentNames)[number];

export const treatments = {
  none: { label: "Nothing", colour: "var(--ink)", dash: [], marker: "circle" },
  "batch-norm": { label: "Batch norm", colour: "var(--orange)", dash: [7, 3], marker: "square" },
  "layer-norm": { label: "Layer norm", colour: "var(--sky)", dash: [2, 2], marker: "triangle-up" },
  "divisive-norm": {
    label: "Divisive norm",
    colour: "var(--purple)",
    dash: [7, 3, 2, 3],
    marker: "diamond",
  },
  skip: { label: "Skip connections", colour: "var(--vermilion)", dash: [], marker: "cross" },
} as const;

export const activationNames = ["linear", "relu", "tanh", "hard-tanh"] as const;
export const activations = {
  linear: { label: "Linear", marker: "circle" },
  relu: { label: "ReLU", marker: "square" },
  tanh: { label: "tanh", marker: "triangle-up" },
  "hard-tanh": { label: "Hard tanh", marker: "diamond" },
} as const;

export const startNames = ["gaussian", "orthogonal"] as const;
export const starts = { gaussian: "Gaussian", orthogonal: "orthogonal" } as const;
