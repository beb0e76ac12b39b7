import assert from "node:assert/strict";
import { mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, describe, test } from "node:test";
import { exactly, fractionOf, monotone, orderedMeans, withinTolerance } from "reprise";
import { UserError } from "../../src/engine/errors.ts";
import { evaluateClaims } from "../../src/engine/evaluate-claims.ts";
import { randomStream } from "../../src/engine/random.ts";
import { writeTree } from "./temporary.ts";

const quantity = "loss";

/** `n` normal values about `mean`. */
function sample(name: string, n: number, mean: number, sd = 1): number[] {
  const random = randomStream(1, "claims", [name]);
  return Array.from({ length: n }, () => mean + sd * random.normal());
}

function order(lower: readonly number[], higher: readonly number[], paired = false) {
  return orderedMeans({
    quantity,
    paired,
    lower: { name: "A", runs: lower },
    higher: { name: "B", runs: higher },
  });
}

describe("an order of means", () => {
  const [low, high] = [sample("low", 30, 0), sample("high", 30, 3)];

  test("holds when it is true, and fails when the two conditions are exchanged", () => {
    const right = order(low, high);
    assert.equal(right.verdict, "holds");
    assert.match(right.predicate, /loss: A < B in the mean, by Welch’s t test at p < 0\.01/);
    assert.equal(right.n, 30);
    assert.ok((right.effect?.value ?? 0) > 2);
    const wrong = order(high, low);
    assert.equal(wrong.verdict, "fails");
    assert.equal(wrong.test?.t, -(right.test?.t ?? 0));
  });

  test("fails when there is none and the test has the power to say so, and is undecided when it has not", () => {
    assert.equal(order(low, sample("same", 30, 0)).verdict, "fails");
    const few = order(low.slice(0, 3), sample("same", 3, 0));
    assert.equal(few.verdict, "undecided");
    assert.match(
      few.verdict === "undecided" ? few.reason : "",
      /3 runs .* see a difference of 1 standard deviation\./,
    );
  });

  test("is undecided from one run, however large the difference", () => {
    assert.equal(order([0], [1000]).verdict, "undecided");
    assert.equal(order([0], [1000], true).verdict, "undecided");
  });

  test("sees by pairs what the spread of runs hides", () => {
    const shared = sample("shared", 8, 0, 10);
    const better = shared.map((value, i) => value + 1 + 0.1 * Math.sin(i));
    assert.equal(order(shared, better, true).verdict, "holds");
    assert.equal(order(better, shared, true).verdict, "fails");
    assert.equal(order(shared, better, false).verdict, "undecided");
    assert.throws(() => order(shared, better.slice(1), true), RangeError);
  });

  test("takes summaries of runs, and says the same of them", () => {
    const summary = (mean: number) => ({ n: 100, mean, sd: 1 });
    const of = (a: number, b: number) =>
      orderedMeans({
        quantity,
        paired: false,
        lower: { name: "A", runs: summary(a) },
        higher: { name: "B", runs: summary(b) },
      });
    assert.equal(of(0, 1).verdict, "holds");
    assert.equal(of(1, 0).verdict, "fails");
    assert.equal(of(0, 1).test?.t, 7.07107);
  });

  test("of runs that are copies of one is undecided; one sample without spread may be as it is", () => {
    for (const paired of [true, false]) {
      const copies = order([1, 1, 1], [2, 2, 2 + 1e-15], paired);
      assert.equal(copies.verdict, "undecided");
      assert.match(copies.verdict === "undecided" ? copies.reason : "", /^The 3 runs are all alike/);
      assert.equal(copies.test, undefined);
    }
    assert.equal(order([1, 1, 1, 1], [3, 4, 5, 4]).verdict, "holds");
    assert.equal(order([3, 4, 5, 6], [3, 4, 5, 6], true).verdict, "fails", "the same runs under two names");
  });
});

describe("a monotone trend", () => {
  const doses = [0, 3, 6, 9].map((mean) => ({
    name: `dose ${mean}`,
    runs: sample(`dose ${mean}`, 20, mean),
  }));
  const rises = (steps: typeof doses) => monotone({ quantity, paired: false, steps });

  test("holds when every step rises, and tells of the weakest", () => {
    const finding = rises(doses);
    assert.equal(finding.verdict, "holds");
    assert.match(finding.predicate, /dose 0 < dose 3 < dose 6 < dose 9 .* between neighbours/);
  });

  test("fails when two neighbours change places, even if the ends stand as they should", () => {
    const [first, second, third, last] = doses as [never, never, never, never];
    assert.equal(rises([first, third, second, last]).verdict, "fails");
    assert.equal(rises(doses.toReversed()).verdict, "fails");
  });

  test("is undecided when one step has too few runs to tell", () => {
    const blurred = doses.map(({ name, runs }) => ({ name, runs: runs.slice(0, 2) }));
    assert.equal(rises(blurred).verdict, "undecided");
    assert.throws(() => rises(doses.slice(1, 2)), RangeError);
  });
});

describe("agreement with theory", () => {
  const agrees = (
    mean: number,
    se: number,
    n = 20,
    tolerance: { standardErrors: number } | { absolute: number } = { standardErrors: 3 },
  ) =>
    withinTolerance({
      quantity,
      points: [
        { mean: 10, se: 0.1, theory: 10 },
        { mean, se, theory: 10 },
      ],
      n,
      tolerance,
    });

  test("holds within the tolerance and fails beyond it", () => {
    assert.equal(agrees(10.2, 0.1).verdict, "holds");
    const off = agrees(10.4, 0.1);
    assert.equal(off.verdict, "fails");
    assert.equal(off.found, "10.40 ± 0.10 where they differ most");
    assert.equal(off.effect?.value, 4);
    assert.equal(agrees(10.4, 0.1, 20, { absolute: 0.5 }).verdict, "holds");
    assert.equal(agrees(9.4, 0.1, 20, { absolute: 0.5 }).verdict, "fails");
  });

  test("is undecided when the errors are so wide that anything agrees", () => {
    assert.equal(agrees(12, 1).verdict, "undecided");
    assert.equal(agrees(10, 0.3, 20, { absolute: 0.5 }).verdict, "undecided");
    assert.equal(agrees(10, 0, 1).verdict, "undecided");
    // Far beyond wide errors is still beyond them
    assert.equal(agrees(20, 1).verdict, "fails");
  });

  test("without errors is exact", () => {
    assert.equal(agrees(10, 0).verdict, "holds");
    assert.equal(agrees(10.001, 0).verdict, "fails");
  });
});

test("a fraction holds from its bound on", () => {
  const counted = (count: number, of: number, bound: { atLeast: number } | { atMost: number }) =>
    fractionOf({ what: "layers", count, of, bound }).verdict;
  assert.equal(counted(28, 31, { atLeast: 28 }), "holds");
  assert.equal(counted(27, 31, { atLeast: 28 }), "fails");
  assert.equal(counted(15, 31, { atMost: 15 }), "holds");
  assert.equal(counted(16, 31, { atMost: 15 }), "fails");
  assert.equal(counted(0, 0, { atMost: 15 }), "undecided");
});

test("what is exact is so to the last bit", () => {
  assert.equal(exactly({ what: "sum", found: 0.1 + 0.2, expected: 0.3 }).verdict, "fails");
  assert.equal(exactly({ what: "sum", found: 0.25 + 0.5, expected: 0.75 }).verdict, "holds");
});

describe("a file of claims", () => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "reprise-claims-")));
  after(() => rmSync(root, { recursive: true, force: true }));
  symlinkSync(resolve(import.meta.dirname, "../../node_modules"), join(root, "node_modules"));
  const write = (file: string, text: string) => writeTree(root, { [file]: text });
  write("package.json", '{ "type": "module" }');
  write(
    "experiments/race/artifact.ts",
    'import { z } from "zod";\nexport const artifact = z.strictObject({ fast: z.array(z.number()), slow: z.array(z.number()) });\n',
  );
  const claims = (body: string) =>
    write(
      "experiments/race/claims.ts",
      `import { defineClaims, orderedMeans } from "reprise";
import { artifact } from "./artifact.ts";
export default defineClaims(artifact, {
  "faster": ${body},
});
`,
    );
  const good = `(a) => orderedMeans({
    quantity: "time", paired: true,
    lower: { name: "Fast", runs: a.fast }, higher: { name: "Slow", runs: a.slow },
  })`;
  const evaluated = (artifact: unknown) =>
    evaluateClaims(root, { ids: ["race", "walk"], artifact: (id) => (id === "race" ? artifact : undefined) });
  const refusal = async (artifact: unknown, what: RegExp, where: RegExp) =>
    assert.rejects(evaluated(artifact), (error) => {
      assert.ok(error instanceof UserError, String(error));
      assert.match(error.what, what);
      assert.match(error.where ?? "", where);
      return true;
    });
  const artifact = { fast: [1, 2, 3.1, 4], slow: [11, 12, 13, 14.2] };

  test("is evaluated on the artifact as it is: exchanging two conditions turns the verdict", async () => {
    claims(good);
    const right = await evaluated(artifact);
    assert.deepEqual([...right.keys()], ["race.faster"]);
    assert.equal(right.get("race.faster")?.finding.verdict, "holds");
    const wrong = await evaluated({ fast: artifact.slow, slow: artifact.fast });
    assert.equal(wrong.get("race.faster")?.finding.verdict, "fails");
    const single = await evaluated({ fast: [1], slow: [11] });
    assert.equal(single.get("race.faster")?.finding.verdict, "undecided");
  });

  test("is read anew after an edit", async () => {
    claims(good.replace("a.fast }", "a.slow }").replace("runs: a.slow },\n  })", "runs: a.fast },\n  })"));
    assert.equal((await evaluated(artifact)).get("race.faster")?.finding.verdict, "fails");
  });

  test("tells its mistakes with file and line", async () => {
    claims("() => undefined as never");
    await refusal(artifact, /`faster` cannot be evaluated: it returns no finding/, /claims\.ts$/);
    claims("\n    (a) => { throw new Error(String(a.fast.length)); }");
    await refusal(artifact, /`faster` cannot be evaluated: 4/, /^experiments\/race\/claims\.ts:5$/);
    claims("3 as never");
    await refusal(artifact, /malformed: predicates\.faster: must be a function/, /claims\.ts$/);
    claims("(a) => (");
    await refusal(artifact, /./, /claims\.ts:\d+$/);
    claims(good);
    await refusal({ fast: [1] }, /not what its schema says: slow/, /claims\.ts$/);
    write("experiments/race/claims.ts", 'import e from "./experiment.ts";\nexport default e;\n');
    await refusal(artifact, /would load a whole experiment/, /claims\.ts:1$/);
  });
});
