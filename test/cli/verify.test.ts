import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { type VerifyReport, verifyReport } from "../../src/commands/verify-report.ts";
import { canonicalJson } from "../../src/engine/canonical.ts";
import { lockFile, writeLock } from "../../src/engine/lock.ts";
import { readArtifact, readResults, writeResults } from "../../src/engine/results.ts";
import { openStore, storeDirectory } from "../../src/engine/store.ts";
import { dice, onTheDice, type Project, project, publish } from "../engine/project.ts";
import { command, type Finished, processesLeft, start } from "./command.ts";

const experiment = "experiments/dice/experiment.ts";

const claims = `import { defineClaims, exactly, fractionOf } from "reprise";
import { artifact } from "./artifact.ts";

export default defineClaims(artifact, {
  ${onTheDice}
  "four-dice": ({ means }) => exactly({ what: "number of dice", found: means.length, expected: 4 }),
});
`;

/** Shifts the mean of the dice with four faces, in the code. */
function shift(subject: Project, by: number): void {
  const mean = `mean: result.mean + (key.faces === 4 ? ${by} : 0)`;
  subject.edit(experiment, "mean: result.mean", mean);
}

/** Every file of the store but those of `verify`, with its content and when it was written. */
function published({ root }: Project): Readonly<Record<string, readonly [string, number]>> {
  const store = join(root, ".artifacts");
  const files = readdirSync(store, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !file.startsWith(join(store, "verify")));
  return Object.fromEntries(
    files.sort().map((file) => [file, [readFileSync(file, "utf8"), statSync(file).mtimeMs]]),
  );
}

function reportOf({ out }: Finished): VerifyReport {
  return verifyReport.parse(JSON.parse(out.trim().split("\n").at(-1) ?? ""));
}

function verifyFolder({ root }: Project): string {
  return join(root, ".artifacts/verify");
}

describe("verify", () => {
  const subject = project({
    ...dice("dice"),
    "experiments/dice/claims.ts": claims,
    ...dice("loaded", { paper: "{ faces: [3, 5], throws: 50 }" }),
    "content/paper/index.md":
      "---\ntitle: Dice\n---\n\nSome are loaded.\n:claim[The mean of $\\value{dice.means.0.faces}$ faces lies *on* the dice,\nas :value[dice.means.0.mean] does.]{#dice.on-the-dice} :claim[They are four.]{#four-dice}\n",
  });
  before(() => publish(subject));

  test("recomputes everything, finds it identical, and leaves nothing behind", async () => {
    const files = published(subject);
    const verified = await command(subject.root, "verify", "--json");
    assert.deepEqual({ code: verified.code, err: verified.err }, { code: 0, err: "" });
    assert.match(
      verified.out,
      /"type":"finish","status":"complete","preset":"paper","computed":6,"cached":0/,
    );
    const { status, artifacts } = reportOf(verified);
    assert.equal(status, "identical");
    assert.deepEqual(
      artifacts.map(({ experiment, status, sameInputs }) => [experiment, status, sameInputs]),
      [
        ["dice", "identical", true],
        ["loaded", "identical", true],
      ],
    );
    assert.deepEqual(published(subject), files);
    assert.ok(!existsSync(verifyFolder(subject)));
  });

  test("computes anew in a clone that has no results of its own", async () => {
    const clone = subject.copy();
    rmSync(join(clone.root, ".artifacts"), { recursive: true });
    const { code, out } = await command(clone.root, "verify", "dice");
    assert.match(out, /^dice: identical$/m);
    assert.match(out, /^1 artifact recomputed, identical to artifacts\.lock\.json bit for bit\.$/m);
    assert.doesNotMatch(out, /loaded/);
    assert.equal(code, 0);
  });

  test("says which values a changed experiment moved, by how much, and that its inputs changed", async () => {
    const edited = subject.copy();
    shift(edited, 0.5);
    const files = published(edited);
    const { code, out, err } = await command(edited.root, "verify");
    assert.deepEqual({ code, err }, { code: 4, err: "" });
    assert.match(out, /^dice: DIFFERENT, 1 of 8 values moved$/m);
    assert.match(out, /^ {2}means\[1\]\.mean: 2\.\d+ → (2\.9|3\.)\d* \(by 0\.5, (1|2)\d %\)$/m);
    assert.match(out, /^ {2}largest change: 0\.5 \(means\[1\]\.mean\)$/m);
    assert.match(out, /^ {2}largest relative change: (1|2)\d % \(means\[1\]\.mean\)$/m);
    assert.match(out, /are not those of the published result: `npm run why -- dice`$/m);
    assert.match(out, /^loaded: identical$/m);
    assert.match(out, /^claims on what differs: 2 claims, none broken$/m);
    assert.match(
      out,
      /^1 of 2 artifacts not as in artifacts\.lock\.json; .* in \.artifacts\/verify\/ until/m,
    );
    assert.deepEqual(published(edited), files);
    assert.ok(existsSync(join(verifyFolder(edited), "objects")), "what was recomputed can be looked at");

    const again = await command(edited.root, "verify", "dice", "--json");
    assert.equal(again.code, 4);
    assert.match(again.out, /"computed":4,"cached":0/, "nothing of the last verify is used");
    const [comparison] = reportOf(again).artifacts;
    assert.equal(comparison?.status, "different");
    assert.equal(comparison.sameInputs, false);
    assert.equal(comparison.movement?.values, 8);
    assert.equal(comparison.movement.largestAbsolute?.path, "means[1].mean");
    assert.ok(Math.abs((comparison.movement.largestAbsolute?.change ?? 0) - 0.5) < 1e-12);
  });

  test("has a status of its own for a difference that breaks a claim, and says which and how", async () => {
    const edited = subject.copy();
    shift(edited, 5);
    const { code, out, err } = await command(edited.root, "verify", "dice");
    assert.deepEqual({ code, err }, { code: 5, err: "" });
    assert.match(out, /^claims on what differs: 2 claims, 1 broken$/m);
    assert.match(
      out,
      /^ {2}dice\.on-the-dice: BROKEN, is refuted now, holds as published\n {4}content\/paper\/index\.md:6: “The mean of \$…\$ faces lies on the dice, as … does\.”\n {4}dice whose mean is on the dice: .* found 3 of 4$/m,
    );
    assert.doesNotMatch(out, /four-dice/, "what holds as before is not told one by one");
    rmSync(join(edited.root, ".artifacts/objects"), { recursive: true });
    const again = await command(edited.root, "verify", "dice", "--json");
    assert.equal(again.code, 5, "also where what was published cannot be asked");
    const { status, claims } = reportOf(again);
    assert.equal(status, "broken");
    assert.deepEqual(
      claims.map(({ claim, before, after, broken }) => [claim, before, after, broken]),
      [
        ["dice.on-the-dice", null, "fails", true],
        ["dice.four-dice", null, "holds", false],
      ],
    );
    // A claim whose name one experiment alone has may be cited without it
    assert.deepEqual(claims[1]?.cited, [
      { file: "content/paper/index.md", line: 7, sentence: "They are four." },
    ]);
  });

  test("tells bits that differ although the inputs are the same", async () => {
    // Published by a machine that computed one number otherwise
    const elsewhere = subject.copy();
    const store = openStore(storeDirectory(elsewhere.root));
    const results = readResults(elsewhere.root, "paper");
    const record = results.artifacts.dice;
    assert.ok(record);
    const artifact = readArtifact(elsewhere.root, record.hash) as { means: { mean: number }[] };
    const means = artifact.means.map((each, i) =>
      i === 0 ? { ...each, mean: each.mean * (1 + 2 ** -40) } : each,
    );
    const hash = store.putObject(canonicalJson({ means }));
    writeResults(elsewhere.root, {
      ...results,
      artifacts: { ...results.artifacts, dice: { ...record, hash } },
    });
    writeLock(elsewhere.root, "paper", { dice: hash });
    const { code, out } = await command(elsewhere.root, "verify", "dice");
    assert.equal(code, 4, out);
    assert.match(out, /^dice: DIFFERENT, 1 of 8 values moved$/m);
    assert.match(out, /^ {2}largest relative change: 9\.1e-11 % \(means\[0\]\.mean\)$/m);
    assert.match(out, /are those of the published result: this machine computed other bits/);
  });

  test("says what differs without the published artifact, and what only one side has", async () => {
    const moved = subject.copy();
    writeLock(moved.root, "paper", { dice: "0".repeat(64), vanished: "1".repeat(64) });
    const { code, out } = await command(moved.root, "verify", "--json");
    assert.equal(code, 4);
    const statuses = reportOf({ out } as Finished).artifacts.map(({ experiment, status, movement }) => [
      experiment,
      status,
      movement,
    ]);
    assert.deepEqual(statuses, [
      ["dice", "different", null],
      ["loaded", "unlocked", null],
      ["vanished", "gone", null],
    ]);
  });

  test("verifies nothing when a run fails", async () => {
    const failing = subject.copy();
    failing.edit(experiment, "let sum = 0;", 'throw new Error("it fell");');
    const { code, err } = await command(failing.root, "verify", "dice");
    assert.equal(code, 1);
    assert.match(err, /^error: dice faces=\d failed[\s\S]*Nothing is verified/);
    assert.ok(!existsSync(verifyFolder(failing)));
  });
});

describe("what verify refuses before it computes", () => {
  const subject = project(dice("dice"));
  const refused = async (words: readonly string[], code: number, message: RegExp) => {
    const finished = await command(subject.root, "verify", ...words);
    assert.deepEqual({ code: finished.code, out: finished.out }, { code, out: "" });
    assert.match(finished.err, message);
    assert.doesNotMatch(finished.err, /\n {4}at /);
  };

  test("a project without a lock", async () => {
    rmSync(join(subject.root, lockFile), { force: true });
    await refused(
      [],
      1,
      /^error: there is no lock .*\n {2}where: artifacts\.lock\.json\n {2}fix: .*--update-lock/,
    );
  });

  test("an experiment that the lock does not have, and one that is none", async () => {
    writeLock(subject.root, "paper", { other: "0".repeat(64) });
    await refused(["dice"], 2, /the lock has no artifact of dice/);
    await refused(["dise"], 1, /there is no experiment `dise`[\s\S]*Did you mean "dice"\?/);
  });
});

test("Ctrl-C ends it with 130, its processes and its store, and a second verify waits for the first", async () => {
  const slow = project(dice("dice", { paper: "{ faces: [2, 3, 4, 5, 6, 7], throws: 6000000 }" }));
  writeLock(slow.root, "paper", { dice: "0".repeat(64) });
  const first = start(slow.root, "verify", "--workers", "1", "--json");
  await first.lines(/"run-finish"/, 1);
  assert.ok(existsSync(verifyFolder(slow)));
  const second = start(slow.root, "verify");
  await second.lines(/waiting for another verify/, 1);
  for (const { child } of [second, first]) child.kill("SIGINT");
  const [{ code, err }, waiting] = await Promise.all([first.finished, second.finished]);
  assert.deepEqual({ code, err }, { code: 130, err: "" });
  assert.deepEqual({ code: waiting.code, err: waiting.err }, { code: 130, err: "" });
  assert.deepEqual(await processesLeft(slow.root, 0), []);
  assert.deepEqual(readdirSync(join(slow.root, ".artifacts")), [], "no store, no lock, no published result");
});
