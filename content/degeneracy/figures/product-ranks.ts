import { defineFigure } from "reprise";
import { type Artifact, artifact } from "../../../experiments/product-spectra/artifact.ts";
import { spoken } from "../lib/curves.ts";
import { depthLooks } from "../lib/depths.ts";
import { type Panel, panel, row } from "../lib/panels.ts";
import { level, line, text } from "../lib/series.ts";

type Spectrum = Artifact["spectra"][string];

/** The axis ends here; what lies below is as far down again many times over. */
const lowest = -24;
const highest = 2;

const byDepth = ({ spectra }: Artifact): Spectrum[] =>
  Object.values(spectra).sort((a, b) => a.depth - b.depth);
const factors = (depth: number): string => (depth === 1 ? "1 matrix" : `${depth} matrices`);

/** Places on a curve where labels stand clear of the others: fractions of the singular values above. */
const labelAt = [0.72, 0.8, 0.78, 0.58];

export default defineFigure({
  artifacts: { "product-spectra": artifact },
  title: () => "All singular values of products of Gaussian matrices",
  description: ({ "product-spectra": shown }) =>
    `Singular values against the fraction that is larger, logarithmic. ${byDepth(shown)
      .map(
        ({ depth, measured }) =>
          `${factors(depth)}: median ${spoken(measured.median)}, smallest ten to the power of ${Math.round(measured.smallestLog10.mean)}, ${spoken(100 * measured.belowFloat64.mean)}% below what a product formed in double precision resolves`,
      )
      .join("; ")}. The Fuss–Catalan law runs along the measured curves.`,
  spec({ "product-spectra": shown }, layout) {
    const wide = layout.size === "wide";
    const spectra = byDepth(shown);
    const plot: Panel = {
      heading: "Every singular value",
      height: wide ? 330 : 270,
      x: { title: "Fraction of singular values that are larger", type: "linear", domain: [0, 1] },
      y: { title: "log₁₀ of the singular value", type: "linear", domain: [lowest, highest] },
    };
    const largest = Math.log10(spectra.at(-1)?.measured.largest.mean ?? 1);
    const limits = [
      { words: wide ? "float32 loses what is below" : "float32", at: largest - 24 * Math.log10(2) },
      { words: wide ? "float64 loses what is below" : "float64", at: largest - 53 * Math.log10(2) },
    ];
    return row(layout, [
      panel(plot, [
        ...limits.flatMap(({ words, at }) => [
          level(at, 0, 1),
          text(words, 0.004, at, { colour: "var(--muted)", dy: 11 }),
        ]),
        ...spectra.flatMap(({ ranked, theory }, i) => {
          const colour = depthLooks[i]?.colour ?? "var(--ink)";
          const inside = (log10: readonly number[]) => log10.map((value) => (value >= lowest ? value : null));
          return [
            line({ colour, x: ranked.above, mean: inside(ranked.log10) }, { width: 3.5 }),
            line(
              { colour: "var(--ink)", x: theory.quantiles.above, mean: inside(theory.quantiles.log10) },
              { width: 1, dash: [3, 2] },
            ),
          ];
        }),
        ...spectra.map(({ depth, ranked }, i) => {
          const colour = depthLooks[i]?.colour ?? "var(--ink)";
          // Between the two upper curves, where it fits at any width
          if (i === 1) return text(factors(depth), 0.95, -2.1, { colour, align: "right" });
          const at = labelAt[i] ?? 0.5;
          const index = Math.round(at * ranked.above.length);
          return text(factors(depth), at, ranked.log10[index] as number, {
            colour,
            align: "right",
            dx: i === 3 ? -12 : -4,
            dy: i === 0 ? -12 : i === 3 ? 0 : 14,
          });
        }),
      ]),
    ]);
  },
  table: ({ "product-spectra": shown }) => {
    const spectra = byDepth(shown);
    const every = Math.max(1, Math.round((spectra[0]?.ranked.above.length ?? 1) / 64));
    return {
      columns: [
        { key: "above", label: "Fraction larger" },
        ...spectra.flatMap(({ depth }) => [
          { key: `s${depth}`, label: `log₁₀ s, ${factors(depth)}` },
          { key: `se${depth}`, label: "s.e." },
        ]),
      ],
      rows: (spectra[0]?.ranked.above ?? []).flatMap((above, i) =>
        i % every !== 0
          ? []
          : [
              {
                above,
                ...Object.assign(
                  {},
                  ...spectra.map(({ depth, ranked }) => ({
                    [`s${depth}`]: ranked.log10[i] as number,
                    [`se${depth}`]: ranked.se[i] as number,
                  })),
                ),
              },
            ],
      ),
    };
  },
});
