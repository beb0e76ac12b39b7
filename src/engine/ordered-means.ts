import type { Finding, Test } from "./claims.ts";
import { rounded, written, writtenMean, writtenP } from "./significant.ts";
import { criticalT, pairedTest, type Summary, summarize, type TTest, welchTest } from "./statistics.ts";

/** One value for each independent run, or its summary where the runs' own values are not kept. */
export type Sample = readonly number[] | Summary;

export interface Named {
  /** As the prose calls it, such as `control group`. */
  readonly name: string;
  readonly runs: Sample;
}

interface Compared {
  /** What was measured, such as `final mean squared error`. */
  readonly quantity: string;
  /** Whether value `i` of each sample is from the same draws. Paired samples are lists. */
  readonly paired: boolean;
  /** The two-sided p below which a difference counts; 0.01 unless given. */
  readonly level?: number;
  /**
   * The difference, in standard deviations, that the test must be able to see with a probability of about 80 % before
   * its silence speaks against the claim; 1 unless given. With fewer runs the claim is undecided.
   */
  readonly detectable?: number;
}

/**
 * Holds when the mean of `lower` is below that of `higher` by a t test, paired or Welch's; fails when the order is
 * significantly the reverse, or when a test with power finds no difference. Undecided without power, and when the runs of
 * every sample are all alike, as those of one random stream are.
 *
 * @throws RangeError for samples that cannot be compared so
 */
export function orderedMeans(claim: Compared & { readonly lower: Named; readonly higher: Named }): Finding {
  const { lower, higher, ...compared } = claim;
  return monotone({ ...compared, steps: [lower, higher] });
}

/**
 * Holds when the means rise from each step to the next, every neighbouring pair by a t test at `level`. Since all of them
 * must pass, the level of the whole is no larger (an intersection–union test, Berger 1982) and nothing is corrected.
 *
 * @throws RangeError for fewer than two steps, or samples that cannot be compared so
 */
export function monotone(claim: Compared & { readonly steps: readonly Named[] }): Finding {
  const { quantity, steps, paired, level = 0.01, detectable = 1 } = claim;
  if (steps.length < 2) throw new RangeError("an order of fewer than two means");
  const name = paired ? "paired t test" : "Welch’s t test";
  const chain = steps.map((step) => step.name).join(" < ");
  const summaries = steps.map(({ runs }) => ("mean" in runs ? runs : summarize(runs)));
  const n = Math.min(...summaries.map((summary) => summary.n));
  const numbers = {
    predicate: `${quantity}: ${chain} in the mean, by ${name} at p < ${level}${steps.length > 2 ? " between neighbours" : ""}`,
    expected: chain,
    found: steps.map((step, i) => `${step.name}: ${meanOf(summaries[i] as Summary)}`).join(", "),
    n,
  };
  if (n < 2) {
    return { ...numbers, verdict: "undecided", reason: "A test needs at least two runs." };
  }
  if (summaries.every(areAlike)) {
    const reason = `The ${n} runs are all alike: they are no independent observations.`;
    return { ...numbers, verdict: "undecided", reason };
  }
  const tests = steps.slice(1).map((step, i) => compare(steps[i] as Named, step, paired));
  const weakest = tests.reduce((least, test) => (test.t < least.t ? test : least));
  const evidence = {
    ...numbers,
    test: testOf(name, weakest, level),
    effect: {
      name: paired ? "Cohen’s d of the differences" : "Cohen’s d",
      value: rounded(weakest.d),
    },
  };
  if (tests.every(({ p, t }) => p < level && t > 0)) return { ...evidence, verdict: "holds" };
  if (tests.some((test) => refutes(test, level, detectable))) return { ...evidence, verdict: "fails" };
  return {
    ...evidence,
    verdict: "undecided",
    reason: `With ${n} runs the test could not be expected to see a difference of ${written(detectable)} standard deviation${detectable === 1 ? "" : "s"}.`,
  };
}

/** Whether the values are one value many times over, but for rounding: a test would take them for certainty. */
function areAlike({ mean, sd }: Summary): boolean {
  return sd <= 1e-12 * Math.abs(mean);
}

/** The order is the reverse, or there is none although the test has the power to see a `detectable` one. */
function refutes({ t, p, degreesOfFreedom, se, unit }: TTest, level: number, detectable: number): boolean {
  if (p < level) return t < 0;
  if (se === 0) return true;
  // Normal approximation: 80 % of tests exceed the critical value when the true t is this much beyond it
  return detectable / unit >= criticalT(level, degreesOfFreedom) + 0.84;
}

function compare(a: Named, b: Named, paired: boolean): TTest {
  if (!paired) {
    return welchTest(
      "mean" in a.runs ? a.runs : summarize(a.runs),
      "mean" in b.runs ? b.runs : summarize(b.runs),
    );
  }
  if ("mean" in a.runs || "mean" in b.runs || a.runs.length !== b.runs.length) {
    throw new RangeError(`${a.name} and ${b.name} are no pairs: they need lists of one length`);
  }
  const first = a.runs;
  return pairedTest(b.runs.map((value, i) => value - (first[i] as number)));
}

function testOf(name: string, { t, p, degreesOfFreedom }: TTest, level: number): Test {
  return {
    name,
    t: rounded(t),
    degreesOfFreedom: rounded(degreesOfFreedom),
    p: rounded(p),
    level,
  };
}

function meanOf({ mean, sd, n }: Summary): string {
  return n < 2 ? written(mean) : writtenMean(mean, sd / Math.sqrt(n));
}

/** A test and its effect in a line, such as `paired t test: t(9) = 57, p < 0.0001`. */
export function testInWords({ name, t, degreesOfFreedom, p }: Test): string {
  return `${name}: t(${written(degreesOfFreedom)}) = ${written(t)}, ${writtenP(p)}`;
}
