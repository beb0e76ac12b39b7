/** Networks with and without skip connections, in the order in which figures show them; never told by colour alone. */
export const architectureNames = ["plain", "bias-regularized", "residual", "hyper-residual"] as const;

export const architectures = {
  plain: { label: "Plain", colour: "var(--ink)", dash: [] },
  "bias-regularized": { label: "Bias-regularized", colour: "var(--orange)", dash: [2, 2] },
  residual: { label: "Residual", colour: "var(--vermilion)", dash: [] },
  "hyper-residual": { label: "Hyper-residual", colour: "var(--purple)", dash: [7, 3] },
} as const;
