import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { type ReplicateReport, replicateReport } from "../../src/commands/replicate-report.ts";
import { readReplications } from "../../src/engine/replications.ts";
import { readArtifact, readResults } from "../../src/engine/results.ts";
import { dice, onTheDice, project } from "../engine/project.ts";
import { command, type Finished, processesLeft, start } from "./command.ts";

const file = "experiments/dice/claims.ts";

/** Claims of the dice; the last one, if any, mistakes what the published seed gave for a law. */
const claims = (
  byChance?: number,
) => `import { defineClaims, exactly, fractionOf, withinTolerance } from "reprise";
import { artifact } from "./artifact.ts";

export default defineClaims(artifact, {
  ${onTheDice}
  "eight-fair-faces": ({ means }) =>
    withinTolerance({
      quantity: "mean of a die with eight faces",
      points: means.filter(({ faces }) => faces === 8).map(({ mean }) => ({ mean, se: 0.229, theory: 4.5 })),
      n: 100,
      tolerance: { standardErrors: 4 },
    }),
${
  byChance === undefined
    ? ""
    : `"by-chance": ({ means }) =>
        exactly({ what: "mean of a die with eight faces", found: means.at(-1)?.mean ?? 0, expected: ${byChance} }),`
}
});
`;

function reportOf({ out }: Finished): ReplicateReport {
  return replicateReport.parse(JSON.parse(out.trim().split("\n").at(-1) ?? ""));
}

function computed({ out }: Finished): readonly number[] {
  return Array.from(out.matchAll(/"type":"finish".*?"computed":(\d+)/g), ([, runs]) => Number(runs));
}

const seeds = [1, 2, 3].map((index) =>
  createHash("sha256").update(`replication ${index}`).digest().readUInt32BE(0),
);

describe("replicate", () => {
  const subject = project({ ...dice("dice"), ...dice("unclaimed") });
  before(async () => {
    const { artifacts } = await subject.run();
    const { means } = readArtifact(subject.root, artifacts.dice?.hash ?? "") as { means: { mean: number }[] };
    subject.write(file, claims(means.at(-1)?.mean ?? 0));
  });

  test("tells in how many replications each claim held, with effect sizes, and which seed refutes it", async () => {
    const results = readFileSync(join(subject.root, ".artifacts/results-paper.json"), "utf8");
    const { code, out, err } = await command(subject.root, "replicate", "--seeds", "3");
    assert.deepEqual({ code, err }, { code: 5, err: "" });
    seeds.forEach((seed, index) => {
      assert.ok(out.includes(`replication ${index + 1} of 3: seed ${seed}\n`), out);
      assert.match(out, new RegExp(`^ {2}seed ${seed}: REFUTED: .*expected \\S+, found `, "m"));
    });
    assert.match(out, /^dice\.on-the-dice {7}held in 3 of 3$/m);
    assert.match(
      out,
      /^dice\.eight-fair-faces {2}held in 3 of 3; deviation in standard errors \S+ to \S+ \(published: \S+\)$/m,
    );
    assert.match(out, /^dice\.by-chance {9}held in 0 of 3, refuted in 3$/m);
    assert.match(out, /^2 of 3 claims held in every one of 3 replications/m);
    assert.doesNotMatch(out, /unclaimed/, "what nobody claims anything of is not computed");
    assert.equal(readFileSync(join(subject.root, ".artifacts/results-paper.json"), "utf8"), results);
    assert.equal(readResults(subject.root, "paper").seed, 1);
  });

  test("keeps what it finished: more seeds cost only themselves, and the same seeds nothing", async () => {
    const again = await command(subject.root, "replicate", "dice", "--seeds", "4", "--json");
    assert.equal(again.code, 5);
    assert.deepEqual(computed(again), [0, 0, 0, 4]);
    const report = reportOf(again);
    assert.deepEqual(report.seeds.slice(0, 3), seeds);
    assert.equal(new Set(report.seeds).size, 4);
    assert.equal(report.status, "refuted");
    const chance = report.claims.find(({ claim }) => claim === "dice.by-chance");
    assert.deepEqual(
      [chance?.published?.verdict, chance?.held, chance?.refuted, chance?.undecided],
      ["holds", 0, 4, 0],
    );
    const fair = report.claims.find(({ claim }) => claim === "dice.eight-fair-faces");
    const effects = fair?.replications.map(({ effect }) => effect) ?? [];
    assert.equal(new Set(effects).size, 4, "other seeds, other throws");
    assert.ok(effects.every((effect) => effect !== null && Math.abs(effect) < 4));
  });

  test("writes what came of it to a record when told to, the same bytes each time", async () => {
    const words = ["replicate", "--seeds", "2", "--update-record"];
    const { code, out } = await command(subject.root, ...words);
    assert.equal(code, 5, "a record does not hide what is refuted");
    assert.match(out, /^replications\.lock\.json: written$/m);
    const text = subject.read("replications.lock.json");
    const experiments = readReplications(subject.root)?.experiments ?? {};
    assert.deepEqual(Object.keys(experiments), ["dice"]);
    assert.deepEqual(experiments.dice?.seeds, seeds.slice(0, 2));
    assert.equal(new Set(experiments.dice?.artifacts).size, 2);
    const { "by-chance": chance, "eight-fair-faces": fair } = experiments.dice?.claims ?? {};
    assert.deepEqual([chance?.held, chance?.refuted, fair?.held, fair?.effects.length], [0, 2, 2, 2]);
    const again = await command(subject.root, ...words, "--json");
    assert.deepEqual(reportOf(again).seeds, seeds.slice(0, 2), "the report is the last line all the same");
    assert.equal(subject.read("replications.lock.json"), text);
  });

  test("without published results the replications stand by themselves", async () => {
    const clone = subject.copy();
    rmSync(join(clone.root, ".artifacts"), { recursive: true });
    clone.write(file, claims());
    const { code, out, err } = await command(clone.root, "replicate", "--seeds", "1", "--json");
    assert.deepEqual({ code, err }, { code: 0, err: "" });
    const report = reportOf({ out } as Finished);
    assert.equal(report.status, "replicated");
    assert.deepEqual(
      report.claims.map(({ published, held }) => [published, held]),
      [
        [null, 1],
        [null, 1],
      ],
    );
  });

  test("refuses what has no claims, before anything runs", async () => {
    const silent = await command(subject.root, "replicate", "unclaimed");
    assert.deepEqual({ code: silent.code, out: silent.out }, { code: 2, out: "" });
    assert.match(
      silent.err,
      /nothing is claimed of unclaimed .*\n.*unclaimed\/claims\.ts\n.*claims of dice\./,
    );
    const none = await command(project(dice("dice")).root, "replicate");
    assert.equal(none.code, 2);
    assert.match(none.err, /nothing is claimed of any experiment .*\n.*\n.*defineClaims/);
  });

  test("says so when an experiment fails with some seed", async () => {
    const failing = subject.copy();
    const experiment = "experiments/dice/experiment.ts";
    failing.edit(experiment, "let sum = 0;", 'throw new Error("it fell");');
    const { code, out, err } = await command(failing.root, "replicate", "--seeds", "1", "--json");
    assert.equal(code, 1);
    assert.match(err, new RegExp(`dice faces=\\d failed \\(seed ${seeds[0]}\\)`));
    assert.doesNotMatch(err, /again:/, "that command would use the published seed");
    assert.equal(reportOf({ out } as Finished).status, "incomplete");
    rmSync(join(failing.root, "replications.lock.json"), { force: true });
    const recording = await command(failing.root, "replicate", "--seeds", "1", "--update-record");
    assert.match(recording.out, /^note: replications\.lock\.json is left as it was, because dice failed\.$/m);
    assert.equal(readReplications(failing.root), undefined);
  });

  test("counts a failure with some seed when told that it is no accident", async () => {
    const partly = subject.copy();
    const experiment = "experiments/dice/experiment.ts";
    partly.edit(experiment, "run: ({ input, random,", "run: ({ input, seed, random,");
    partly.edit(
      experiment,
      "let sum = 0;",
      `if (seed === ${seeds[1]}) throw new Error("it fell"); let sum = 0;`,
    );
    const words = ["replicate", "--seeds", "3", "--update-record"];
    const refused = await command(partly.root, ...words);
    assert.equal(refused.code, 1);
    assert.match(
      refused.out,
      /left as it was, because dice failed\. If that is no accident, add `--count-failures`/,
    );
    assert.match(refused.out, /^dice\.on-the-dice {7}held in 2 of 3, not computed in 1$/m);
    await command(partly.root, ...words, "--count-failures");
    const record = readReplications(partly.root)?.experiments.dice;
    assert.deepEqual(
      record?.artifacts.map((hash) => hash !== null),
      [true, false, true],
    );
    assert.deepEqual(record?.seeds, seeds);
    assert.equal(record?.claims["on-the-dice"]?.held, 2);
    assert.equal(record?.claims["eight-fair-faces"]?.effects[1], null);
  });
});

test("Ctrl-C ends it with 130 and leaves no process; the same command goes on", async () => {
  const slow = project({
    ...dice("dice", { paper: "{ faces: [2, 3, 4, 5, 6, 8], throws: 1500000 }" }),
    [file]: claims(),
  });
  const words = ["replicate", "--seeds", "1", "--workers", "1", "--json"];
  const first = start(slow.root, ...words);
  await first.lines(/"run-finish"/, 1);
  first.child.kill("SIGINT");
  const { code, err } = await first.finished;
  assert.deepEqual({ code, err }, { code: 130, err: "" });
  assert.deepEqual(await processesLeft(slow.root, 0), []);
  const [rest] = computed(await command(slow.root, ...words));
  assert.ok(rest !== undefined && rest >= 1 && rest < 6, `${rest} runs left`);
});
