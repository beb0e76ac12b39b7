import { defineFigure } from "reprise";
import { type Artifact, artifact } from "../../../experiments/collapse-training/artifact.ts";
import { spoken } from "../lib/curves.ts";
import { logDomain, type Mark, type Panel, panel, row } from "../lib/panels.ts";
import {
  activationNames,
  activations,
  startNames,
  starts,
  type Treatment,
  treatmentNames,
  treatments,
} from "../lib/treatments.ts";

type Measure = "participation" | "sensitivity";

const untouched = ["none", "skip"] as const satisfies readonly Treatment[];
const normalized = ["batch-norm", "layer-norm", "divisive-norm"] as const satisfies readonly Treatment[];

/** Panels: what was measured before training, of which arms. */
const groups: readonly {
  readonly heading: string;
  readonly shown: readonly Treatment[];
  readonly measure: Measure;
}[] = [
  { heading: "Nothing done, or skips", shown: untouched, measure: "participation" },
  { heading: "Normalized", shown: normalized, measure: "participation" },
  { heading: "Normalized: sensitivity", shown: normalized, measure: "sensitivity" },
];

const axes = {
  participation: "Participation ratio at the start",
  sensitivity: "Sensitivity at the start",
} as const;

const armsOf = ({ arms }: Artifact, shown: readonly Treatment[]) =>
  activationNames.flatMap((activation) =>
    startNames.flatMap((start) =>
      shown.map((treatment) => ({ activation, start, treatment, ...arms[activation][start][treatment] })),
    ),
  );

const channel = (
  field: string,
  looks: readonly { readonly label: string }[],
  range: readonly string[],
  legend: object | null,
) => ({
  field,
  type: "nominal" as const,
  scale: { domain: looks.map(({ label }) => label), range: [...range] },
  legend,
});

function marks(from: Artifact, shown: readonly Treatment[], measure: Measure, wide: boolean): Mark[] {
  const rows = armsOf(from, shown).map(({ activation, start, treatment, final, ...arm }) => ({
    activation: activations[activation].label,
    treatment: treatments[treatment].label,
    start,
    x: arm[measure].mean,
    mean: final.mean,
    low: final.mean - final.se,
    high: final.mean + final.se,
  }));
  const looks = treatmentNames.map((name) => treatments[name]);
  const kinds = activationNames.map((name) => activations[name]);
  const colour = channel(
    "treatment",
    looks,
    looks.map((look) => look.colour),
    {
      title: "Done against collapse",
      columns: wide ? 5 : 2,
      symbolType: "square",
      symbolStrokeWidth: 0,
    },
  );
  const shape = channel(
    "activation",
    kinds,
    kinds.map((kind) => kind.marker),
    {
      title: "Activation (filled: orthogonal)",
      orient: "top",
      columns: wide ? 4 : 2,
      symbolFillColor: "var(--muted)",
      symbolStrokeColor: "var(--muted)",
    },
  );
  // One layer for each colour, since a mark with two colours, fill and outline, takes neither from a channel
  const points = (start: (typeof startNames)[number], name: Treatment): Mark => {
    const look = treatments[name];
    const stroke = { stroke: look.colour, strokeWidth: 1.6 };
    return {
      data: { values: rows.filter((arm) => arm.start === start && arm.treatment === look.label) },
      mark: {
        type: "point",
        filled: false,
        size: 50,
        fill: start === "orthogonal" ? look.colour : "var(--paper)",
        ...stroke,
      },
      encoding: { shape },
    };
  };
  return [
    {
      // Lies unseen below the marks and gives the legend its symbols
      data: { values: rows },
      mark: { type: "point", size: 30, color: "var(--muted)" },
      encoding: { shape },
    },
    {
      data: { values: rows },
      mark: { type: "rule", strokeWidth: 1 },
      encoding: { y: { field: "low", type: "quantitative" }, y2: { field: "high" }, color: colour },
    },
    ...startNames.flatMap((start) => shown.map((name) => points(start, name))),
  ];
}

export default defineFigure({
  artifacts: { "collapse-training": artifact },
  span: "wide",
  title: () => "Dimensionality before training and loss after it",
  description: ({ "collapse-training": shown }) =>
    `Cross-entropy on MNIST after ${shown.steps.at(-1)} steps against the participation ratio of the last hidden layer before training, one mark for each of ${armsOf(shown, treatmentNames).length} kinds of network at its best learning rate. Rank correlation ${spoken(shown.rankCorrelation.withoutNormalization)} where nothing is done or skips are added, ${spoken(shown.rankCorrelation.withNormalization)} in normalized networks, whose loss has rank correlation ${spoken(shown.rankCorrelation.sensitivityWithNormalization)} with how much a small change of the input grows on its way to the last layer. ${[
      untouched,
      normalized,
    ]
      .map((names) => {
        const listed = armsOf(shown, names).sort((a, b) => a.final.mean - b.final.mean);
        const said = (arm: (typeof listed)[number] | undefined) =>
          arm &&
          `${activations[arm.activation].label} ${starts[arm.start]} with ${treatments[arm.treatment].label.toLowerCase()} (participation ratio ${spoken(arm.participation.mean)}, sensitivity ${spoken(arm.sensitivity.mean)}, loss ${spoken(arm.final.mean)})`;
        return `From ${said(listed[0])} to ${said(listed.at(-1))}`;
      })
      .join(". ")}.`,
  spec({ "collapse-training": shown }, layout) {
    const all = armsOf(shown, treatmentNames);
    const domain = logDomain(all.flatMap(({ final: { mean, se } }) => [mean - se, mean + se]));
    const bounds = logDomain(armsOf(shown, normalized).map(({ sensitivity }) => sensitivity.mean));
    return row(
      layout,
      groups.map(({ heading, shown: names, measure }) => {
        const view: Panel = {
          heading,
          height: layout.size === "wide" ? 300 : 230,
          x: { title: axes[measure], type: "log", domain: measure === "participation" ? [1, 70] : bounds },
          y: { title: "Cross-entropy after training", type: "log", domain },
        };
        return panel(view, marks(shown, names, measure, layout.size === "wide"));
      }),
    );
  },
  table: ({ "collapse-training": shown }) => ({
    columns: [
      { key: "activation", label: "Activation" },
      { key: "start", label: "Initialization" },
      { key: "treatment", label: "Done against collapse" },
      { key: "participation", label: "Participation ratio" },
      { key: "participation-se", label: "s.e." },
      { key: "sensitivity", label: "Sensitivity" },
      { key: "sensitivity-se", label: "s.e." },
      { key: "rate", label: "Learning rate" },
      { key: "loss", label: "Cross-entropy" },
      { key: "loss-se", label: "s.e." },
      { key: "accuracy", label: "Accuracy" },
    ],
    rows: armsOf(shown, treatmentNames).map((arm) => ({
      activation: activations[arm.activation].label,
      start: starts[arm.start],
      treatment: treatments[arm.treatment].label,
      participation: arm.participation.mean,
      "participation-se": arm.participation.se,
      sensitivity: arm.sensitivity.mean,
      "sensitivity-se": arm.sensitivity.se,
      rate: arm.rate,
      loss: arm.final.mean,
      "loss-se": arm.final.se,
      accuracy: arm.accuracy.mean,
    })),
  }),
});
