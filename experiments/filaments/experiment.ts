import { defineExperiment, type Run } from "reprise";
import { z } from "zod";
import { artifact } from "./artifact.ts";
import { assemble, longLengthScale, type Result, variants } from "./assemble.ts";
import { cloud, drawnJacobians, priorJacobians } from "./runs.ts";

const inducing = z.strictObject({
  count: z.int().positive(),
  /** Standard deviation of a coordinate. */
  spread: z.number().positive(),
  jitter: z.number().positive(),
});

const params = z.strictObject({
  /** Inducing points of a layer of two inputs, and of four, when a layer also sees the original point. */
  inducing: z.strictObject({ plain: inducing, "input-connected": inducing }),
  cloud: z.strictObject({
    points: z.int().positive(),
    layers: z.strictObject({ plain: z.array(z.int()), "input-connected": z.array(z.int()) }),
  }),
  /** Numbers of layers at which Jacobians are taken are 1 … `layers`. */
  layers: z.int().positive(),
  drawn: z.strictObject({
    draws: z.int().positive(),
    blocks: z.int().positive(),
    points: z.int().positive(),
  }),
  /** The same in five dimensions, with inducing points of its own for both variants. */
  drawnFive: z.strictObject({ draws: z.int().positive(), points: z.int().positive(), inducing }),
  prior: z.strictObject({ plane: z.int().positive(), five: z.int().positive() }),
});

type Params = z.infer<typeof params>;
type Variant = (typeof variants)[number];

type Input =
  | {
      readonly measure: "cloud";
      readonly connected: boolean;
      readonly inducing: Params["inducing"];
      readonly points: number;
      readonly layers: readonly number[];
    }
  | {
      readonly measure: "drawn";
      readonly connected: boolean;
      readonly inducing: Params["inducing"];
      readonly dimension: number;
      readonly draws: readonly number[];
      readonly points: number;
      readonly layers: number;
    }
  | {
      readonly measure: "prior";
      readonly connected: boolean;
      readonly dimension: number;
      readonly lengthScale: number;
      readonly samples: number;
      readonly layers: number;
    };

const paper: Params = {
  inducing: {
    plain: { count: 400, spread: 1 / 1.5, jitter: 1e-6 },
    // in four dimensions as many points would leave 8 % of the prior's variance out, these 0.7 %
    "input-connected": { count: 1000, spread: 1, jitter: 1e-6 },
  },
  cloud: { points: 25_000, layers: { plain: [0, 1, 4, 6], "input-connected": [4, 6] } },
  layers: 10,
  drawn: { draws: 32, blocks: 4, points: 100 },
  drawnFive: { draws: 16, points: 100, inducing: { count: 400, spread: 1 / 1.5, jitter: 1e-6 } },
  prior: { plane: 40_000, five: 20_000 },
};

/** Dimensions and length-scales of the prior; plain, the length-scale does not matter to ratios of singular values. */
function priorScales(connected: boolean): readonly { dimension: number; lengthScale: number }[] {
  return [2, 5].flatMap((dimension) => [
    { dimension, lengthScale: 1 },
    ...(connected ? [{ dimension, lengthScale: longLengthScale(dimension) }] : []),
  ]);
}

export default defineExperiment({
  id: "filaments",
  title: "Deep Gaussian processes on the plane",
  params,
  presets: {
    paper,
    draft: {
      ...paper,
      inducing: { plain: paper.inducing.plain, "input-connected": { count: 400, spread: 0.8, jitter: 1e-6 } },
      cloud: { ...paper.cloud, points: 5000 },
      drawn: { draws: 8, blocks: 2, points: 50 },
      drawnFive: { ...paper.drawnFive, draws: 4, points: 50 },
      prior: { plane: 10_000, five: 2000 },
    },
  },
  runs: ({ inducing, cloud, layers, drawn, drawnFive, prior }): readonly Run<Input>[] =>
    variants.flatMap((variant: Variant): Run<Input>[] => {
      const connected = variant === "input-connected";
      const size = Math.ceil(drawn.draws / drawn.blocks);
      return [
        {
          key: { variant, measure: "cloud" },
          input: {
            measure: "cloud",
            connected,
            inducing,
            points: cloud.points,
            layers: cloud.layers[variant],
          },
        },
        ...Array.from({ length: drawn.blocks }, (_, block) => ({
          key: { variant, measure: "drawn", dimension: 2, block },
          input: {
            measure: "drawn" as const,
            connected,
            inducing,
            dimension: 2,
            draws: Array.from({ length: size }, (_, i) => block * size + i).filter(
              (draw) => draw < drawn.draws,
            ),
            points: drawn.points,
            layers,
          },
          cost: connected ? 8 : 2,
        })),
        {
          key: { variant, measure: "drawn", dimension: 5, block: 0 },
          input: {
            measure: "drawn",
            connected,
            inducing: { plain: drawnFive.inducing, "input-connected": drawnFive.inducing },
            dimension: 5,
            draws: Array.from({ length: drawnFive.draws }, (_, i) => i),
            points: drawnFive.points,
            layers,
          },
          cost: 3,
        },
        ...priorScales(connected).map(({ dimension, lengthScale }) => ({
          key: { variant, measure: lengthScale === 1 ? "prior" : "prior-long", dimension },
          input: {
            measure: "prior" as const,
            connected,
            dimension,
            lengthScale,
            samples: dimension === 2 ? prior.plane : prior.five,
            layers,
          },
        })),
      ];
    }),
  // in float64 throughout: the kernel matrices have condition numbers beyond what float32 resolves
  run({ random, input, progress }): Result {
    switch (input.measure) {
      case "cloud":
        return cloud(random, input, progress);
      case "drawn":
        return drawnJacobians(random, input, progress);
      case "prior":
        return priorJacobians(random, input);
    }
  },
  assemble,
  artifact,
});
