import { defineFigure } from "reprise";
import { type Artifact, artifact } from "../../../experiments/filaments/artifact.ts";
import { spoken } from "../lib/curves.ts";
import { type Panel, panel, row } from "../lib/panels.ts";
import { dots, line, text } from "../lib/series.ts";

const variants = ["plain", "input-connected"] as const;
type Variant = (typeof variants)[number];

const looks = {
  plain: { label: "Plain", colour: "var(--ink)", marker: "circle" },
  "input-connected": { label: "Input-connected", colour: "var(--orange)", marker: "square" },
} as const;

const column = (points: readonly { readonly mean: number; readonly se: number }[]) => ({
  mean: points.map((point) => point.mean),
  se: points.map((point) => point.se),
});

const fiveRatios = ({ five }: Artifact, variant: Variant) =>
  five.ratios[variant].map((spectrum) => {
    const second = spectrum[1];
    if (second === undefined) throw new RangeError("a spectrum in five dimensions has one singular value");
    return second;
  });

export default defineFigure({
  artifacts: { filaments: artifact },
  span: "wide",
  title: () => "Singular values of the Jacobian of deep Gaussian processes against depth",
  description: ({ filaments }) => {
    const last = filaments.layers.length - 1;
    return `Left: mean logarithm of the ratio of the two singular values in the plane against layers. Plain, it goes from ${spoken(filaments.drawn.plain.ratio[0]?.mean ?? 0)} at one layer to ${spoken(filaments.drawn.plain.ratio[last]?.mean ?? 0)} at ${last + 1}, growing by ${spoken(filaments.slope.drawn.mean)} a layer where ln 2 = ${spoken(filaments.theory.slope)} is the asymptote; input-connected, to ${spoken(filaments.drawn["input-connected"].ratio[last]?.mean ?? 0)}. Middle: mean logarithms of both singular values, plain: at ${last + 1} layers the larger stands at ${spoken(filaments.drawn.plain.largest[last]?.mean ?? 0)}, the smaller at ${spoken(filaments.drawn.plain.smallest[last]?.mean ?? 0)}. Right: in five dimensions, the second singular value over the first falls to ${spoken(fiveRatios(filaments, "plain")[last]?.mean ?? 0)} plain and ${spoken(fiveRatios(filaments, "input-connected")[last]?.mean ?? 0)} input-connected; with the length-scale ${spoken(filaments.longScale.five.lengthScale)} instead of 1 it stays at ${spoken(filaments.longScale.five.ratio[last]?.mean ?? 0)}.`;
  },
  spec({ filaments }, layout) {
    const { layers, drawn, prior, five, theory, longScale } = filaments;
    const wide = layout.size === "wide";
    const height = wide ? 260 : 200;
    const last = layers.at(-1) as number;
    const x = {
      title: "Layers",
      type: "linear",
      domain: [1, last],
      values: layers.filter((layer) => layer % 2 === 1 || last <= 5),
    } as const;
    const ratio: Panel = {
      heading: "Anisotropy in the plane",
      height,
      x,
      y: { title: "Mean ln(𝑠₁ / 𝑠₂)", type: "linear", domain: [0, 9] },
    };
    const both: Panel = {
      heading: "Both singular values, plain",
      height,
      x,
      y: { title: "Mean ln 𝑠", type: "linear", domain: [-8, 2] },
    };
    const inFive: Panel = {
      heading: "Five dimensions",
      height,
      x,
      y: { title: "Mean 𝑠₂ / 𝑠₁", type: "linear", domain: [0, 0.8] },
    };
    const asymptote = (at: (layer: number) => number) =>
      line({ colour: "var(--muted)", x: layers, mean: layers.map(at) }, { width: 1, dash: [3, 3] });
    const long = (curve: { readonly mean: readonly number[] }) =>
      line(
        { colour: looks["input-connected"].colour, x: layers, mean: curve.mean },
        { width: 1.5, dash: [6, 3] },
      );
    const plainRatio = prior.plain.ratio.at(-1)?.mean ?? 0;
    const plainLargest = prior.plain.largest.at(-1)?.mean ?? 0;
    const plainSmallest = prior.plain.smallest.at(-1)?.mean ?? 0;
    return row(layout, [
      panel(ratio, [
        long(column(longScale.plane.ratio)),
        text("longer length-scale", last, 0.9, { align: "right", colour: looks["input-connected"].colour }),
        // the asymptote has a known slope only; it is drawn through the last point, a little below
        asymptote((layer) => plainRatio - 1.1 + theory.slope * (layer - last)),
        ...variants.map((variant) =>
          line({ colour: looks[variant].colour, x: layers, ...column(prior[variant].ratio) }, { width: 1.2 }),
        ),
        ...variants.flatMap((variant) =>
          dots(
            { colour: looks[variant].colour, x: layers, ...column(drawn[variant].ratio) },
            looks[variant].marker,
            34,
          ),
        ),
        text(looks.plain.label, 4.7, 5.2, { align: "right", colour: looks.plain.colour }),
        text("slope ln 2", 7, plainRatio - 1.1 - 3 * theory.slope, { colour: "var(--muted)", dx: 8, dy: 12 }),
        text(looks["input-connected"].label, last, 3.6, {
          align: "right",
          colour: looks["input-connected"].colour,
        }),
      ]),
      panel(both, [
        asymptote((layer) => plainLargest + 0.7 + theory.largest * (layer - last)),
        asymptote((layer) => plainSmallest - 0.7 + theory.smallest * (layer - last)),
        ...(["largest", "smallest"] as const).flatMap((which) => [
          line({ colour: looks.plain.colour, x: layers, ...column(prior.plain[which]) }, { width: 1.2 }),
          ...dots(
            { colour: looks.plain.colour, x: layers, ...column(drawn.plain[which]) },
            looks.plain.marker,
            34,
            which === "smallest",
          ),
        ]),
        text("larger, 𝑠₁", 5, 0.2, { dy: 2 }),
        text("smaller, 𝑠₂", 5.2, -2.7, { dx: 8 }),
      ]),
      panel(inFive, [
        long(column(longScale.five.ratio)),
        text("longer length-scale", last, 0.72, {
          align: "right",
          colour: looks["input-connected"].colour,
          dy: 1,
        }),
        ...variants.map((variant) =>
          line(
            { colour: looks[variant].colour, x: layers, ...column(fiveRatios(filaments, variant)) },
            { width: 1.2 },
          ),
        ),
        ...variants.flatMap((variant) =>
          dots(
            { colour: looks[variant].colour, x: layers, ...column(five.drawn[variant].ratio) },
            looks[variant].marker,
            34,
          ),
        ),
        text("400 inducing points", last, 0.49, {
          align: "right",
          colour: looks["input-connected"].colour,
        }),
        text("prior", 7.2, 0.34, { colour: looks["input-connected"].colour }),
        text(looks.plain.label, 4.2, 0.28, { align: "right", colour: looks.plain.colour }),
      ]),
    ]);
  },
  table: ({ filaments }) => ({
    columns: [
      { key: "variant", label: "Prior" },
      { key: "layers", label: "Layers" },
      { key: "ratio", label: "Mean ln(s₁ / s₂), drawn functions" },
      { key: "se", label: "s.e." },
      { key: "prior", label: "in the prior" },
      { key: "largest", label: "Mean ln s₁, drawn" },
      { key: "smallest", label: "Mean ln s₂, drawn" },
      { key: "five", label: "Mean s₂ / s₁ in 5 dimensions, prior" },
      { key: "fiveDrawn", label: "from 400 inducing points" },
      { key: "long", label: "with length-scale √(2D)" },
      { key: "captured", label: "Share of the prior's variance these hold" },
    ],
    rows: variants.flatMap((variant) =>
      filaments.layers.map((layers, i) => {
        const { drawn, prior, five, longScale } = filaments;
        return {
          variant: looks[variant].label,
          layers,
          ratio: drawn[variant].ratio[i]?.mean ?? null,
          se: drawn[variant].ratio[i]?.se ?? null,
          prior: prior[variant].ratio[i]?.mean ?? null,
          largest: drawn[variant].largest[i]?.mean ?? null,
          smallest: drawn[variant].smallest[i]?.mean ?? null,
          five: fiveRatios(filaments, variant)[i]?.mean ?? null,
          fiveDrawn: five.drawn[variant].ratio[i]?.mean ?? null,
          long: variant === "plain" ? null : (longScale.five.ratio[i]?.mean ?? null),
          captured: five.drawn[variant].captured[i]?.mean ?? null,
        };
      }),
    ),
  }),
});
