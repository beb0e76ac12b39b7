import { defineFigure, type FigureTable, type Layout } from "reprise";
import { artifact as deepLinear } from "../../../experiments/deep-linear/artifact.ts";
import {
  type Artifact as InitPanel,
  artifact as initPanel,
} from "../../../experiments/init-panel/artifact.ts";
import { type Condition, conditionNames, listed, styles } from "./conditions.ts";
import { counted, initialNorms, layerAxis, learningCurve, spoken } from "./curves.ts";
import {
  type Curve,
  endLabels,
  labelRoom,
  labels,
  lines,
  logDomain,
  type Mark,
  type Panel,
  type Position,
  panel,
  points,
  row,
  scales,
  theory,
  valueAxis,
} from "./panels.ts";

/**
 * Left: learning curves. Right: gradient norms at initialization, with theory. Figures that bring in one condition after
 * another have the scales of the last one, so that what was there before stays where it was.
 */
export function curvesFigure(names: readonly Condition[]) {
  return defineFigure({
    artifacts: { "deep-linear": deepLinear, "init-panel": initPanel },
    span: "wide",
    scales,
    title: () => `Learning curves and initial gradient norms: ${listed(names)}`,
    description: (shown) =>
      [
        `Left: mean squared error against epoch, logarithmic. ${names
          .map((name) => {
            const { mean } = learningCurve(shown["deep-linear"], name);
            return `${styles[name].label} goes from ${spoken(mean[0] as number)} to ${spoken(mean.at(-1) as number)}`;
          })
          .join("; ")}.`,
        `Right: gradient norm against layer before training, logarithmic. ${names
          .map((name) => {
            const { mean } = initialNorms(shown["init-panel"], name);
            return `${styles[name].label} has ${spoken(mean[0] as number)} at the input and ${spoken(mean.at(-1) as number)} at the output`;
          })
          .join("; ")}. Thin lines show the theoretical root mean square.`,
      ].join(" "),
    spec(shown, layout) {
      const height = layout.size === "wide" ? 290 : 230;
      const { epochs } = shown["deep-linear"];
      const all = conditionNames.flatMap((name) => learningCurve(shown["deep-linear"], name).mean);
      const learning: Panel = {
        heading: "Learning",
        height,
        x: { title: "Epoch", type: "linear", domain: [0, epochs.at(-1) as number] },
        y: valueAxis(layout, "Mean squared error", all),
      };
      const depth = initialNorms(shown["init-panel"], "fold-0").mean.length - 1;
      const initial: Panel = {
        heading: "Before training",
        height,
        x: layerAxis(depth),
        y: { title: "Gradient norm (lines: theory)", type: "log", domain: gradientDomain(shown) },
        // Below each other, this panel has no labels beside it to make room for
        width: layout.size === "wide" ? 100 : 135,
      };
      const curves = names.map((name) => learningCurve(shown["deep-linear"], name));
      const norms = names.map((name) => initialNorms(shown["init-panel"], name));
      const exact = names.map((condition) => {
        const mean = shown["init-panel"].theory[condition];
        return { condition, x: counted(mean.length), mean };
      });
      return row(layout, [
        panel(learning, [labelRoom(learning, layout), ...lines(curves), endLabels(curves, learning, layout)]),
        panel(initial, [theory(exact), ...points(norms), ...initialLabels(shown, names, layout)]),
      ]);
    },
    table: (shown): FigureTable => ({
      columns: [
        { key: "panel", label: "Quantity" },
        { key: "at", label: "Epoch or layer" },
        ...names.flatMap((name) => [
          { key: name, label: styles[name].label },
          { key: `${name}-se`, label: "s.e." },
          { key: `${name}-theory`, label: "theory (r.m.s.)" },
        ]),
      ],
      rows: [
        ...shown["deep-linear"].epochs.map((epoch, i) => ({
          panel: "Mean squared error",
          at: epoch,
          ...Object.assign(
            {},
            ...names.map((name) => cells(name, learningCurve(shown["deep-linear"], name), i, null)),
          ),
        })),
        ...initialNorms(shown["init-panel"], "fold-0").x.map((l) => ({
          panel: "Initial gradient norm",
          at: l,
          ...Object.assign(
            {},
            ...names.map((name) =>
              cells(
                name,
                initialNorms(shown["init-panel"], name),
                l,
                shown["init-panel"].theory[name][l] as number,
              ),
            ),
          ),
        })),
      ],
    }),
  });
}

function cells(name: Condition, { mean, se }: Curve, i: number, exact: number | null) {
  return { [name]: mean[i] as number, [`${name}-se`]: se[i] as number, [`${name}-theory`]: exact };
}

/** The initial gradient norms of all conditions and their theory. */
function gradientDomain(shown: { readonly "init-panel": InitPanel }): readonly [number, number] {
  return logDomain(
    conditionNames.flatMap((name) => [
      ...initialNorms(shown["init-panel"], name).mean,
      ...shown["init-panel"].theory[name],
    ]),
  );
}

/** Places beside the markers that no curve crosses: the curves fan out toward the input. */
function initialLabels(
  shown: { readonly "init-panel": InitPanel },
  names: readonly Condition[],
  layout: Layout,
): Mark[] {
  const { conditions, theory: exact } = shown["init-panel"];
  const depth = exact["fold-0"].length - 1;
  const at = (share: number, curve: readonly number[]) => {
    const l = Math.round(share * depth);
    return { l, y: curve[l] as number };
  };
  const measured = (share: number, name: Condition) => at(share, conditions[name].norm.mean);
  const places: Record<Condition, { l: number; y: number } & Position> = {
    "fold-0": { ...measured(0.03, "fold-0"), align: "left", dy: 15 },
    "fold-1": { ...at(0.07, exact["fold-1"]), align: "left", dx: 6, dy: -8 },
    orthogonal: { ...measured(0.03, "orthogonal"), align: "left", dy: 13 },
    "scaled-95": { ...measured(0.43, "scaled-95"), align: "right", dx: -4, dy: -8 },
    "scaled-90": { ...measured(0.33, "scaled-90"), align: "left", dx: 8, dy: 6 },
  };
  return names.map((condition) => {
    const { l, y, ...position } = places[condition];
    return labels([{ condition, x: l, y }], layout, position);
  });
}
