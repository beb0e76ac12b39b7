import type { AssembleContext } from "reprise";
import { estimate, estimateCurve } from "../lib/statistics.ts";
import { type Name, names, type Scale, scales } from "./arms.ts";
import type { Artifact } from "./artifact.ts";

interface Params {
  readonly steps: number;
  readonly every: number;
  readonly replicates: number;
}

/** Losses of the runs of all factors, factor after factor; null from where a run diverged. */
interface Losses {
  readonly loss: readonly (readonly (number | null)[])[];
}

type Gapped = readonly (number | null)[];

/** Sorts the curves by factor, and compares them with those of factor 1. */
export function assemble<Input>({
  params: { steps, every, replicates },
  results,
}: AssembleContext<Params, Input, Losses>): Artifact {
  const byScale = (init: Name, optimizer: "adam" | "presetEpsilon" | "sgd") => {
    const { loss } = results.get({ init, optimizer });
    return forEach(scales, (scale) => {
      const first = scales.indexOf(scale) * replicates;
      return loss.slice(first, first + replicates);
    });
  };
  return {
    steps: Array.from({ length: Math.floor(steps / every) + 1 }, (_, i) => i * every),
    conditions: forEach(names, (init) => ({
      adam: forEach(scales, (scale) => estimateCurve(whole(byScale(init, "adam")[scale]))),
      presetEpsilon: forEach(scales, (scale) => estimateCurve(whole(byScale(init, "presetEpsilon")[scale]))),
      sgd: forEach(scales, (scale) => gappedCurve(byScale(init, "sgd")[scale])),
    })),
    moved: forEach(names, (init) => ({
      adam: largestMove(byScale(init, "adam")),
      presetEpsilon: largestMove(byScale(init, "presetEpsilon")),
      sgd: largestMove(byScale(init, "sgd")),
    })),
    diverged: forEach(names, (init) => {
      const curves = byScale(init, "sgd");
      return forEach(scales, (scale) => curves[scale].filter((curve) => curve.includes(null)).length);
    }),
    final: forEach(names, (init) => {
      const sgd = gappedCurve(byScale(init, "sgd")["1"]);
      return {
        adam: estimate(whole(byScale(init, "adam")["1"]).map((curve) => curve.at(-1) as number)),
        sgd: { mean: sgd.mean.at(-1) ?? null, se: sgd.se.at(-1) ?? null },
      };
    }),
  };
}

/** Largest difference, over factors, runs and steps, of a curve from that of factor 1; diverged curves do not count. */
function largestMove(curves: Readonly<Record<Scale, readonly Gapped[]>>): number {
  const moves = scales.flatMap((scale) =>
    curves[scale].flatMap((curve, run) =>
      curve.includes(null)
        ? []
        : curve.map((value, i) => Math.abs((value as number) - (curves["1"][run]?.[i] ?? Number.NaN))),
    ),
  );
  return Math.max(...moves.filter((move) => !Number.isNaN(move)));
}

function whole(curves: readonly Gapped[]): number[][] {
  return curves.map((curve) =>
    curve.map((value) => {
      if (value === null) throw new RangeError("Adam diverged: its learning rate is too large");
      return value;
    }),
  );
}

function gappedCurve(curves: readonly Gapped[]) {
  const points = Array.from({ length: curves[0]?.length ?? 0 }, (_, i) => {
    const values = curves.map((curve) => curve[i]).filter((value) => typeof value === "number");
    return values.length < curves.length ? undefined : estimate(values);
  });
  return {
    mean: points.map((point) => point?.mean ?? null),
    se: points.map((point) => point?.se ?? null),
    replicates: curves.map((curve) => [...curve]),
  };
}

function forEach<K extends string, T>(keys: readonly K[], make: (key: K) => T): Record<K, T> {
  return Object.fromEntries(keys.map((key) => [key, make(key)])) as Record<K, T>;
}
