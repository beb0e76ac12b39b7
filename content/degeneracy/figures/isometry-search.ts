import { defineFigure } from "reprise";
import { type Artifact, artifact } from "../../../experiments/isometry-training/artifact.ts";
import { armNames, arms } from "../lib/critical.ts";
import { spoken } from "../lib/curves.ts";
import { logDomain, type Mark, type Panel, panel, row } from "../lib/panels.ts";
import { dots, line, text } from "../lib/series.ts";

/** Loss of a network that knows nothing, ln 10; what is far above it is on its way to infinity. */
const highest = 3;

const depthsOf = ({ depths }: Artifact) =>
  Object.entries(depths)
    .map(([depth, value]) => ({ depth: Number(depth), ...value }))
    .sort((a, b) => a.depth - b.depth);

export default defineFigure({
  artifacts: { "isometry-training": artifact },
  span: "wide",
  title: () => "Search for learning rates",
  description: ({ "isometry-training": shown }) =>
    `Cross-entropy at the end of the search against learning rate, both logarithmic. ${depthsOf(shown)
      .map(
        ({ depth, arms: trained }) =>
          `${depth} layers: ${armNames
            .map((name) => {
              const { search, rate } = trained[name];
              return `${arms[name].label} is best at ${rate}, with ${spoken(search[shown.rates.indexOf(rate)] as number)}`;
            })
            .join("; ")}`,
      )
      .join(". ")}.`,
  spec({ "isometry-training": shown }, layout) {
    const wide = layout.size === "wide";
    const depths = depthsOf(shown);
    const losses = depths.flatMap(({ arms: trained }) => armNames.flatMap((name) => trained[name].search));
    // Below the curves is the key
    const [low] = logDomain(losses.filter((loss) => loss !== null).map((loss) => loss / 3));
    const [first, last] = [shown.rates[0] as number, shown.rates.at(-1) as number];
    return row(
      layout,
      depths.map(({ depth, arms: trained }) => {
        const view: Panel = {
          heading: `${depth} layers`,
          height: wide ? 240 : 210,
          x: { title: "Learning rate", type: "log", domain: [first / 1.2, last * 1.2] },
          y: { title: "Cross-entropy in the search", type: "log", domain: [low, highest] },
        };
        const curves = armNames.map((name) => {
          const { search } = trained[name];
          const inside = shown.rates.map((_, i) => i).filter((i) => (search[i] ?? Infinity) < highest);
          return {
            colour: arms[name].colour,
            dash: arms[name].dash,
            marker: arms[name].marker,
            words: arms[name][wide ? "label" : "short"],
            x: inside.map((i) => shown.rates[i] as number),
            mean: inside.map((i) => search[i] as number),
          };
        });
        return panel(view, [
          ...(depth === depths[0]?.depth ? [keyGround(view, wide ? 0.45 : 0.55)] : []),
          ...curves.flatMap((curve) => [
            line(curve, { dash: curve.dash, width: 1.4 }),
            ...dots(curve, curve.marker, 40),
          ]),
          ...(depth === depths[0]?.depth ? curves.flatMap((curve, i) => keyEntry(curve, i, view)) : []),
        ]);
      }),
    );
  },
  table: ({ "isometry-training": shown }) => ({
    columns: [
      { key: "depth", label: "Layers" },
      { key: "rate", label: "Learning rate" },
      ...armNames.map((name) => ({ key: name, label: arms[name].label })),
    ],
    rows: depthsOf(shown).flatMap(({ depth, arms: trained }) =>
      shown.rates.map((rate, i) => ({
        depth,
        rate,
        ...Object.fromEntries(armNames.map((name) => [name, trained[name].search[i] ?? null])),
      })),
    ),
  }),
});

/** Paper below the key, across so much of the plot, on which no grid line strikes the words through. */
function keyGround({ x: { domain: across }, y: { domain: along }, height }: Panel, share: number): Mark {
  const to = across[0] * (across[1] / across[0]) ** share;
  const mean = along[0] * (along[1] / along[0]) ** ((22 + 17 * (armNames.length - 1)) / height);
  const floor = along[0] * (along[1] / along[0]) ** (2 / height);
  return {
    data: { values: [{ from: across[0], to, mean, floor }] },
    mark: { type: "rect", color: "var(--paper)" },
    encoding: { x: { field: "from", type: "quantitative" }, x2: { field: "to" }, y2: { field: "floor" } },
  };
}

/** What a line and its marker mean, one entry above the other in the lower left corner. */
function keyEntry(
  curve: {
    readonly colour: string;
    readonly dash: readonly number[];
    readonly marker: string;
    readonly words: string;
  },
  place: number,
  { x: { domain: across }, y: { domain: along }, height }: Panel,
): Mark[] {
  const at = (share: number) => across[0] * (across[1] / across[0]) ** share;
  const mean = along[0] * (along[1] / along[0]) ** ((12 + 17 * (armNames.length - 1 - place)) / height);
  const sample = { colour: curve.colour, x: [at(0.02), at(0.09)], mean: [mean, mean] };
  return [
    line(sample, { dash: curve.dash, width: 1.4 }),
    ...dots({ colour: curve.colour, x: [at(0.055)], mean: [mean] }, curve.marker, 40),
    text(curve.words, at(0.09), mean, { colour: curve.colour, dx: 7 }),
  ];
}
