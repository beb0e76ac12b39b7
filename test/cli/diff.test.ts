import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { type DiffReport, diffReport } from "../../src/commands/diff-report.ts";
import { lockFile } from "../../src/engine/lock.ts";
import { resultsFile } from "../../src/engine/results.ts";
import { type Project, project, publish } from "../engine/project.ts";
import { command, type Finished, processesLeft, start } from "./command.ts";

const fixture = join(import.meta.dirname, "../fixtures/paper");
const prose = "content/pi/index.md";
const experiment = "experiments/pi/experiment.ts";

const paper = Object.fromEntries(
  globSync("**/*.*", { cwd: fixture }).map((file) => [file, readFileSync(join(fixture, file), "utf8")]),
);

function git(folder: string, ...args: readonly string[]): string {
  const identity = [
    "-c",
    "user.name=Test",
    "-c",
    "user.email=test@example.org",
    "-c",
    "commit.gpgsign=false",
  ];
  return execFileSync("git", [...identity, ...args], {
    cwd: folder,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  }).trim();
}

function commit(root: string, message: string): void {
  git(root, "add", "--all");
  git(root, "commit", "--quiet", "--message", message);
}

function lineOf(subject: Project, file: string, text: string): number {
  return (
    subject
      .read(file)
      .split("\n")
      .findIndex((line) => line.includes(text)) + 1
  );
}

function reportOf({ out }: Finished): DiffReport {
  return diffReport.parse(JSON.parse(out.trim().split("\n").at(-1) ?? ""));
}

describe("diff", { timeout: 600_000 }, () => {
  const subject = project({ ...paper, ".gitignore": ".artifacts/\nnode_modules\nsrc\n" });
  before(async () => {
    await publish(subject);
    git(subject.root, "init", "--quiet", "--initial-branch", "main");
    commit(subject.root, "first");
  });

  test("says in one line that nothing differs, and leaves nothing behind", async () => {
    const { code, out, err } = await command(subject.root, "diff", "main");
    assert.deepEqual({ code, err }, { code: 0, err: "" });
    assert.match(
      out,
      /^Nothing differs between main \([0-9a-f]{12}\) and HEAD \([0-9a-f]{12}\): 1 result, 1 claim, \d+ sentences, 2 figures\.\n$/,
    );
    assert.ok(!existsSync(join(subject.root, ".artifacts/diff")));
    assert.equal(git(subject.root, "status", "--porcelain"), "");
    assert.equal(git(subject.root, "worktree", "list").split("\n").length, 1);
  });

  test("shows the sentences whose numbers changed, with old and new ones, the figures, and what moved", async () => {
    const edited = subject.copy();
    edited.edit(experiment, "replicates: 60", "replicates: 50");
    await edited.run();
    const { code, out, err } = await command(edited.root, "diff", "HEAD");
    assert.deepEqual({ code, err }, { code: 4, err: "" });
    assert.match(
      out,
      /^HEAD \([0-9a-f]{12}\) → the working tree \([0-9a-f]{12} and changes\), preset paper\n/,
    );
    assert.match(
      out,
      /\nresults: 1 changed\n {2}pi {2}\d+ of 28 values moved, at most by [\d.]+ \(\S+\) and by [\d.]+ % \(\S+\)\n/,
    );
    assert.match(
      out,
      new RegExp(
        `\\n  ${prose}:${lineOf(edited, prose, ":ref[estimates] shows")}\\n    \\[estimates\\] shows the mean over \\[60 → 50\\] repetitions for each`,
      ),
    );
    assert.match(out, /the error is\s+\[0\.189\s+→\s+0\.1\d\d\]\s+where theory says 0\.164,/);
    assert.match(out, /\n {2}Figure 1 \(pi\/estimates\): changed\n {4}data: \d+ of \d+ values moved/);
    assert.doesNotMatch(out, /reworded|removed/);

    const report = reportOf(await command(edited.root, "diff", "HEAD", "--json"));
    assert.equal(report.status, "different");
    assert.equal(report.sentences.length, 2);
    for (const { change, before: old, after: now } of report.sentences) {
      assert.equal(change, "numbers");
      assert.equal(old?.file, prose);
      assert.deepEqual(
        old.numbers.map(({ path }) => path),
        now?.numbers.map(({ path }) => path),
      );
      assert.notEqual(old.text, now?.text);
    }
    assert.deepEqual(
      report.figures.map(({ id, change, before: old, after: now, data }) => [
        id,
        change,
        old,
        now,
        data !== null,
      ]),
      [
        ["estimates", "changed", 1, 1, true],
        ["convergence", "changed", 2, 2, true],
      ],
    );
  });

  test("has a status of its own for a claim that held and is refuted, and says where it is made", async () => {
    const edited = subject.copy();
    edited.edit("experiments/pi/claims.ts", "now < ", "now > ");
    const { code, out } = await command(edited.root, "diff", "HEAD");
    assert.equal(code, 5);
    const line = lineOf(edited, prose, ":claim[");
    assert.match(out, /\nclaims: 1 refuted\n/);
    assert.match(out, new RegExp(`\\n  pi\\.errors-fall: HOLDS → REFUTED  ${prose}:${line}\\n`));
    assert.match(out, /\n {4}found 4 of 4 → 0 of 4\n/);
  });

  test("tells a claim that expects less, one that is new and one that is gone from one that moved", async () => {
    const edited = subject.copy();
    edited.edit("experiments/pi/claims.ts", "atLeast: steps.length", "atLeast: 1");
    const { claims } = reportOf(await command(edited.root, "diff", "HEAD", "--json"));
    assert.deepEqual(
      claims.map(({ claim, change, before: old, after: now }) => [
        claim,
        change,
        old?.expected,
        now?.expected,
      ]),
      [["pi.errors-fall", "restated", "at least 4 of 4", "at least 1 of 4"]],
    );
    edited.edit("experiments/pi/claims.ts", '"errors-fall"', '"errors-shrink"');
    edited.edit(prose, "#pi.errors-fall", "#pi.errors-shrink");
    const renamed = reportOf(await command(edited.root, "diff", "HEAD", "--json"));
    assert.deepEqual(
      renamed.claims.map(({ claim, change, cited }) => [claim, change, cited.length]),
      [
        ["pi.errors-fall", "removed", 1],
        ["pi.errors-shrink", "new", 1],
      ],
    );
  });

  test("tells reworded, new and removed sentences, and other designs of figures, from other numbers", async () => {
    const edited = subject.copy();
    edited.edit(prose, "shows the mean over", "shows the average over");
    edited.edit(
      prose,
      "What :ref[the-estimate] promised is kept:",
      'Theory says :value[pi.theory.1]{format=".3f"}, too:',
    );
    edited.edit(prose, "A square of side 1 and", "A square of side one and");
    edited.edit("content/pi/figures/convergence.ts", 'title: "Darts"', 'title: "Number of darts"');
    const { code, out } = await command(edited.root, "diff", "HEAD");
    assert.equal(code, 4);
    const line = lineOf(edited, prose, "shows the average");
    assert.match(
      out,
      new RegExp(
        `\\n  ${prose}:${line}  \\(reworded, was at ${line}\\)\\n  − \\[estimates\\] shows the mean over 60 .*\\n  \\+ \\[estimates\\] shows the average over 60`,
      ),
    );
    assert.match(out, /\n {2}\d others?, which \w+ the same/);
    assert.match(out, /\n {2}Figure 2 \(pi\/convergence\): changed\n {4}design: \S*encoding\.x\.title/);
    assert.doesNotMatch(out, /results:|claims:|→ [\d.]+\]/);
  });

  test("says that a result is that of earlier code, and computes it only when told to", async () => {
    const edited = subject.copy();
    edited.edit(experiment, "replicates: 60", "replicates: 40");
    const noted = await command(edited.root, "diff", "HEAD");
    assert.equal(noted.code, 4);
    assert.match(noted.out, /\nnote: pi changed since its last results, which are compared/);
    assert.deepEqual(reportOf(await command(edited.root, "diff", "HEAD", "--json")).after.stale, ["pi"]);
    const computed = await command(edited.root, "diff", "HEAD", "--compute");
    assert.equal(computed.code, 4, computed.err);
    assert.match(computed.out, /5 runs computed/);
    assert.match(computed.out, /\[60 → 40\] repetitions/);
  });

  test("says what missing results would cost, computes them on request, and keeps the present ones", async () => {
    const edited = subject.copy();
    edited.edit(experiment, "replicates: 60", "replicates: 50");
    await edited.run();
    const known = await command(edited.root, "diff", "main");
    const results = readFileSync(resultsFile(join(edited.root, ".artifacts"), "paper"), "utf8");
    forget(edited);

    const refused = await command(edited.root, "diff", "main");
    assert.deepEqual({ code: refused.code, out: refused.out }, { code: 1, out: "" });
    assert.match(
      refused.err,
      /^error: the results of pi at main \([0-9a-f]{12}\) are not on this machine\n {2}where: \.artifacts\/objects\n {2}fix: {3}`npm run diff -- main --compute` computes them, 5 runs, about \S+ s with \d workers?\.\n$/,
    );
    const computed = await command(edited.root, "diff", "main", "--compute");
    assert.equal(computed.code, 4, computed.err);
    assert.match(computed.out, /computing the results of pi at main/);
    assert.ok(computed.out.endsWith(known.out));
    assert.equal(readFileSync(resultsFile(join(edited.root, ".artifacts"), "paper"), "utf8"), results);
    assert.deepEqual(
      (await command(edited.root, "diff", "main")).out,
      known.out,
      "what was computed is kept",
    );
    assert.ok(!existsSync(join(edited.root, ".artifacts/diff")));
  });

  test("is interrupted without a trace but for the runs that finished", async () => {
    const edited = subject.copy();
    edited.edit(experiment, "10_000]", "10_000, 100_000, 200_000, 400_000]");
    edited.edit(lockFile, subject.read(lockFile).match(/[0-9a-f]{64}/)?.[0] ?? "", "0".repeat(64));
    commit(edited.root, "slow");
    edited.edit(experiment, "10_000, 100_000, 200_000, 400_000]", "10_000]");
    const running = start(edited.root, "diff", "HEAD", "--compute", "--json", "--workers", "1");
    await running.lines(/"run-finish"/, 1);
    assert.ok(existsSync(join(edited.root, ".artifacts/diff")));
    running.child.kill("SIGINT");
    const { code, err } = await running.finished;
    assert.deepEqual({ code, err }, { code: 130, err: "" });
    assert.deepEqual(await processesLeft(edited.root, 2000), []);
    assert.deepEqual(
      readdirSync(join(edited.root, ".artifacts")).filter((name) => /^diff/.test(name)),
      [],
    );
  });

  test("says of a lock that its code does not bear out that it does not", async () => {
    const edited = subject.copy();
    edited.edit(lockFile, subject.read(lockFile).match(/[0-9a-f]{64}/)?.[0] ?? "", "0".repeat(64));
    commit(edited.root, "wrong lock");
    const { code, out } = await command(edited.root, "diff", "HEAD", "--compute");
    assert.equal(code, 0, out);
    assert.match(out, /note: pi at HEAD \(.*\), computed here and now, is not what its lock says/);
  });

  test("reads what it can of a version that the present generator does not understand, and says what it cannot", async () => {
    const edited = subject.copy();
    edited.edit("experiments/pi/claims.ts", "fractionOf({", "proportionOf({");
    edited.edit(prose, ":value[pi.theory.0]", ":value[pi.theorem.0]");
    commit(edited.root, "another generator's");
    edited.edit("experiments/pi/claims.ts", "proportionOf({", "fractionOf({");
    edited.edit(prose, ":value[pi.theorem.0]", ":value[pi.theory.0]");
    const { code, out, err } = await command(edited.root, "diff", "HEAD");
    assert.deepEqual({ code, err }, { code: 4, err: "" });
    assert.match(out, /note: the claims of pi there cannot be evaluated by the present generator/);
    assert.match(out, /\n {2}− The measured errors[\s\S]*theory says \?,[\s\S]*\n {2}\+ The measured/);
    assert.doesNotMatch(out, /claims:/, "what they were is not known");
  });

  test("works where the project is a folder of a repository", async () => {
    const outer = mkdtempSync(join(tmpdir(), "reprise-test-"));
    after(() => rmSync(outer, { recursive: true, force: true }));
    const inner = join(outer, "papers/pi");
    mkdirSync(join(outer, "papers"));
    cpSync(subject.root, inner, { recursive: true, verbatimSymlinks: true });
    renameSync(join(inner, ".git"), join(outer, "former"));
    git(outer, "init", "--quiet");
    rmSync(join(outer, "former"), { recursive: true });
    commit(outer, "all");
    const { code, out, err } = await command(inner, "diff", "HEAD");
    assert.deepEqual({ code, err }, { code: 0, err: "" });
    assert.match(out, /^Nothing differs/);
  });

  /** Removes what was computed for `main`, as on a machine that never did. */
  function forget({ root }: Project): void {
    const kept = new Set(
      readFileSync(resultsFile(join(root, ".artifacts"), "paper"), "utf8").match(/[0-9a-f]{64}/g),
    );
    for (const file of globSync(".artifacts/{objects,records}/*/*", { cwd: root })) {
      const name = file.split("/").at(-1)?.replace(".json", "") ?? "";
      if (!kept.has(name)) rmSync(join(root, file));
    }
  }

  const refused = async (root: string, words: readonly string[], code: number, message: RegExp) => {
    const finished = await command(root, "diff", ...words);
    assert.deepEqual({ code: finished.code, out: finished.out }, { code, out: "" });
    assert.match(finished.err, message);
    assert.doesNotMatch(finished.err, /\n {4}at /);
    assert.ok(!existsSync(join(root, ".artifacts/diff")));
  };

  test("refuses, with what to do, a commit that is not there", async () => {
    await refused(
      subject.root,
      ["mian"],
      2,
      /^error: there is no commit `mian`\n.*\n {2}fix: .*Did you mean "main"\?/,
    );
    await refused(subject.root, ["--", "--all"], 2, /^error: there is no commit `--all`/);
    await refused(subject.root, [], 2, /missing required argument 'rev'/);
  });

  test("refuses a project that is not in a repository", async () => {
    const alone = subject.copy();
    rmSync(join(alone.root, ".git"), { recursive: true });
    await refused(alone.root, ["HEAD"], 2, /not in a git repository[\s\S]*git init/);
  });

  test("refuses a commit without a lock, and one whose lock cannot be read", async () => {
    const unlocked = subject.copy();
    rmSync(join(unlocked.root, lockFile));
    commit(unlocked.root, "no lock");
    await refused(
      unlocked.root,
      ["HEAD"],
      1,
      /has no lock.*\n {2}where: HEAD:artifacts\.lock\.json\n {2}fix: {3}Compare with a commit that has one/,
    );
    unlocked.write(lockFile, "{");
    commit(unlocked.root, "broken lock");
    await refused(unlocked.root, ["HEAD"], 1, /this is not JSON.*\n {2}where: HEAD:artifacts\.lock\.json\n/);
  });

  test("says how to bring the history of a shallow clone", async () => {
    const origin = subject.copy();
    git(origin.root, "commit", "--quiet", "--allow-empty", "--message", "second");
    const folder = mkdtempSync(join(tmpdir(), "reprise-test-"));
    after(() => rmSync(folder, { recursive: true, force: true }));
    const clone = join(folder, "clone");
    git(folder, "clone", "--quiet", "--depth", "1", `file://${origin.root}`, clone);
    for (const name of ["node_modules", "src"]) symlinkSync(join(origin.root, name), join(clone, name));
    await refused(clone, ["HEAD~1"], 2, /this clone, which is shallow[\s\S]*git fetch --unshallow/);
  });
});
