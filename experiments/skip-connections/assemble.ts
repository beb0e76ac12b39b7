import type { AssembleContext } from "reprise";
import { type SpectralDensity, spectralShare } from "../lib/lanczos.ts";
import { type Estimate, estimate, estimateCurve, mean } from "../lib/statistics.ts";
import { architectureNames } from "./architectures.ts";
import type { Artifact } from "./artifact.ts";
import type { Measured, Result, Settings } from "./run.ts";

type Params = Settings & { readonly depths: readonly number[] };
type Arm = NonNullable<Artifact["arms"]["plain"]>[string];

/** Below this share of the largest absolute eigenvalue, one counts as near zero. */
const nearZeroBelow = 0.01;

export function assemble<Input>({ params, results }: AssembleContext<Params, Input, Result>): Artifact {
  const byDepth = <T>(make: (depth: number) => T): Record<string, T> =>
    Object.fromEntries(params.depths.map((depth) => [String(depth), make(depth)]));
  const arms = Object.fromEntries(
    architectureNames.map((architecture) => [
      architecture,
      byDepth((depth) => summarize(results.get({ architecture, depth }), params.rates)),
    ]),
  ) as Artifact["arms"];
  return {
    rates: [...params.rates],
    depths: [...params.depths],
    steps: Array.from(
      { length: Math.floor(params.steps / params.window) },
      (_, i) => (i + 1) * params.window,
    ),
    measuredAt: [...params.measuredAt],
    parameters: byDepth((depth) => results.get({ architecture: "plain", depth }).size),
    arms,
  };
}

function summarize({ trained, best, measured, size }: Result, rates: readonly number[]): Arm {
  const finite = (curves: readonly (readonly (number | null)[])[]) =>
    curves.map((curve) => curve.map(Number));
  const chosen = trained[best];
  if (chosen === undefined) throw new RangeError(`no learning rate ${best}`);
  const loss = estimateCurve(finite(chosen.loss));
  const accuracy = estimateCurve(finite(chosen.accuracy));
  const last = (curves: readonly (readonly number[])[]) =>
    estimate(curves.map((curve) => curve.at(-1) as number));
  const overTime = (quantity: (at: Measured, network: number) => number) =>
    estimateCurve(loss.replicates.map((_, network) => measured.map((at) => quantity(at, network))));
  const overProbes = (quantity: (density: SpectralDensity) => number) =>
    overTime(({ densities }, network) => mean((densities[network] ?? []).map(quantity)));
  return {
    search: trained.map(({ loss: curves }): Estimate | null => {
      const finals = curves.map((curve) => curve.at(-1) ?? null);
      return finals.every((value) => value !== null) ? estimate(finals) : null;
    }),
    rate: rates[best] as number,
    loss,
    accuracy,
    final: { loss: last(loss.replicates), accuracy: last(accuracy.replicates) },
    units: {
      overlap: overTime(({ overlap }, i) => overlap[i] as number),
      elimination: overTime(({ elimination }, i) => elimination[i] as number),
      dependence: overTime(({ dependence }, i) => dependence[i] as number),
    },
    participation: overTime(({ participation }, i) => participation[i] as number),
    hessian: {
      largest: overProbes(largest),
      nearZero: overProbes(nearZero),
      curved: overProbes((density) => size * (1 - nearZero(density))),
      negative: overProbes((density) => {
        const bound = nearZeroBelow * largest(density);
        return spectralShare(density, (node) => node <= -bound) / (1 - nearZero(density));
      }),
      participation: overProbes((density) => (size * moment(density, 2) ** 2) / moment(density, 4)),
    },
  };
}

const largest = ({ nodes }: SpectralDensity) => Math.max(...nodes.map(Math.abs));

function nearZero(density: SpectralDensity): number {
  const bound = nearZeroBelow * largest(density);
  return spectralShare(density, (node) => Math.abs(node) < bound);
}

function moment({ nodes, weights }: SpectralDensity, power: number): number {
  return nodes.reduce((sum, node, i) => sum + (weights[i] as number) * node ** power, 0);
}
