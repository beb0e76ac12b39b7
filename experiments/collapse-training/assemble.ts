import type { AssembleContext } from "reprise";
import { activationNames } from "../lib/activations.ts";
import { rankCorrelation } from "../lib/rank-correlation.ts";
import { type Estimate, estimate, estimateCurve } from "../lib/statistics.ts";
import { type InitKind, initKinds, treatmentNames } from "../lib/treatments.ts";
import type { Artifact } from "./artifact.ts";

interface Params {
  readonly steps: number;
  readonly window: number;
  readonly rates: readonly number[];
}

/** What a run returns of each initialization; `trained` has an entry for each learning rate, with null where numbers were not finite. */
export interface Result {
  readonly participation: ArrayLike<number>;
  readonly sensitivity: ArrayLike<number>;
  readonly trained: readonly {
    readonly loss: readonly (readonly (number | null)[])[];
    readonly accuracy: readonly (number | null)[];
  }[];
}

type Arm = NonNullable<NonNullable<Artifact["arms"]["relu"]>["gaussian"]>["none"];

/** Chooses each arm's learning rate by its loss in the last window, and compares arms. */
export function assemble<Input>({
  params,
  results,
}: AssembleContext<Params, Input, Readonly<Record<InitKind, Result>>>): Artifact {
  const arms = entries(activationNames, (activation) =>
    entries(initKinds, (init) =>
      entries(treatmentNames, (treatment) =>
        summarize(results.get({ activation, treatment })[init], params.rates),
      ),
    ),
  );
  const listed = (activation: (typeof activationNames)[number]) =>
    initKinds.flatMap((init) => treatmentNames.map((treatment) => arms[activation][init][treatment]));
  const correlation = (compared: readonly Arm[], of: "participation" | "sensitivity" = "participation") =>
    rankCorrelation(
      compared.map((arm) => arm[of].mean),
      compared.map((arm) => arm.final.mean),
    );
  const all = activationNames.flatMap(listed);
  const isNormalized = (_: Arm, index: number) =>
    !["none", "skip"].includes(treatmentNames[index % treatmentNames.length] as string);
  const windows = Math.floor(params.steps / params.window);
  return {
    rates: [...params.rates],
    steps: Array.from({ length: windows }, (_, i) => (i + 1) * params.window),
    arms,
    rankCorrelation: {
      all: correlation(all),
      withoutNormalization: correlation(all.filter((arm, i) => !isNormalized(arm, i))),
      withNormalization: correlation(all.filter(isNormalized)),
      sensitivityWithNormalization: correlation(all.filter(isNormalized), "sensitivity"),
      withinActivation: entries(activationNames, (activation) => correlation(listed(activation))),
    },
  };
}

function summarize({ participation, sensitivity, trained }: Result, rates: readonly number[]): Arm {
  const search = trained.map(({ loss }): Estimate | null => {
    const last = loss.map((curve) => curve.at(-1) ?? null);
    return last.every((value) => value !== null) ? estimate(last) : null;
  });
  const best = search.reduce((chosen, candidate, index) => {
    const least = chosen < 0 ? undefined : search[chosen];
    return candidate !== null && (!least || candidate.mean < least.mean) ? index : chosen;
  }, -1);
  const chosen = trained[best];
  if (chosen === undefined) throw new RangeError("an arm diverges at every learning rate of the grid");
  const loss = estimateCurve(chosen.loss.map((curve) => curve.map(Number)));
  return {
    search,
    rate: rates[best] as number,
    loss,
    final: search[best] as Estimate,
    accuracy: estimate(chosen.accuracy.map(Number)),
    participation: estimate(participation),
    sensitivity: estimate(sensitivity),
  };
}

function entries<K extends string, V>(keys: readonly K[], make: (key: K) => V): Record<K, V> {
  return Object.fromEntries(keys.map((key) => [key, make(key)])) as Record<K, V>;
}
