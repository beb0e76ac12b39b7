import { defineFigure } from "reprise";
import { artifact } from "../../../experiments/tangent-kernel/artifact.ts";
import { styles } from "../lib/conditions.ts";
import { spoken } from "../lib/curves.ts";
import { type Panel, panel, row } from "../lib/panels.ts";
import { band, line, text } from "../lib/series.ts";

const names = ["fold-0", "fold-1", "orthogonal"] as const;
const percent = (share: number): string => `${Math.round(100 * share)}%`;

export default defineFigure({
  artifacts: { "tangent-kernel": artifact },
  span: "wide",
  title: () => "Eigenvalues of the tangent kernel",
  description: ({ "tangent-kernel": { spectrum } }) =>
    `Spectrum of the tangent kernel of linear networks of ${spectrum.depth} layers of ${spectrum.width} units. Left: eigenvalues, relative to their mean, by rank as a fraction of all, both logarithmic: ${names
      .map((name) => {
        const { eigenvalue } = spectrum.initializations[name];
        return `the largest of ${styles[name].label} is ${spoken(eigenvalue[0] ?? 0)} times the mean`;
      })
      .join(
        "; ",
      )}. Right: share of the trace that the leading fraction of the eigenvalues carries; the leading hundredth carries ${names
      .map((name) => `${percent(spectrum.initializations[name].topHundredth.mean)} (${styles[name].label})`)
      .join(", ")}.`,
  spec({ "tangent-kernel": { spectrum } }, layout) {
    const height = layout.size === "wide" ? 270 : 220;
    const { rank, initializations } = spectrum;
    const x = {
      title: "Directions, as a fraction of all",
      type: "log",
      domain: [2e-4, 1],
    } as const;
    const left: Panel = {
      heading: "Eigenvalue of each direction",
      height,
      x: { ...x, title: "Rank, as a fraction of all" },
      y: { title: "Eigenvalue / mean", type: "log", domain: [1e-3, 2e3] },
    };
    const right: Panel = {
      heading: "Share of the leading directions",
      height,
      x,
      y: { title: "Share of the gradient energy", type: "linear", domain: [0, 1] },
    };
    const shown = (name: (typeof names)[number]) => ({
      colour: styles[name].colour,
      x: rank,
      mean: initializations[name].eigenvalue.map((value) => (value !== null && value >= 1e-3 ? value : null)),
    });
    return row(layout, [
      panel(left, [
        ...names.map((name) => line(shown(name))),
        text(styles["fold-0"].label, 0.04, 3.2, { colour: styles["fold-0"].colour, dx: 16, dy: -6 }),
        text(styles["fold-1"].label, rank[0] ?? x.domain[0], 1000, {
          colour: styles["fold-1"].colour,
          dx: 4,
          dy: -9,
        }),
        text(styles.orthogonal.label, 0.0003, 1, { colour: styles.orthogonal.colour, dy: 12 }),
      ]),
      panel(right, [
        {
          data: { values: [{ x: 0.01, mean: 0, top: 1 }] },
          mark: { type: "rule", color: "var(--muted)", strokeWidth: 1, strokeDash: [3, 3] },
          encoding: { y2: { field: "top" } },
        },
        ...names.flatMap((name) => {
          const { share } = initializations[name];
          const series = { colour: styles[name].colour, x: rank, ...share };
          return [band(series), line(series)];
        }),
        ...names.map((name) => {
          const { topHundredth } = initializations[name];
          return text(
            `${styles[name].label}: ${percent(topHundredth.mean)}`,
            0.01,
            topHundredth.mean,
            name === "orthogonal"
              ? { colour: styles[name].colour, align: "right", dx: -8, dy: -11 }
              : {
                  colour: styles[name].colour,
                  align: name === "fold-1" ? "right" : "left",
                  dx: name === "fold-1" ? -10 : 9,
                  dy: name === "fold-1" ? -8 : 24,
                },
          );
        }),
      ]),
    ]);
  },
  table: ({ "tangent-kernel": { spectrum } }) => ({
    columns: [
      { key: "rank", label: "Rank / n²" },
      ...names.flatMap((name) => [
        { key: name, label: `${styles[name].label}: eigenvalue / mean` },
        { key: `${name}-share`, label: "share of the trace" },
        { key: `${name}-se`, label: "s.e." },
      ]),
    ],
    rows: spectrum.rank.map((rank, i) => ({
      rank,
      ...Object.assign(
        {},
        ...names.map((name) => {
          const { eigenvalue, share } = spectrum.initializations[name];
          return {
            [name]: eigenvalue[i] as number | null,
            [`${name}-share`]: share.mean[i] as number,
            [`${name}-se`]: share.se[i] as number,
          };
        }),
      ),
    })),
  }),
});
