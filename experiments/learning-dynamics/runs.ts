import type { TensorFlow } from "reprise";
import { alignedNetwork, modeStrengths } from "../lib/aligned-network.ts";
import { type RandomSource, replicateStreams } from "../lib/draws.ts";
import { gaussian, type Initialization, initialWeights } from "../lib/initialization.ts";
import { descend, stepsToReach } from "../lib/linear-descent.ts";
import { learningTime, stableRate } from "../lib/saxe.ts";

/** The trajectory of each strength, averaged over the modes that share it. */
export interface Trajectory {
  readonly measure: "trajectory";
  readonly learningRate: number;
  readonly times: readonly number[];
  /** `[strengths][times]` */
  readonly modes: readonly (readonly number[])[];
}

export interface AlignedTime {
  readonly measure: "aligned";
  /** L times the time of gradient flow, by theory. */
  readonly theory: number;
  /** The same by descent, learning rate × steps × L; `null` where it would take too many steps. */
  readonly descent: number | null;
}

/** Gradient descent to a single mode's strength at a given time, at a rate and at half of it. */
export interface Check {
  readonly measure: "check";
  readonly learningRates: readonly [number, number];
  readonly strengths: readonly [number, number];
}

export interface RandomTime {
  readonly measure: "random";
  /** `[rates][networks]`; `null` where the threshold was not reached before all networks had at one rate, or at all. */
  readonly steps: readonly (readonly (number | null)[])[];
}

export function trajectory(
  tf: TensorFlow,
  random: RandomSource,
  depth: number,
  settings: {
    readonly strengths: readonly number[];
    readonly multiplicity: number;
    readonly start: number;
    readonly rate: number;
    readonly until: number;
    readonly points: number;
  },
): Trajectory {
  const { strengths, multiplicity, start, rate, until, points } = settings;
  const duplicated = strengths.flatMap((strength) => Array.from({ length: multiplicity }, () => strength));
  const network = alignedNetwork(tf, random("aligned", depth), depth, rootOf(start, depth), duplicated);
  const interval = until / depth / (points - 1);
  // a whole number of steps between points
  const between = Math.ceil(interval / (rate * stableRate(depth, Math.max(...strengths))));
  const learningRate = interval / between;
  const modes = strengths.map((): number[] => []);
  const { weights, target } = network;
  descend(tf, { weights, target, rates: [learningRate], steps: between * (points - 1) }, (step, product) => {
    if (step % between !== 0) return false;
    const values = modeStrengths(tf, network, product);
    modes.forEach((mode, k) => {
      const own = values.subarray(k * multiplicity, (k + 1) * multiplicity);
      mode.push(own.reduce((sum, value) => sum + value, 0) / multiplicity);
    });
    return false;
  });
  tf.dispose([target, network.left, network.right]);
  return {
    measure: "trajectory",
    learningRate,
    times: Array.from({ length: points }, (_, i) => i * interval),
    modes,
  };
}

/** The strength at `time` of a mode of a two-layer network, by descent at `learningRate` and at half of it. */
export function check(
  tf: TensorFlow,
  random: RandomSource,
  { strength, start, time, learningRate }: CheckSettings,
): Check {
  const strengthAt = (rate: number) => {
    const steps = Math.round(time / rate);
    const network = alignedNetwork(tf, random("check"), 2, rootOf(start, 2), [strength, strength]);
    const { weights, target } = network;
    let reached = start;
    descend(tf, { weights, target, rates: [rate], steps }, (step, product) => {
      if (step === steps) reached = modeStrengths(tf, network, product)[0] as number;
      return false;
    });
    tf.dispose([target, network.left, network.right]);
    return reached;
  };
  return {
    measure: "check",
    learningRates: [learningRate, learningRate / 2],
    strengths: [strengthAt(learningRate), strengthAt(learningRate / 2)],
  };
}

export interface CheckSettings {
  readonly strength: number;
  readonly start: number;
  readonly time: number;
  readonly learningRate: number;
}

export function alignedTime(
  tf: TensorFlow,
  random: RandomSource,
  depth: number,
  start: "half" | "weights-80",
  threshold: number,
  { width, rate, cap }: { readonly width: number; readonly rate: number; readonly cap: number },
): AlignedTime {
  const weight = start === "half" ? rootOf(0.5, depth) : 0.8;
  // every mode has strength 1, so that the loss per output is (1 − u)²
  const learned = 1 - Math.sqrt(threshold);
  const theory = depth * learningTime(depth, 1, Math.exp(depth * Math.log(weight)), learned);
  if (theory / rate > cap) return { measure: "aligned", theory, descent: null };
  const ones = Array.from({ length: width }, () => 1);
  const { weights, target, left, right } = alignedNetwork(tf, random("aligned", depth), depth, weight, ones);
  const [steps] = stepsToReach(tf, { weights, target, rates: [rate / depth], steps: 2 * cap }, threshold);
  tf.dispose([target, left, right]);
  return { measure: "aligned", theory, descent: steps == null ? null : steps * rate };
}

export function randomTime(
  tf: TensorFlow,
  random: RandomSource,
  depth: number,
  initialization: Initialization,
  threshold: number,
  settings: {
    readonly width: number;
    readonly networks: number;
    readonly grid: readonly number[];
    readonly cap: number;
  },
): RandomTime {
  const { width, networks, grid, cap } = settings;
  // every rate starts from the same networks
  const replicates = grid.flatMap(() => Array.from({ length: networks }, (_, network) => network));
  const weights = initialWeights(
    tf,
    initialization,
    replicateStreams(random, "weights", replicates),
    depth,
    width,
  );
  const target = gaussian(tf, replicateStreams(random, "target", replicates), width, width);
  const rates = grid.flatMap((rate) => Array.from({ length: networks }, () => rate / depth));
  const ofRate = <T>(values: readonly T[], i: number) => values.slice(i * networks, (i + 1) * networks);
  // the rate at which all networks have learned first is the best, and the others need not go on
  const steps = stepsToReach(tf, { weights, target, rates, steps: cap }, threshold, (reached) =>
    grid.some((_, i) => ofRate(reached, i).every((value) => value !== null)),
  );
  tf.dispose(target);
  return { measure: "random", steps: grid.map((_, i) => ofRate(steps, i)) };
}

/** `value`^(1/L) */
function rootOf(value: number, depth: number): number {
  return Math.exp(Math.log(value) / depth);
}
