import type { AssembleContext } from "reprise";
import { estimate, estimateCurve, mean } from "../lib/statistics.ts";
import type { Artifact } from "./artifact.ts";

export const names = ["fold-0", "fold-1", "orthogonal"] as const;

interface Params {
  readonly norms: readonly number[];
  readonly steps: number;
  readonly every: number;
  readonly replicates: number;
}

/** Losses of the runs of all norms, norm after norm: `[norms · replicates][points]`. */
interface Losses {
  readonly loss: readonly ArrayLike<number>[];
}

/** Sorts the curves by norm and counts where the order of the conditions holds. */
export function assemble<Input>({
  params: { norms: sizes, steps, every, replicates },
  results,
}: AssembleContext<Params, Input, Losses>): Artifact {
  const norms = sizes.map((norm, index) => {
    const mse = forEachName((init) => {
      const runs = results.get({ init }).loss.slice(index * replicates, (index + 1) * replicates);
      return estimateCurve(runs);
    });
    const final = forEachName((init) =>
      estimate(mse[init].replicates.map((curve) => curve.at(-1) as number)),
    );
    return { norm, mse, final };
  });
  const held = norms.flatMap(({ mse }) =>
    mse["fold-0"].mean.slice(1).map((fold0, i) => {
      const [fold1, orthogonal] = [mse["fold-1"].mean[i + 1] as number, mse.orthogonal.mean[i + 1] as number];
      return fold1 > fold0 && fold0 > orthogonal;
    }),
  );
  const overall = norms.map(({ final }) => mean(names.map((name) => final[name].mean)));
  return {
    steps: Array.from({ length: Math.floor(steps / every) + 1 }, (_, i) => i * every),
    norms,
    order: { held: held.filter(Boolean).length, of: held.length },
    best: overall.indexOf(Math.min(...overall)),
  };
}

function forEachName<T>(make: (name: (typeof names)[number]) => T): Record<(typeof names)[number], T> {
  return Object.fromEntries(names.map((name) => [name, make(name)])) as Record<(typeof names)[number], T>;
}
