import { defineFigure } from "reprise";
import { type Artifact, artifact } from "../../../experiments/product-spectra/artifact.ts";
import { spoken } from "../lib/curves.ts";
import { type Mark, type Panel, panel } from "../lib/panels.ts";
import { line, text } from "../lib/series.ts";

type Spectrum = Artifact["spectra"][string];

/** Singular values beyond this are few; they are counted in a note instead of stretching the axis. */
const shownTo = 6;

const byDepth = ({ spectra }: Artifact): Spectrum[] =>
  Object.values(spectra).sort((a, b) => a.depth - b.depth);
const factors = (depth: number): string => (depth === 1 ? "1 matrix" : `${depth} matrices`);

/** The least width of a bar: a pixel or two, without which the highest ones, at zero, would not be seen. */
const narrowest = shownTo / 120;

/** Densities that are zero have no place on a logarithmic axis. */
function bars({ histogram }: Spectrum, floor: number): Mark {
  let end = 0;
  const values = histogram.density.flatMap((mean, i) => {
    const from = Math.max(end, histogram.edges[i] as number);
    end = Math.max(from + narrowest, histogram.edges[i + 1] as number);
    return mean > floor && from < shownTo ? [{ from, to: Math.min(shownTo, end), mean, floor }] : [];
  });
  return {
    data: { values },
    mark: { type: "rect", color: "var(--ink)", opacity: 0.2 },
    encoding: {
      x: { field: "from", type: "quantitative" },
      x2: { field: "to" },
      y2: { field: "floor" },
    },
  };
}

/** The law from the upper end of the axis, where it is unbounded, on; near zero it goes like s^(2/(L + 1) − 1). */
function law({ depth, theory }: Spectrum, range: readonly [number, number]): Mark {
  const inside = theory.density.at.flatMap((s, i) => {
    const density = theory.density.density[i] as number;
    return s <= shownTo && density >= range[0] && density <= range[1] ? [[s, density] as const] : [];
  });
  const [first] = inside;
  const top: (readonly [number, number])[] =
    first && depth > 1 ? [[first[0] * (range[1] / first[1]) ** (1 / (2 / (depth + 1) - 1)), range[1]]] : [];
  const kept = [...top, ...inside];
  return line(
    { colour: "var(--vermilion)", x: kept.map(([s]) => s), mean: kept.map(([, density]) => density) },
    { width: 1.5 },
  );
}

export default defineFigure({
  artifacts: { "product-spectra": artifact },
  span: "wide",
  title: () => "Singular values of products of Gaussian matrices",
  description: ({ "product-spectra": shown }) =>
    `Densities of the singular values of products of Gaussian matrices of size ${shown.width}, logarithmic, with the Fuss–Catalan law as a line. ${byDepth(
      shown,
    )
      .map(
        ({ depth, measured }) =>
          `${factors(depth)}: largest ${spoken(measured.largest.mean)}, ${spoken(100 * measured.belowHundredth.mean)}% below 0.01`,
      )
      .join("; ")}.`,
  spec({ "product-spectra": shown }, layout) {
    const wide = layout.size === "wide";
    const range = [1e-3, 100] as const;
    const panels = byDepth(shown).map((spectrum) => {
      const view: Panel = {
        heading: factors(spectrum.depth),
        height: wide ? 230 : 130,
        x: { title: "Singular value 𝑠", type: "linear", domain: [0, shownTo] },
        y: { title: "Density", type: "log", domain: range },
      };
      const { belowHundredth, largest } = spectrum.measured;
      const notes = [
        `${(100 * belowHundredth.mean).toFixed(1)}% below 0.01`,
        `largest ${largest.mean.toFixed(1)}`,
      ];
      return panel(view, [
        bars(spectrum, range[0]),
        law(spectrum, range),
        // Between grid lines
        ...notes.map((note, i) =>
          text(note, shownTo, range[1], {
            align: "right",
            dy: wide ? 10 + 18 * i : 13 + 26 * i,
            colour: "var(--muted)",
          }),
        ),
      ]);
    });
    return wide ? { hconcat: panels } : { vconcat: panels, spacing: 24 };
  },
  table: ({ "product-spectra": shown }) => ({
    columns: [
      { key: "depth", label: "Matrices" },
      { key: "quantity", label: "Quantity" },
      { key: "measured", label: `Measured, n = ${shown.width}` },
      { key: "se", label: "s.e." },
      { key: "theory", label: "Theory, n → ∞" },
    ],
    rows: byDepth(shown).flatMap(({ depth, measured, theory }) => {
      const row = (
        quantity: string,
        { mean, se }: { readonly mean: number; readonly se: number },
        expected: number | null,
      ) => ({ depth, quantity, measured: mean, se, theory: expected });
      return [
        row("largest singular value", measured.largest, theory.largest),
        row("fraction below 0.01", measured.belowHundredth, theory.belowHundredth),
        row("log₁₀ of the median", measured.medianLog10, Math.log10(theory.median)),
        row("log₁₀ of the smallest", measured.smallestLog10, null),
        row("mean of s⁴", measured.fourthMoment, depth + 1),
        row("fraction lost in float32", measured.belowFloat32, null),
        row("fraction lost in float64", measured.belowFloat64, null),
      ];
    }),
  }),
});
