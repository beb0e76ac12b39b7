import assert from "node:assert/strict";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { type Ended, makeProject, type Project } from "../integration/project.ts";

const prose = "content/pi/index.md";

describe("a hostile project", { timeout: 300_000 }, () => {
  let project: Project;
  let outside: string;
  /** How long the longest build took, in milliseconds; the first, which makes everything, apart. */
  let longest = 0;

  before(async () => {
    project = makeProject({ warm: true });
    outside = mkdtempSync(join(tmpdir(), "reprise-outside-"));
    writeFileSync(join(outside, "dear.txt"), "dear");
    const { code, stderr } = await project.reprise("build", "--no-pdf");
    assert.equal(code, 0, stderr);
  });
  after(() => {
    project.remove();
    rmSync(outside, { recursive: true, force: true });
  });

  /** Builds, and holds that outside the project nothing was made, changed or removed. */
  async function build(): Promise<Ended> {
    const started = performance.now();
    const ended = await project.reprise("build", "--no-pdf");
    longest = Math.max(longest, performance.now() - started);
    assert.deepEqual(readdirSync(outside), ["dear.txt"]);
    assert.equal(readFileSync(join(outside, "dear.txt"), "utf8"), "dear");
    assert.doesNotMatch(ended.stdout + ended.stderr, /\n\s+at .*:\d+:\d+|fault of Reprise/);
    return ended;
  }

  test("whose dist/ leads outside, to something that is no site, is refused", async () => {
    const built = project.hashes("dist");
    const dist = join(project.root, "dist");
    rmSync(dist, { recursive: true });
    symlinkSync(outside, dist);
    const { code, stderr } = await build();
    assert.equal(code, 1);
    assert.match(stderr, /holds something else than a site, and would be lost\n {2}where: dist\n/);
    rmSync(dist);
    assert.equal((await build()).code, 0);
    assert.deepEqual(project.hashes("dist"), built);
  });

  test("with links out of dist/ and of a paper's folder gets nothing written through them", async () => {
    symlinkSync(outside, join(project.root, "dist/artifacts/away"));
    rmSync(join(project.root, "dist/pi"), { recursive: true });
    symlinkSync(outside, join(project.root, "dist/pi"));
    symlinkSync(outside, join(project.root, "content/elsewhere"));
    assert.equal((await build()).code, 0);
    assert.ok(existsSync(join(project.root, "dist/pi/index.html")));
    assert.ok(!existsSync(join(project.root, "dist/artifacts/away")));
    rmSync(join(project.root, "content/elsewhere"));
  });

  for (const [name, says] of [
    [
      "Big Figure",
      /“Big Figure” cannot be the name of a figure\n {2}where: content\/pi\/figures\/Big Figure\.ts\n/,
    ],
  ] as const) {
    test(`with a figure called ${JSON.stringify(name.slice(0, 20))} is told so`, async () => {
      const built = project.hashes("dist");
      const file = join(project.root, `content/pi/figures/${name}.ts`);
      writeFileSync(file, "export default 1;");
      const { code, stderr } = await build();
      assert.equal(code, 1);
      assert.match(stderr, says);
      assert.equal(stderr.match(/error:/g)?.length, 1);
      assert.deepEqual(project.hashes("dist"), built);
      rmSync(file);
    });
  }

  for (const [name, says] of [
    ["A Paper", /“A Paper” cannot be the address of a paper\n {2}where: content\/A Paper\/index\.md\n/],
    ["code", /“code” cannot be the address of a paper/],
  ] as const) {
    test(`with a paper in a folder called ${JSON.stringify(name)} is told so`, async () => {
      const built = project.hashes("dist");
      const folder = join(project.root, "content", name);
      mkdirSync(folder);
      writeFileSync(
        join(folder, "index.md"),
        "---\ntitle: T\nauthors:\n  - name: A\ndate: 2026-01-31\nabstract: Text.\n---\n\nProse.\n",
      );
      const { code, stderr } = await build();
      assert.equal(code, 1);
      assert.match(stderr, says);
      assert.deepEqual(project.hashes("dist"), built);
      rmSync(folder, { recursive: true });
    });
  }

  test("that fails at the very end of its build leaves the site as it was", async () => {
    const built = project.hashes("dist");
    // The last thing that is made: files beside the pages
    const edit = project.edit("src/generated.ts", (text) =>
      text.replace(/\n {2}return files;/, '\n  throw new Error("failed late");'),
    );
    const { code, stderr } = await project.reprise("build", "--no-pdf");
    edit.undo();
    assert.equal(code, 70, stderr);
    assert.match(stderr, /failed late/);
    assert.deepEqual(project.hashes("dist"), built);
    assert.deepEqual(
      readdirSync(join(project.root, ".artifacts/site")).filter((name) => name.endsWith(".new")),
      [],
    );
  });

  test("that is killed at any moment of rendering leaves the site as it was, and nothing that stays", async () => {
    const built = project.hashes("dist");
    project.edit(prose, (text) => `${text}\n\nOne more sentence.\n`);
    for (const share of [0.2, 0.5, 0.9]) {
      const milliseconds = longest * share;
      const child = project.start("build", "--no-pdf");
      const ended = new Promise((resolve) => child.on("close", resolve));
      setTimeout(() => child.kill("SIGKILL"), milliseconds);
      await ended;
      if (child.signalCode !== "SIGKILL") continue;
      const left = project.hashes("dist");
      const whole =
        JSON.stringify(left) === JSON.stringify(built) ||
        project.read("dist/pi/index.html").includes("One more sentence");
      assert.ok(whole, `killed after ${milliseconds} ms`);
    }
    assert.equal((await build()).code, 0);
    assert.match(project.read("dist/pi/index.html"), /One more sentence/);
    assert.deepEqual(
      readdirSync(join(project.root, ".artifacts/site")).filter((name) => /\.(new|old)$/.test(name)),
      [],
    );
  });
});
