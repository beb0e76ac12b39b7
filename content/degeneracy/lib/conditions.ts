/** The initializations of the deep linear networks, in the order in which the text brings them in. */
export const conditionNames = ["fold-0", "fold-1", "orthogonal", "scaled-95", "scaled-90"] as const;

export type Condition = (typeof conditionNames)[number];

/** How a condition looks in every figure: never told by its colour alone. */
export interface Style {
  readonly label: string;
  /** For where there is little room. */
  readonly short: string;
  readonly colour: string;
  readonly dash: readonly number[];
  readonly marker: string;
}

const solid: readonly number[] = [];

export const styles: Readonly<Record<Condition, Style>> = {
  "fold-0": { label: "Fold 0", short: "Fold 0", colour: "var(--ink)", dash: solid, marker: "circle" },
  "fold-1": { label: "Fold 1", short: "Fold 1", colour: "var(--blue)", dash: solid, marker: "square" },
  orthogonal: {
    label: "Orthogonal",
    short: "Orthogonal",
    colour: "var(--green)",
    dash: solid,
    marker: "diamond",
  },
  "scaled-95": {
    label: "0.95 × orthogonal",
    short: "0.95 × orth.",
    colour: "var(--magenta)",
    dash: [5, 4],
    marker: "triangle-up",
  },
  "scaled-90": {
    label: "0.9 × orthogonal",
    short: "0.9 × orth.",
    colour: "var(--magenta)",
    dash: solid,
    marker: "triangle-down",
  },
};

/** A channel that tells conditions apart, for data whose field `condition` holds their names. */
function channel<T>(look: (style: Style) => T) {
  return {
    field: "condition",
    type: "nominal" as const,
    // The same domain in all layers and panels, which share their scales
    scale: { domain: [...conditionNames], range: conditionNames.map((name) => look(styles[name])) },
    legend: null,
  };
}

export const colour = channel((style) => style.colour);
export const dash = channel((style) => [...style.dash]);
export const marker = channel((style) => style.marker);

/** "Fold 0, Fold 1 and Orthogonal". */
export function listed(shown: readonly Condition[]): string {
  const labels = shown.map((name) => styles[name].label);
  return labels.length < 2 ? labels.join() : `${labels.slice(0, -1).join(", ")} and ${labels.at(-1)}`;
}
