import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { recoverFolder, replaceFolder } from "../../src/replace-folder.ts";
import { command } from "../cli/command.ts";
import { dice, type Project, project } from "../engine/project.ts";
import { onDisk } from "./disk.ts";
import { chance, finishedRuns, times } from "./moments.ts";

const files = dice("dice", {
  paper: "{ faces: [2, 3, 4, 5, 6, 7], throws: 100 }",
  // Some 40 kB each, so that a small disk is soon full
  run: `({ input, random }) => {
    const values = new Float64Array(2000);
    random("values", input.faces).fillUniform(values);
    return { mean: values[0] ?? 0, values };
  }`,
});

function hashOf(subject: Project): Promise<string | undefined> {
  return subject.run({ workers: 1 }).then(({ artifacts }) => artifacts.dice?.hash);
}

describe("a full disk", () => {
  test("is one error wherever it strikes, and with more space the rest is done", {
    timeout: 240_000,
  }, async (t) => {
    const expected = await hashOf(project(files));
    const random = chance("disk");
    const [disks, counts] = [times(6, "dear"), { full: 0, kept: 0 }];
    for (let i = 0; i < disks; i++) {
      const subject = project(files);
      const store = join(subject.root, ".artifacts");
      mkdirSync(store);
      await onDisk(t, store, 60 + random.integer(180), async () => {
        const { code, out, err } = await command(subject.root, "run", "--workers", "1");
        if (code !== 0) {
          counts.full += 1;
          assert.equal(code, 1);
          assert.match(err, /no space is left on the disk/, out);
          assert.match(err, /Free some space .* finished runs are kept/);
          assert.doesNotMatch(err, /\n\s+at /);
        }
        assert.deepEqual(globSync("**/*.tmp", { cwd: store }), []);
        const kept = finishedRuns(subject.root);
        counts.kept += kept.size;
        execFileSync("mount", ["-o", "remount,size=50M", store]);
        const rest = await subject.run({ workers: 1 });
        assert.equal(rest.artifacts.dice?.hash, expected);
        assert.deepEqual(
          rest.ran.filter((run) => kept.has(run)),
          [],
        );
      });
    }
    assert.equal(counts.full, disks);
    t.diagnostic(
      `${counts.full} disks that ran full: one error each; ${counts.kept} finished runs kept, 0 repeated`,
    );
  });
});

describe("a read-only store", () => {
  test("is read; what cannot be written is one error", async (t) => {
    const subject = project(files);
    const expected = await hashOf(subject);
    const store = join(subject.root, ".artifacts");
    const aside = join(subject.root, "aside");
    renameSync(store, aside);
    mkdirSync(store);
    await onDisk(t, store, 4000, async () => {
      execFileSync("cp", ["-r", `${aside}/.`, store]);
      execFileSync("mount", ["-o", "remount,ro", store]);
      const whole = await command(subject.root, "run", "--json");
      assert.deepEqual({ code: whole.code, err: whole.err }, { code: 0, err: "" });
      assert.ok(whole.out.includes(`"hash":"${expected}"`));
      assert.doesNotMatch(whole.out, /"run-start"/);
      // A result is missing, and could not be kept
      execFileSync("mount", ["-o", "remount,rw", store]);
      rmSync(join(store, "records"), { recursive: true });
      rmSync(join(store, "results-paper.json"));
      execFileSync("mount", ["-o", "remount,ro", store]);
      const { code, err } = await command(subject.root, "run", "dice");
      assert.equal(code, 1);
      assert.match(
        err,
        /the file system is read-only\n {2}where: \.artifacts\/\S+\n {2}fix: {3}Make it writable/,
      );
      assert.doesNotMatch(err, /\n\s+at /);
    });
  });
});

describe("a store on another file system", () => {
  test("mounted, or through a symbolic link, gives the same artifacts", async (t) => {
    const expected = await hashOf(project(files));
    const mounted = project(files);
    mkdirSync(join(mounted.root, ".artifacts"));
    await onDisk(t, join(mounted.root, ".artifacts"), 8000, async () => {
      assert.equal(await hashOf(mounted), expected);
      const linked = project(files);
      const elsewhere = mkdtempSync(join(tmpdir(), "reprise-disk-"));
      t.after(() => rmSync(elsewhere, { recursive: true }));
      await onDisk(t, elsewhere, 8000, async () => {
        symlinkSync(elsewhere, join(linked.root, ".artifacts"));
        assert.equal(await hashOf(linked), expected);
        assert.equal((await linked.run()).computed, 0);
      });
    });
  });
});

describe("dist/ is replaced as a whole", () => {
  const site = (folder: string, version: string) => {
    mkdirSync(join(folder, "page"), { recursive: true });
    writeFileSync(join(folder, "index.html"), version);
    writeFileSync(join(folder, "page/index.html"), version);
    writeFileSync(join(folder, `only-${version}`), "");
    writeFileSync(join(folder, "claims.json"), "[]");
  };
  const content = (folder: string) =>
    globSync("**/*", { cwd: folder, withFileTypes: false })
      .filter((file) => /[.-]/.test(file))
      .sort();

  function place(t: TestContext): {
    readonly source: string;
    readonly target: string;
    readonly workshop: string;
  } {
    const root = mkdtempSync(join(tmpdir(), "reprise-place-"));
    t.after(() => rmSync(root, { recursive: true, force: true }));
    const workshop = join(root, "workshop");
    site(join(workshop, "new"), "new");
    return { source: join(workshop, "new"), target: join(root, "dist"), workshop };
  }
  const isNew = ({ target }: { readonly target: string }) => {
    assert.deepEqual(content(target), ["claims.json", "index.html", "only-new", "page/index.html"]);
    assert.equal(readFileSync(join(target, "page/index.html"), "utf8"), "new");
    assert.deepEqual(readdirSync(target).sort(), ["claims.json", "index.html", "only-new", "page"]);
  };
  const replace = ({ source, target, workshop }: ReturnType<typeof place>) =>
    replaceFolder(source, target, workshop);

  test("where there was none, and where there was one", async (t) => {
    for (const old of [false, true]) {
      const where = place(t);
      if (old) site(where.target, "old");
      await replace(where);
      isNew(where);
      assert.deepEqual(readdirSync(where.workshop), []);
    }
  });

  test("through a symbolic link, which stays; a link to nowhere is one error", async (t) => {
    const where = place(t);
    const published = join(where.workshop, "../published");
    site(published, "old");
    symlinkSync(published, where.target);
    await replace(where);
    isNew(where);
    isNew({ target: published });
    const astray = place(t);
    symlinkSync("nowhere", astray.target);
    await assert.rejects(replace(astray), {
      name: "UserError",
      what: /symbolic link to a place that does not exist/,
    });
  });

  test("on another file system", async (t) => {
    const where = place(t);
    const disk = join(where.workshop, "../disk");
    mkdirSync(disk);
    await onDisk(t, disk, 1000, async () => {
      const elsewhere = { ...where, target: join(disk, "dist") };
      site(elsewhere.target, "old");
      await replace(elsewhere);
      isNew(elsewhere);
      assert.deepEqual(readdirSync(disk), ["dist"]);
    });
  });

  test("as a mount point, whose content changes", async (t) => {
    const where = place(t);
    mkdirSync(where.target);
    await onDisk(t, where.target, 1000, async () => {
      site(where.target, "old");
      await replace(where);
      isNew(where);
    });
  });

  test("or not at all: as a mount point that is too small, it stays as it was", async (t) => {
    const where = place(t);
    mkdirSync(where.target);
    await onDisk(t, where.target, 200, async () => {
      site(where.target, "old");
      writeFileSync(join(where.source, "large"), "x".repeat(400_000));
      await assert.rejects(replace(where), { code: "ENOSPC" });
      assert.deepEqual(readdirSync(where.target).sort(), ["claims.json", "index.html", "only-old", "page"]);
      assert.ok(statfsSync(where.target).bfree > 0);
    });
  });

  test("after a kill between its two steps, the old one is put back", async (t) => {
    const where = place(t);
    // A process number that is nobody's
    site(join(where.workshop, "dist.4194399.old"), "old");
    site(join(where.workshop, "site.4194399.new"), "half");
    site(join(where.workshop, `site.${process.pid}.new`), "mine");
    await recoverFolder(where.target, where.workshop);
    assert.equal(readFileSync(join(where.target, "index.html"), "utf8"), "old");
    assert.deepEqual(readdirSync(where.workshop).sort(), ["new", `site.${process.pid}.new`]);
  });
});
