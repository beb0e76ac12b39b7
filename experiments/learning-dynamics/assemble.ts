import type { AssembleContext } from "reprise";
import { modeStrength } from "../lib/saxe.ts";
import { estimate } from "../lib/statistics.ts";
import type { Artifact } from "./artifact.ts";
import type { AlignedTime, Check, CheckSettings, RandomTime, Trajectory } from "./runs.ts";

export const starts = ["half", "weights-80"] as const;
export const initializations = ["fold-0", "orthogonal", "scaled-90"] as const;

export type Result = Trajectory | Check | AlignedTime | RandomTime;

interface Params {
  readonly threshold: number;
  readonly trajectories: {
    readonly depths: readonly number[];
    readonly strengths: readonly number[];
    readonly start: number;
  };
  readonly check: CheckSettings;
  readonly aligned: { readonly depths: readonly number[] };
  readonly random: {
    readonly width: number;
    readonly depths: readonly number[];
    readonly networks: number;
    readonly grid: readonly number[];
    readonly cap: number;
  };
}

type Modes = Artifact["trajectories"]["modes"][string];
type RandomPoint = Artifact["random"]["initializations"][(typeof initializations)[number]][number];

/** Sets the exact solutions beside what gradient descent did. */
export function assemble<Input>({ params, results }: AssembleContext<Params, Input, Result>): Artifact {
  const { threshold, trajectories, aligned, random } = params;
  const modes = Object.fromEntries(
    trajectories.depths.map((depth): [string, Modes] => {
      const run = expect(results.get({ measure: "trajectory", depth }), "trajectory");
      return [String(depth), compare(run, depth, trajectories.strengths, trajectories.start)];
    }),
  );
  const checked = expect(results.get({ measure: "check" }), "check");
  return {
    trajectories: {
      start: trajectories.start,
      depths: [...trajectories.depths],
      modes,
    },
    check: {
      ...params.check,
      theory: modeStrength(2, params.check.strength, params.check.start, params.check.time),
      learningRates: [...checked.learningRates],
      descent: [...checked.strengths],
      // the error of descent is of first order in the rate
      extrapolated: 2 * checked.strengths[1] - checked.strengths[0],
    },
    threshold,
    aligned: {
      depths: [...aligned.depths],
      starts: forEach(starts, (start) => {
        const runs = aligned.depths.map((depth) =>
          expect(results.get({ measure: "aligned", start, depth }), "aligned"),
        );
        return { theory: runs.map((run) => run.theory), descent: runs.map((run) => run.descent) };
      }),
      limit: infiniteDepthTime(0.5, 1 - Math.sqrt(threshold)),
    },
    random: {
      width: random.width,
      networks: random.networks,
      depths: [...random.depths],
      grid: [...random.grid],
      cap: random.cap,
      initializations: forEach(initializations, (init) =>
        random.depths.map((depth) => {
          const { steps } = expect(results.get({ measure: "random", init, depth }), "random");
          return best(depth, steps, random.grid);
        }),
      ),
    },
  };
}

function expect<M extends Result["measure"]>(result: Result, measure: M): Extract<Result, { measure: M }> {
  if (result.measure !== measure) throw new TypeError(`a run of ${measure} holds ${result.measure}`);
  return result as Extract<Result, { measure: M }>;
}

function forEach<K extends string, T>(names: readonly K[], make: (name: K) => T): Record<K, T> {
  return Object.fromEntries(names.map((name) => [name, make(name)])) as Record<K, T>;
}

function compare(run: Trajectory, depth: number, strengths: readonly number[], start: number): Modes {
  const curves = strengths.map((strength, k) => ({
    strength,
    descent: [...(run.modes[k] ?? [])],
    theory: run.times.map((time) => (time === 0 ? start : modeStrength(depth, strength, start, time))),
  }));
  const errors = curves.flatMap(({ strength, descent, theory }) =>
    theory.map((value, i) => Math.abs(value - (descent[i] as number)) / strength),
  );
  return { learningRate: run.learningRate, times: [...run.times], curves, largestError: Math.max(...errors) };
}

/** L t for L → ∞ at s = 1, from du/dt = L u² (1 − u): the integral of du / (u² (1 − u)). */
function infiniteDepthTime(u0: number, u: number): number {
  return Math.log((u * (1 - u0)) / (u0 * (1 - u))) + 1 / u0 - 1 / u;
}

function best(depth: number, steps: RandomTime["steps"], grid: readonly number[]): RandomPoint {
  const options = steps.map((ofRate, i) => {
    const reached = ofRate.filter((value) => value !== null);
    return { rate: grid[i] as number, all: reached.length === ofRate.length, reached };
  });
  const mostLearned = Math.max(...options.map(({ reached }) => reached.length));
  const candidates = options
    .filter(({ reached }) => reached.length === mostLearned && mostLearned > 0)
    .sort((a, b) => Math.max(...a.reached) - Math.max(...b.reached));
  const chosen = candidates[0];
  if (chosen === undefined) return { depth, learned: 0, steps: null, rate: null };
  return {
    depth,
    learned: mostLearned,
    steps: chosen.all ? estimate(chosen.reached) : null,
    rate: chosen.rate,
  };
}
