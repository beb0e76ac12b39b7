import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { processesLeft } from "../cli/command.ts";
import { makeProject } from "../integration/project.ts";
import { thorough } from "../thorough.ts";
import { onDisk } from "./disk.ts";
import { chance, pause, seed, times } from "./moments.ts";
import { filesBelow, spoil } from "./spoil.ts";

const prose = "content/pi/index.md";

describe("the site of a small paper", { timeout: 1_200_000 }, () => {
  const paper = makeProject({ warm: true });
  const build = async () => {
    const { code, stderr } = await paper.reprise("build");
    assert.equal(code, 0, stderr);
    return paper.hashes("dist");
  };
  let expected: Readonly<Record<string, string>> = {};
  before(async () => {
    expected = await build();
  });
  after(() => paper.remove());

  test("after kill -9 of the build at random moments is the old one or the new one, whole", async (t) => {
    const random = chance("site");
    const versions = [expected];
    const change = paper.edit(prose, (text) => text.replace(/\n## /, "\nAnother sentence.\n\n## "));
    const texts = [paper.read(prose)];
    const started = performance.now();
    versions.push(await build());
    const whole = performance.now() - started;
    change.undo();
    texts.unshift(paper.read(prose));
    assert.notDeepEqual(versions[1], versions[0]);
    // Each time the prose is the one that dist/ does not show
    let shown = 1;
    const counts = { killed: 0, old: 0, new: 0, none: 0 };
    while (counts.killed < times(6, "dear")) {
      const next = 1 - shown;
      writeFileSync(join(paper.root, prose), texts[next] ?? "");
      const child = paper.start("build", "--quiet");
      const ended = once(child, "close");
      await Promise.race([pause(whole * (0.3 + random.uniform() * 0.8)), ended]);
      if (child.exitCode === null && child.kill("SIGKILL")) counts.killed += 1;
      await ended;
      assert.deepEqual(await processesLeft(paper.root, 20_000), []);
      if (existsSync(join(paper.root, "dist"))) {
        const found = paper.hashes("dist");
        const isNew = JSON.stringify(found) === JSON.stringify(versions[next]);
        if (!isNew) assert.deepEqual(found, versions[shown]);
        counts[isNew ? "new" : "old"] += 1;
        if (isNew) shown = next;
      } else {
        // Between its two steps: the next build puts the old one back, whatever becomes of it
        counts.none += 1;
      }
    }
    writeFileSync(join(paper.root, prose), texts[0] ?? "");
    assert.deepEqual(await build(), expected);
    assert.deepEqual(filesBelow(join(paper.root, ".artifacts/site")), []);
    t.diagnostic(
      `the build killed ${counts.killed} times at random moments (seed ${seed}): dist/ was the old site ${counts.old} times, the new one ${counts.new} times, and a part of one 0 times`,
    );
  });

  test("is the same when every file of .artifacts/ was spoilt", async (t) => {
    const random = chance("all of it");
    const folder = join(paper.root, ".artifacts");
    const files = filesBelow(folder).filter((file) => statSync(join(folder, file)).size > 0);
    for (const file of files) spoil(join(folder, file), random);
    assert.deepEqual(await build(), expected);
    t.diagnostic(
      `all ${files.length} files of .artifacts/ spoilt at once: the same ${Object.keys(expected).length} files in dist/`,
    );
  });

  if (thorough) {
    test("comes out of two builds and a draft at once as of each alone", async (t) => {
      assert.equal((await paper.reprise("draft")).code, 0);
      const draft = paper.hashes(".artifacts/draft-site");
      const ends = await Promise.all(["build", "draft", "build"].map((verb) => paper.reprise(verb)));
      for (const { code, stderr } of ends) assert.equal(code, 0, stderr);
      assert.deepEqual(paper.hashes("dist"), expected);
      assert.deepEqual(paper.hashes(".artifacts/draft-site"), draft);
      t.diagnostic("two builds and a draft at once: three sites as each of them alone");
    });
  }

  test("is not touched by a build that finds the disk full", async (t) => {
    const workshop = join(paper.root, ".artifacts/site");
    mkdirSync(workshop, { recursive: true });
    await onDisk(t, workshop, 500, async () => {
      const { code, stderr } = await paper.reprise("build");
      assert.equal(code, 1);
      assert.match(stderr, /no space is left on the disk/);
      assert.doesNotMatch(stderr, /\n\s+at /);
      assert.deepEqual(paper.hashes("dist"), expected);
    });
  });

  test("is the same in a dist/ that is a mount point", async (t) => {
    rmSync(join(paper.root, "dist"), { recursive: true });
    mkdirSync(join(paper.root, "dist"));
    await onDisk(t, join(paper.root, "dist"), 40_000, async () => {
      assert.deepEqual(await build(), expected);
    });
  });
});
