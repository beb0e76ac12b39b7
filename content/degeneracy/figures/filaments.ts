import { defineFigure, type Layout } from "reprise";
import { type Artifact, artifact } from "../../../experiments/filaments/artifact.ts";
import { positionColour } from "../lib/position-colour.ts";

type Cloud = Artifact["clouds"][number];
type Variant = Cloud["variant"];

/** Space between panels, in pixels. */
const gap = 28;

function cloudOf({ clouds }: Artifact, variant: Variant, layers: number): Cloud {
  const found = clouds.find((cloud) => cloud.variant === variant && cloud.layers === layers);
  if (found === undefined) throw new RangeError(`there is no ${variant} cloud after ${layers} layers`);
  return found;
}

const heading = (layers: number, variant: Variant, wide: boolean): string => {
  const connected = wide ? ", input-connected" : ", connected";
  return `${layers} ${layers === 1 ? "layer" : "layers"}${variant === "input-connected" ? connected : ""}`;
};

interface Dot {
  readonly x: number;
  readonly y: number;
  readonly colour: string;
}

/** A square of the plane. */
interface Frame {
  readonly left: number;
  readonly bottom: number;
  readonly side: number;
}

/** The square around the middle 99 % of a cloud in both directions, with a margin. */
function frameOf({ x, y }: Cloud): Frame {
  const span = (values: readonly number[]) => {
    const sorted = Float64Array.from(values).sort();
    const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] as number;
    return [at(0.005), at(0.995)] as const;
  };
  const [left, right] = span(x);
  const [bottom, top] = span(y);
  const side = 1.16 * Math.max(right - left, top - bottom);
  return { left: (left + right - side) / 2, bottom: (bottom + top - side) / 2, side };
}

/**
 * The cloud in so many cells across: a dot in the middle of each that holds a point. Where sheets lie over each other, the point
 * that came from nearest to the origin is on top, so that they stay whole.
 */
function rastered({ x, y }: Cloud, origins: Cloud, { left, bottom, side }: Frame, cells: number): Dot[] {
  const taken = new Set<number>();
  const kept: Dot[] = [];
  for (const i of byDistance(origins)) {
    const across = x[i] as number;
    const column = Math.floor(((across - left) / side) * cells);
    const line = Math.floor((((y[i] as number) - bottom) / side) * cells);
    const cell = line * cells + column;
    if (Math.min(column, line) < 0 || Math.max(column, line) >= cells || taken.has(cell)) continue;
    taken.add(cell);
    const middle = (index: number, from: number) => from + ((index + 0.5) / cells) * side;
    const colour = positionColour(origins.x[i] as number, origins.y[i] as number);
    kept.push({ x: middle(column, left), y: middle(line, bottom), colour });
  }
  return kept;
}

/** Numbers of the points, nearest to the origin first. */
function byDistance({ x, y }: Cloud): Uint32Array {
  const squares = Float64Array.from(x, (across, i) => across * across + (y[i] as number) * (y[i] as number));
  return Uint32Array.from(squares, (_, i) => i).sort(
    (a, b) => (squares[a] as number) - (squares[b] as number),
  );
}

/**
 * The cloud in the finest cells that leave at most so many dots, and how many cells there are across. Sorted by colour, which is the
 * lightest to draw.
 */
function thinned(cloud: Cloud, origins: Cloud, frame: Frame, most: number): { dots: Dot[]; cells: number } {
  let cells = 40;
  let finer = 200;
  while (finer - cells > 1) {
    const middle = (cells + finer) >> 1;
    if (rastered(cloud, origins, frame, middle).length <= most) cells = middle;
    else finer = middle;
  }
  const dots = rastered(cloud, origins, frame, cells);
  return { cells, dots: dots.sort((a, b) => (a.colour < b.colour ? -1 : a.colour > b.colour ? 1 : 0)) };
}

/** How the panels stand: in the order of reading, what both start with, plain, input-connected. */
function arrangement(layout: Layout): (readonly [number, Variant])[][] {
  const panels = [
    [0, "plain"],
    [1, "plain"],
    [4, "plain"],
    [6, "plain"],
    [4, "input-connected"],
    [6, "input-connected"],
  ] as const;
  const columns = layout.size === "wide" ? 3 : 2;
  return Array.from({ length: panels.length / columns }, (_, i) =>
    panels.slice(i * columns, (i + 1) * columns),
  );
}

export default defineFigure({
  artifacts: { filaments: artifact },
  span: "wide",
  title: () => "The plane pushed through random layers",
  description: ({ filaments }) => {
    const points = cloudOf(filaments, "plain", 0).x.length;
    const ratio = (variant: Variant) => Math.round(Math.exp(filaments.drawn[variant].ratio[5]?.mean ?? 0));
    return `${points} normally distributed points, coloured by their place, and their images under a draw of a deep Gaussian process. After 1 layer the cloud is folded but still an area; after 4 layers it is drawn out to strands, and after 6 to thin filaments, where the Jacobian's singular values typically stand as ${ratio("plain")} to 1. Where every layer also sees the original point, the images after 4 and 6 layers are still areas, and the singular values typically stand as ${ratio("input-connected")} to 1.`;
  },
  spec({ filaments }, layout) {
    const rows = arrangement(layout);
    const columns = rows[0]?.length ?? 1;
    const side = Math.floor((layout.width - gap * (columns - 1) - 6) / columns);
    const wide = layout.size === "wide";
    const origins = cloudOf(filaments, "plain", 0);
    const panels = rows.map((row) => ({
      spacing: gap,
      hconcat: row.map(([layers, variant]) => {
        const cloud = cloudOf(filaments, variant, layers);
        const frame = frameOf(cloud);
        const { left, bottom, side: extent } = frame;
        const scale = (from: number) => ({ domain: [from, from + extent], nice: false });
        const { dots, cells } = thinned(cloud, origins, frame, wide ? 2600 : 1200);
        // a dot is as wide as its cell and a little more
        const diameter = (1.1 * side) / cells;
        const foot = bottom + 0.03 * extent;
        return {
          title: heading(layers, variant, wide),
          width: 100,
          height: side,
          encoding: {
            x: { field: "x", type: "quantitative" as const, scale: scale(left), axis: null },
            y: { field: "y", type: "quantitative" as const, scale: scale(bottom), axis: null },
          },
          layer: [
            {
              data: { values: dots },
              mark: { type: "circle" as const, size: (Math.PI / 4) * diameter * diameter },
              encoding: {
                color: { field: "colour", type: "nominal" as const, scale: null, legend: null },
              },
            },
            // the length of one standard deviation of the prior
            {
              data: { values: [{ x: left, y: foot, end: left + 1 }] },
              mark: { type: "rule" as const, color: "var(--muted)", strokeWidth: 1.5 },
              encoding: { x2: { field: "end" } },
            },
            {
              data: { values: [{ x: left, y: foot, words: "1" }] },
              mark: { type: "text" as const, color: "var(--muted)", align: "left" as const, dy: -9 },
              encoding: { text: { field: "words", type: "nominal" as const } },
            },
          ],
        };
      }),
    }));
    return { vconcat: panels, spacing: 20 };
  },
  table: ({ filaments }) => ({
    columns: [
      { key: "variant", label: "Prior" },
      { key: "layers", label: "Layers" },
      { key: "ratio", label: "Mean ln(s₁ / s₂) over draws" },
      { key: "se", label: "s.e." },
    ],
    rows: (["plain", "input-connected"] as const).flatMap((variant) =>
      filaments.layers.map((layers, i) => ({
        variant,
        layers,
        ratio: filaments.drawn[variant].ratio[i]?.mean ?? null,
        se: filaments.drawn[variant].ratio[i]?.se ?? null,
      })),
    ),
  }),
});
