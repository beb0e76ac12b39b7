import { defineFigure } from "reprise";
import { type Artifact, artifact } from "../../../experiments/dose-response/artifact.ts";
import { spoken } from "../lib/curves.ts";
import { logDomain, type Mark, type Panel, panel, row } from "../lib/panels.ts";
import { dots, line, text } from "../lib/series.ts";

type Dose = Artifact["doses"][number];

const fractions: Readonly<Record<string, string>> = { "0.25": "¼", "0.5": "½", "0.75": "¾" };

/** What a dose is called: the power t of its singular values, or its folds. */
const nameOf = ({ exponent, folds }: Dose): string =>
  folds > 0 ? `Fold ${folds}` : `𝑡 = ${fractions[String(exponent)] ?? exponent}`;

/** The conditions of the other figures keep their colours. */
const colourOf = ({ exponent, folds }: Dose): string => {
  if (folds === 1) return "var(--blue)";
  if (folds === 2) return "var(--sky)";
  return exponent === 0 ? "var(--green)" : exponent === 1 ? "var(--ink)" : "var(--muted)";
};

const quantities = {
  loss: { label: "Loss", of: ({ final }: Dose) => final },
  training: { label: "Gradient norm in training", of: ({ trainingGradient }: Dose) => trainingGradient },
  initial: { label: "Gradient norm before training", of: ({ initialGradient }: Dose) => initialGradient },
} as const;

export default defineFigure({
  artifacts: { "dose-response": artifact },
  span: "wide",
  title: () => "Loss and gradient norm against degeneracy",
  description: ({ "dose-response": { doses, steps } }) =>
    `Against the participation ratio of the initial weights, which falls to the right. Left: mean squared error after ${steps.at(-1)} steps, logarithmic. Right: gradient norm, averaged over layers, before and during training, logarithmic. ${doses
      .map(
        (dose) =>
          `${nameOf(dose)}, participation ratio ${spoken(dose.participation)} of the width: error ${spoken(dose.final.mean)}, gradient norm ${spoken(dose.initialGradient.mean)} before and ${spoken(dose.trainingGradient.mean)} during training`,
      )
      .join("; ")}.`,
  spec({ "dose-response": { doses } }, layout) {
    const height = layout.size === "wide" ? 270 : 230;
    const x = doses.map(({ participation }) => participation);
    const axis: Panel["x"] = {
      title: "Participation ratio of initial weights / width",
      type: "linear",
      domain: [1.04, 0.12],
      values: [1, 0.8, 0.6, 0.4, 0.2],
    };
    const curve = (quantity: keyof typeof quantities, hollow = false): Mark[] => {
      const of = quantities[quantity].of;
      return [
        line({ colour: "var(--muted)", x, mean: doses.map((dose) => of(dose).mean) }, { width: 1.2 }),
        ...doses.flatMap((dose) =>
          dots(
            { colour: colourOf(dose), x: [dose.participation], mean: [of(dose).mean], se: [of(dose).se] },
            "circle",
            50,
            hollow,
          ),
        ),
      ];
    };
    const left: Panel = {
      heading: "Loss after training",
      height,
      x: axis,
      y: {
        title: "Mean squared error",
        type: "log",
        domain: logDomain(doses.flatMap(({ final }) => [final.mean - final.se, final.mean * 1.3])),
      },
    };
    const gradients = doses.flatMap(({ initialGradient, trainingGradient }) =>
      [initialGradient, trainingGradient].flatMap(({ mean, se }) => [
        mean + se,
        Math.max(mean - se, mean / 2),
      ]),
    );
    const right: Panel = {
      heading: "Size of gradients",
      height,
      x: axis,
      y: { title: "Gradient norm, mean of layers", type: "log", domain: logDomain(gradients) },
    };
    const middle = doses[Math.floor(doses.length / 2)] as Dose;
    return row(layout, [
      panel(left, [...curve("loss"), ...doseNames(doses, quantities.loss.of)]),
      panel(right, [
        ...curve("initial", true),
        ...curve("training"),
        text("before training", middle.participation, middle.initialGradient.mean, {
          align: "center",
          dy: -18,
          colour: "var(--muted)",
        }),
        text("mean over training", middle.participation, middle.trainingGradient.mean, {
          dy: 34,
          dx: 4,
          colour: "var(--muted)",
        }),
      ]),
    ]);
  },
  table: ({ "dose-response": { doses } }) => ({
    columns: [
      { key: "dose", label: "Dose" },
      { key: "participation", label: "Participation ratio / width" },
      ...Object.entries(quantities).flatMap(([key, { label }]) => [
        { key, label },
        { key: `${key}-se`, label: "s.e." },
      ]),
    ],
    rows: doses.map((dose) => ({
      dose: nameOf(dose),
      participation: dose.participation,
      ...Object.fromEntries(
        Object.entries(quantities).flatMap(([key, { of }]) => [
          [key, of(dose).mean],
          [`${key}-se`, of(dose).se],
        ]),
      ),
    })),
  }),
});

/** Names beside the markers: below the curve on its way up, where it leaves room. */
function doseNames(doses: readonly Dose[], of: (dose: Dose) => { readonly mean: number }): Mark[] {
  return doses.map((dose) => {
    const looks =
      dose.exponent === 0
        ? ({ align: "left", dx: 9, dy: 2 } as const)
        : dose.folds > 0
          ? ({ align: "right", dx: 3, dy: dose.folds > 1 ? 18 : -11 } as const)
          : dose.exponent === 1
            ? ({ align: "left", dx: 4, dy: 14 } as const)
            : dose.exponent > 0.5
              ? ({ align: "right", dx: -6, dy: -9 } as const)
              : ({ align: "left", dx: 9, dy: 8 } as const);
    return text(nameOf(dose), dose.participation, of(dose).mean, { colour: colourOf(dose), ...looks });
  });
}
