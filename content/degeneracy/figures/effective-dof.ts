import { defineFigure } from "reprise";
import { artifact } from "../../../experiments/tangent-kernel/artifact.ts";
import { styles } from "../lib/conditions.ts";
import { spoken } from "../lib/curves.ts";
import { type Panel, panel, row } from "../lib/panels.ts";
import { dots, text, theoryLine } from "../lib/series.ts";

const names = ["fold-0", "fold-1", "orthogonal"] as const;

export default defineFigure({
  artifacts: { "tangent-kernel": artifact },
  title: () => "Effective degrees of freedom against depth",
  description: ({ "tangent-kernel": { reference, width } }) =>
    `Participation ratio of the tangent kernel as a fraction of its size, against depth, both logarithmic, in networks of ${width} units. At ${reference.depth} layers ${names
      .map((name) => {
        const { measured, theory } = reference.fraction[name];
        return `${styles[name].label} has ${spoken(100 * measured.mean)}% (theory ${spoken(100 * theory)}%)`;
      })
      .join("; ")}. Thin lines are the formulas for wide networks.`,
  spec({ "tangent-kernel": { depths, fraction } }, layout) {
    const plot: Panel = {
      heading: "Effective degrees of freedom",
      height: layout.size === "wide" ? 300 : 240,
      x: { title: "Layers 𝐿", type: "log", domain: [1, 100] },
      y: { title: "Participation ratio / n²", type: "log", domain: [2e-4, 1.4] },
    };
    const formula = (name: string, words: string) => (layout.size === "wide" ? `${name}: ${words}` : name);
    const view = panel(plot, [
      ...names.map((name) =>
        theoryLine({ colour: styles[name].colour, x: depths, mean: fraction[name].theory }),
      ),
      ...names.flatMap((name) =>
        dots({ colour: styles[name].colour, x: depths, ...fraction[name].measured }, styles[name].marker, 34),
      ),
      text(styles.orthogonal.label, 12, 1, { colour: styles.orthogonal.colour, dy: 13 }),
      text(formula(styles["fold-0"].label, "12 𝐿 / ((𝐿 + 1)² (𝐿 + 2))"), 14, 0.05, {
        colour: styles["fold-0"].colour,
        dx: 12,
        dy: -4,
      }),
      text(formula(styles["fold-1"].label, "3 / (𝐿² + 2)"), 8, 0.0455, {
        colour: styles["fold-1"].colour,
        align: "right",
        dx: -14,
        dy: 20,
      }),
    ]);
    return row(layout, [view]);
  },
  table: ({ "tangent-kernel": { depths, fraction } }) => ({
    columns: [
      { key: "depth", label: "Layers" },
      ...names.flatMap((name) => [
        { key: name, label: styles[name].label },
        { key: `${name}-se`, label: "s.e." },
        { key: `${name}-theory`, label: "theory" },
      ]),
    ],
    rows: depths.map((depth, i) => ({
      depth,
      ...Object.assign(
        {},
        ...names.map((name) => ({
          [name]: fraction[name].measured.mean[i] as number,
          [`${name}-se`]: fraction[name].measured.se[i] as number,
          [`${name}-theory`]: fraction[name].theory[i] as number,
        })),
      ),
    })),
  }),
});
