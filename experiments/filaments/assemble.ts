import type { AssembleContext } from "reprise";
import { type Estimate, estimate, estimateCurve } from "../lib/statistics.ts";
import type { Artifact } from "./artifact.ts";
import type { Clouds, DrawnJacobians, PriorJacobians } from "./runs.ts";

export const variants = ["plain", "input-connected"] as const;
type Variant = (typeof variants)[number];

export type Result = Clouds | DrawnJacobians | PriorJacobians;

interface Params {
  readonly cloud: { readonly layers: Readonly<Record<Variant, readonly number[]>> };
  readonly layers: number;
  readonly drawn: { readonly draws: number; readonly blocks: number; readonly points: number };
  readonly drawnFive: { readonly draws: number };
  readonly prior: { readonly plane: number; readonly five: number };
}

/** The slope is fitted from this many layers on: the first ones are above the asymptote's line. */
const slopeFrom = 3;
const eulerGamma = 0.5772156649015329;

/**
 * The length-scale at which an input-connected layer of 2D inputs keeps the mean square of what it is given: its derivatives
 * have the mean square 1/ℓ² = 1/(2D), so that E‖J v‖² = (‖v‖² + ‖v‖²)/2 when image and original point move by as much.
 */
export function longLengthScale(dimension: number): number {
  return Math.sqrt(2 * dimension);
}

/** Puts draws and prior together, with what theory says. */
export function assemble<Input>({ params, results }: AssembleContext<Params, Input, Result>): Artifact {
  const layers = Array.from({ length: params.layers }, (_, i) => i + 1);
  const drawnFive = (variant: Variant) =>
    expect(results.get({ variant, measure: "drawn", dimension: 5, block: 0 }), "drawn");
  const drawn = (variant: Variant) => {
    const blocks = Array.from({ length: params.drawn.blocks }, (_, block) =>
      expect(results.get({ variant, measure: "drawn", dimension: 2, block }), "drawn"),
    );
    const largest = blocks.flatMap((block) => block.largest);
    const smallest = blocks.flatMap((block) => block.smallest);
    const ratio = largest.map((curve, i) => curve.map((value, l) => value - (smallest[i]?.[l] as number)));
    return { ratio, largest, smallest, captured: blocks.flatMap((block) => block.captured) };
  };
  const prior = (variant: Variant, dimension: number) =>
    expect(results.get({ variant, measure: "prior", dimension }), "prior");
  const longPrior = (dimension: number) =>
    expect(results.get({ variant: "input-connected", measure: "prior-long", dimension }), "prior");
  const fitted = layers.filter((layer) => layer >= slopeFrom);
  const slopeOf = (curve: readonly number[]) => leastSquaresSlope(fitted, curve.slice(slopeFrom - 1));
  return {
    clouds: variants.flatMap((variant) =>
      params.cloud.layers[variant].map((count, i) => {
        const { images } = expect(results.get({ variant, measure: "cloud" }), "cloud");
        const image: readonly number[] = Array.from(images[i] ?? []);
        return {
          variant,
          layers: count,
          x: image.filter((_, k) => k % 2 === 0),
          y: image.filter((_, k) => k % 2 === 1),
        };
      }),
    ),
    layers,
    draws: params.drawn.draws,
    points: params.drawn.points,
    drawn: forEach((variant) => {
      const { ratio, largest, smallest, captured } = drawn(variant);
      return {
        ratio: points(ratio),
        largest: points(largest),
        smallest: points(smallest),
        captured: points(captured),
      };
    }),
    samples: params.prior.plane,
    prior: forEach((variant) => {
      const { logs, logRatio } = prior(variant, 2);
      return {
        ratio: [...logRatio],
        largest: logs.map((row) => row[0] as Estimate),
        smallest: logs.map((row) => row[1] as Estimate),
      };
    }),
    slope: {
      from: slopeFrom,
      drawn: estimate(drawn("plain").ratio.map(slopeOf)),
      prior: slopeOf(prior("plain", 2).logRatio.map((point) => point.mean)),
    },
    theory: {
      first: Math.PI / 2,
      slope: Math.LN2,
      // (ln 2 + ψ(D/2)) / 2 and (ln 2 + ψ((D − 1)/2)) / 2 at D = 2 (Newman 1986)
      largest: (Math.LN2 - eulerGamma) / 2,
      smallest: (Math.LN2 - eulerGamma) / 2 - Math.LN2,
    },
    longScale: {
      plane: {
        lengthScale: longLengthScale(2),
        ratio: [...longPrior(2).logRatio],
      },
      five: {
        lengthScale: longLengthScale(5),
        ratio: longPrior(5).ratios.map((spectrum) => spectrum[1] as Estimate),
      },
    },
    five: {
      samples: params.prior.five,
      ratios: forEach((variant) => prior(variant, 5).ratios.map((row) => [...row])),
      draws: params.drawnFive.draws,
      drawn: forEach((variant) => {
        const { ratio, captured } = drawnFive(variant);
        return { ratio: points(ratio), captured: points(captured) };
      }),
    },
  };
}

function expect<M extends Result["measure"]>(result: Result, measure: M): Extract<Result, { measure: M }> {
  if (result.measure !== measure) throw new TypeError(`a run of ${measure} holds ${result.measure}`);
  return result as Extract<Result, { measure: M }>;
}

function forEach<T>(make: (variant: Variant) => T): Record<Variant, T> {
  return Object.fromEntries(variants.map((variant) => [variant, make(variant)])) as Record<Variant, T>;
}

function points(curves: readonly ArrayLike<number>[]): Estimate[] {
  const { mean, se } = estimateCurve(curves);
  return mean.map((value, i) => ({ mean: value, se: se[i] as number }));
}

function leastSquaresSlope(x: readonly number[], y: readonly number[]): number {
  const centre = x.reduce((sum, value) => sum + value, 0) / x.length;
  const moment = x.reduce((sum, value, i) => sum + (value - centre) * (y[i] as number), 0);
  return moment / x.reduce((sum, value) => sum + (value - centre) * (value - centre), 0);
}
