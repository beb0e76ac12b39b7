import { z } from "zod";

const numbers = z.array(z.number());
/** Mean and standard error over draws of the whole deep function. */
const estimate = z.strictObject({ mean: z.number(), se: z.number() });

const variants = ["plain", "input-connected"] as const;
const perVariant = <T extends z.ZodType>(value: T) => z.record(z.enum(variants), value);

/** Mean natural logarithms of the Jacobian's singular values in the plane, at each of `layers`. */
const jacobian = z.strictObject({
  /** ln(s₁ / s₂) */
  ratio: z.array(estimate),
  /** ln s₁ */
  largest: z.array(estimate),
  /** ln s₂ */
  smallest: z.array(estimate),
});

export const artifact = z.strictObject({
  /** The points of the plane pushed through one draw; the i-th of each cloud is the image of the i-th of the first. */
  clouds: z.array(z.strictObject({ variant: z.enum(variants), layers: z.number(), x: numbers, y: numbers })),
  /** Numbers of layers at which Jacobians are taken. */
  layers: numbers,
  /** On drawn functions: mean over points, then over `draws` independent draws. */
  draws: z.number(),
  points: z.number(),
  drawn: perVariant(
    jacobian.extend({
      /** The part of the prior's variance that the inducing points hold at a layer's inputs. */
      captured: z.array(estimate),
    }),
  ),
  /** In the prior itself, where a layer's Jacobian is a matrix of independent N(0, 1): sampled without drawing functions. */
  samples: z.number(),
  prior: perVariant(jacobian),
  /** Growth of ln(s₁ / s₂) in a layer, by least squares over the layers from `from` on, over draws. */
  slope: z.strictObject({ from: z.number(), drawn: estimate, prior: z.number() }),
  theory: z.strictObject({
    /** E ln(s₁ / s₂) at one layer: π/2. */
    first: z.number(),
    /** Growth of E ln(s₁ / s₂) in a layer as layers become many: ln 2. */
    slope: z.number(),
    /** The two Lyapunov exponents, growth of ln s₁ and ln s₂ in a layer. */
    largest: z.number(),
    smallest: z.number(),
  }),
  /** The input-connected prior with a longer length-scale, √(2D), at each of `layers`: ln(s₁/s₂) in the plane, s₂/s₁ in five dimensions. */
  longScale: z.strictObject({
    plane: z.strictObject({ lengthScale: z.number(), ratio: z.array(estimate) }),
    five: z.strictObject({ lengthScale: z.number(), ratio: z.array(estimate) }),
  }),
  /** In five dimensions, where few inducing points hold little of the prior. */
  five: z.strictObject({
    samples: z.number(),
    /** Mean of s_k / s₁ over the prior, `[layers][k − 1]`. */
    ratios: perVariant(z.array(z.array(estimate))),
    draws: z.number(),
    /** Mean of s₂ / s₁ over functions drawn with 400 inducing points, at each of `layers`. */
    drawn: perVariant(z.strictObject({ ratio: z.array(estimate), captured: z.array(estimate) })),
  }),
});

export type Artifact = z.infer<typeof artifact>;
