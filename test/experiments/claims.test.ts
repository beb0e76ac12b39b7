import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Artifact as DeepLinear } from "../../experiments/deep-linear/artifact.ts";
import deepLinear from "../../experiments/deep-linear/claims.ts";
import type { Artifact as DoseResponse } from "../../experiments/dose-response/artifact.ts";
import doseResponse from "../../experiments/dose-response/claims.ts";
import type { Artifact as InitPanel } from "../../experiments/init-panel/artifact.ts";
import initPanel from "../../experiments/init-panel/claims.ts";
import normRemoved from "../../experiments/norm-removed/claims.ts";
import smallStep from "../../experiments/small-step-sgd/claims.ts";
import tangentKernel from "../../experiments/tangent-kernel/claims.ts";

type Verdicts = Readonly<Record<string, string>>;

/** The verdict on each claim, of an artifact that need only have what the claims read. */
function verdicts<A>(
  claims: { readonly predicates: Readonly<Record<string, (artifact: A) => { readonly verdict: string }>> },
  artifact: unknown,
): Verdicts {
  return Object.fromEntries(
    Object.entries(claims.predicates).map(([id, predicate]) => [id, predicate(artifact as A).verdict]),
  );
}

/** Ids of the claims with this verdict. */
function those(found: Verdicts, verdict: string): readonly string[] {
  return Object.keys(found).filter((id) => found[id] === verdict);
}

/** `runs` curves that end at about `last`, with a spread that runs share and one of their own. */
function curves(first: number, last: number, runs: number) {
  const replicates = Array.from({ length: runs }, (_, run) => {
    const spread = 1 + 0.02 * Math.sin(3 * run) + 0.005 * Math.sin(7 * run * (1 + last));
    return [2, first * spread, last * spread];
  });
  return { mean: [2, first, last], se: [0, 0, 0], replicates };
}

const layers = { mean: Array.from({ length: 31 }, () => 1), se: [], replicates: [] };

function losses(runs: number, values: Readonly<Record<string, readonly [number, number]>>) {
  return Object.fromEntries(
    Object.entries(values).map(([condition, [first, last]]) => [
      condition,
      { mse: curves(first, last, runs), gradients: { "0": layers } },
    ]),
  );
}

function swap<T extends Readonly<Record<string, unknown>>>(record: T, a: keyof T, b: keyof T): T {
  return { ...record, [a]: record[b], [b]: record[a] };
}

describe("the claims on training by Adam", () => {
  const artifact = (runs = 10) =>
    ({
      conditions: losses(runs, {
        "fold-0": [0.5, 0.23],
        "fold-1": [0.8, 0.47],
        orthogonal: [0.03, 0.003],
        "scaled-90": [0.11, 0.004],
      }),
      order: { fold1LargerThanFold0: { "4": 31 }, orthogonalSmallerThanFold0: { "4": 31 } },
    }) as unknown as DeepLinear;

  test("hold in what was found", () => {
    assert.equal(those(verdicts(deepLinear, artifact()), "holds").length, 5);
  });

  test("fail when Fold 0 and Fold 1, or the orthogonal networks, are taken for each other", () => {
    const { conditions, ...rest } = artifact();
    const folds = { ...rest, conditions: swap(conditions, "fold-0", "fold-1") };
    assert.deepEqual(those(verdicts(deepLinear, folds), "fails"), ["folding-worsens"]);
    const scales = { ...rest, conditions: swap(conditions, "orthogonal", "scaled-90") };
    assert.deepEqual(those(verdicts(deepLinear, scales), "fails"), ["vanished-starts-slower"]);
    const shapes = { ...rest, conditions: swap(conditions, "orthogonal", "fold-1") };
    assert.deepEqual(those(verdicts(deepLinear, shapes), "fails"), [
      "folding-worsens",
      "one-epoch-of-orthogonal",
      "vanished-starts-slower",
    ]);
  });

  test("fail when the larger gradients are elsewhere", () => {
    const order = { fold1LargerThanFold0: { "4": 20 }, orthogonalSmallerThanFold0: { "4": 27 } };
    assert.deepEqual(those(verdicts(deepLinear, { ...artifact(), order }), "fails"), [
      "folded-gradients-stay-larger",
      "orthogonal-gradients-smaller",
    ]);
  });

  test("are undecided with one seed, but for those that count layers", () => {
    assert.deepEqual(those(verdicts(deepLinear, artifact(1)), "undecided"), [
      "folding-worsens",
      "one-epoch-of-orthogonal",
      "vanished-starts-slower",
    ]);
  });
});

describe("the claims on initial gradients", () => {
  function condition(atInput: number, sd: number, scale = 1) {
    return {
      norm: { mean: [atInput * scale], sd: [sd * scale] },
      rms: { mean: [scale * 16.02, scale * 15.98], se: [0.03, 0.03] },
    };
  }
  const artifact = (scale = 1, runs = 1000) =>
    ({
      runs: { "fold-0": runs, "fold-1": runs, orthogonal: runs },
      conditions: {
        "fold-0": condition(58, 17),
        "fold-1": condition(72, 44),
        orthogonal: condition(16, 0.15, scale),
      },
      theory: { "fold-0": [16, 16], "fold-1": [16, 16], orthogonal: [16, 16] },
    }) as unknown as InitPanel;

  test("hold in what was found", () => {
    assert.equal(those(verdicts(initPanel, artifact()), "holds").length, 5);
  });

  test("fail when orthogonal matrices are scaled by one percent, and when folds are exchanged", () => {
    assert.deepEqual(those(verdicts(initPanel, artifact(1.01)), "fails"), ["orthogonal-gradients-flat"]);
    assert.deepEqual(those(verdicts(initPanel, artifact(4)), "fails"), [
      "orthogonal-gradients-flat",
      "orthogonal-smaller",
    ]);
    const { conditions, ...rest } = artifact();
    const folds = { ...rest, conditions: swap(conditions, "fold-0", "fold-1") };
    assert.deepEqual(those(verdicts(initPanel, folds), "fails"), ["folding-enlarges"]);
  });

  test("on heavy tails are undecided with few networks, as they should be", () => {
    assert.equal(verdicts(initPanel, artifact(1, 10))["folding-enlarges"], "undecided");
    assert.equal(those(verdicts(initPanel, artifact(1, 1)), "undecided").length, 5);
  });
});

describe("the claims on small steps", () => {
  const found = {
    orthogonal: [0.1, 0.035],
    "scaled-95": [0.5, 0.11],
    "fold-0": [0.8, 0.61],
    "fold-1": [0.9, 0.78],
    "scaled-90": [0.97, 0.86],
  } as const;
  /** The norm of Fold 1 at the input falls to `atInput`, that of all others to 2.8. */
  const artifact = (values: Readonly<Record<string, readonly [number, number]>>, atInput = 2.1) => ({
    conditions: Object.fromEntries(
      Object.entries(losses(5, values)).map(([condition, each]) => {
        const reached = condition === "fold-1" ? atInput : 2.8;
        const replicates = curves(1, reached, 5).replicates.map((curve) => [curve.at(-1) as number]);
        return [condition, { ...each, gradients: { "4": { mean: [reached], se: [0], replicates } } }];
      }),
    ),
  });

  test("hold in what was found, and fail when conditions are exchanged or Fold 1 keeps the larger gradients", () => {
    assert.equal(those(verdicts(smallStep, artifact(found)), "holds").length, 3);
    assert.deepEqual(those(verdicts(smallStep, artifact(swap(found, "orthogonal", "scaled-95"))), "fails"), [
      "scale-matters",
    ]);
    assert.deepEqual(those(verdicts(smallStep, artifact(swap(found, "fold-0", "fold-1"))), "fails"), [
      "scale-matters",
      "folding-worsens",
    ]);
    assert.deepEqual(those(verdicts(smallStep, artifact(found, 3.5)), "fails"), [
      "folded-gradient-falls-behind",
    ]);
  });
});

test("the claims without a norm hold in what was found, and fail in another order", () => {
  const artifact = (orthogonal: number, held: number) => ({
    norms: [
      {
        mse: {
          "fold-0": curves(1, 0.39, 3),
          "fold-1": curves(1, 0.6, 3),
          orthogonal: curves(1, orthogonal, 3),
        },
      },
    ],
    order: { held, of: 60 },
  });
  assert.equal(those(verdicts(normRemoved, artifact(0.012, 59)), "holds").length, 2);
  assert.deepEqual(those(verdicts(normRemoved, artifact(0.9, 40)), "fails"), [
    "order-without-norm",
    "order-throughout",
  ]);
});

test("the claims on doses hold while all rises, and fail in the reverse order or with a dose out of place", () => {
  const dose = (exponent: number, folds: number, value: number) => {
    const replicates = curves(1, value, 5).replicates.map((curve) => curve.at(-1) as number);
    return { exponent, folds, final: { replicates }, initialGradient: { replicates } };
  };
  const doses = [dose(0, 0, 1), dose(0.5, 0, 2), dose(1, 0, 3), dose(1, 1, 4)];
  const of = (steps: readonly unknown[]) =>
    verdicts(doseResponse, { doses: steps } as unknown as DoseResponse);
  assert.equal(those(of(doses), "holds").length, 2);
  assert.equal(those(of(doses.toReversed()), "fails").length, 2);
  assert.deepEqual(those(of([doses[0], doses[1], doses[3], doses[2]]), "fails"), ["loss-rises-with-dose"]);
});

test("the claims on degrees of freedom fail for a fraction off theory, and are undecided for a vague one", () => {
  const artifact = (mean: number, se: number) => ({
    networks: 20,
    reference: {
      depth: 30,
      fraction: {
        "fold-0": { measured: { mean, se }, theory: 0.0117 },
        "fold-1": { measured: { mean: 0.0032, se: 0.0001 }, theory: 0.0033 },
      },
    },
  });
  assert.equal(those(verdicts(tangentKernel, artifact(0.0119, 0.0003)), "holds").length, 2);
  assert.deepEqual(those(verdicts(tangentKernel, artifact(0.0135, 0.0003)), "fails"), ["standard-fraction"]);
  assert.deepEqual(those(verdicts(tangentKernel, artifact(0.0119, 0.003)), "undecided"), [
    "standard-fraction",
  ]);
});
