import type { AssembleContext } from "reprise";
import { estimate } from "../lib/statistics.ts";
import { type Arm, armNames, arms, type Member } from "./arms.ts";
import type { Artifact } from "./artifact.ts";
import { bestRate, lastMean } from "./search.ts";

interface Params {
  readonly depths: readonly number[];
  readonly rates: readonly number[];
  readonly steps: number;
  readonly window: number;
}

type Gapped = readonly (number | null)[];

interface Trained {
  /** `[rates][networks][windows]` */
  readonly search: readonly (readonly Gapped[])[];
  /** `[networks][windows]` */
  readonly loss: readonly Gapped[];
  /** `[networks]`, in the last window. */
  readonly accuracy: Gapped;
}

type ArmSummary = Artifact["depths"][string]["arms"][Arm];

/** Summarizes each arm at the learning rate that its search chose, and compares the arms at equal steps. */
export function assemble<Input>({
  params,
  results,
}: AssembleContext<Params, Input, Readonly<Record<Member["kind"], Trained>>>): Artifact {
  const steps = Array.from(
    { length: Math.ceil(params.steps / params.window) },
    (_, i) => (i + 1) * params.window,
  );
  const atDepth = (depth: number) => {
    const compared = forEachArm((arm) => {
      const { activation, kind } = arms[arm];
      return summarize(results.get({ depth, activation })[kind], params.rates);
    });
    const relu = better(compared["relu-orthogonal"], compared["relu-gaussian"]);
    return { arms: compared, order: ordered(compared, relu), speed: speed(compared, relu, steps) };
  };
  return {
    rates: [...params.rates],
    steps,
    depths: Object.fromEntries(params.depths.map((depth) => [String(depth), atDepth(depth)])),
  };
}

function summarize({ search, loss, accuracy }: Trained, rates: readonly number[]): ArmSummary {
  const best = bestRate(search);
  const windows = Array.from({ length: loss[0]?.length ?? 0 }, (_, i) =>
    estimateOrNull(loss.map((curve) => curve[i] ?? null)),
  );
  return {
    search: search.map(lastMean),
    rate: rates[best] as number,
    inside: best > 0 && best < rates.length - 1,
    loss: {
      mean: windows.map(({ mean }) => mean),
      se: windows.map(({ se }) => se),
      replicates: loss.map((curve) => [...curve]),
    },
    final: windows.at(-1) ?? { mean: null, se: null },
    accuracy: estimateOrNull(accuracy),
  };
}

function estimateOrNull(values: Gapped): { mean: number | null; se: number | null } {
  return values.every((value) => value !== null) ? estimate(values) : { mean: null, se: null };
}

/** The arm that ends with the smaller loss. */
function better(a: ArmSummary, b: ArmSummary): ArmSummary {
  const end = ({ final }: ArmSummary) => final.mean ?? Number.POSITIVE_INFINITY;
  return end(a) <= end(b) ? a : b;
}

function ordered(compared: Record<Arm, ArmSummary>, relu: ArmSummary): { held: number; of: number } {
  const at = (arm: ArmSummary, i: number) => arm.loss.mean[i] ?? Number.POSITIVE_INFINITY;
  const windows = compared["hard-tanh-orthogonal"].loss.mean.map((_, i) => i);
  const held = windows.filter(
    (i) =>
      at(compared["hard-tanh-orthogonal"], i) < at(compared["hard-tanh-gaussian"], i) &&
      at(compared["hard-tanh-gaussian"], i) < at(relu, i),
  );
  return { held: held.length, of: windows.length };
}

/** How soon the isometric networks are where the others end. */
function speed(compared: Record<Arm, ArmSummary>, relu: ArmSummary, steps: readonly number[]) {
  const { mean } = compared["hard-tanh-orthogonal"].loss;
  const reached = ({ final }: ArmSummary) => {
    const end = final.mean;
    if (end === null) return { steps: null, factor: null };
    const window = mean.findIndex((loss) => loss !== null && loss <= end);
    const taken = steps[window];
    return taken === undefined
      ? { steps: null, factor: null }
      : { steps: taken, factor: (steps.at(-1) as number) / taken };
  };
  return { gaussian: reached(compared["hard-tanh-gaussian"]), relu: reached(relu) };
}

function forEachArm<T>(make: (arm: Arm) => T): Record<Arm, T> {
  return Object.fromEntries(armNames.map((arm) => [arm, make(arm)])) as Record<Arm, T>;
}
