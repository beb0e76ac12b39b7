import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { cacheRoot } from "../../src/native/library.mjs";
import { makeProject, type Project } from "../integration/project.ts";
import { realTensorFlow } from "../native/fixtures.ts";

const { PATH } = process.env;
const home = () => {
  const folder = mkdtempSync(join(tmpdir(), "reprise-home-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

/** One after the other, each the same paper at the same commit in a folder of its own. */
const surroundings: Readonly<Record<string, () => NodeJS.ProcessEnv>> = {
  "a plain environment": () => ({ HOME: home(), TZ: "UTC", LC_ALL: "C" }),
  "another home, time zone, language and day, and folders listed backwards": () => ({
    HOME: home(),
    TZ: "Pacific/Chatham",
    LANG: "tr_TR.UTF-8",
    LC_ALL: "de_DE.UTF-8",
    LANGUAGE: "de",
    USER: "somebody-else",
    HOSTNAME: "elsewhere",
    FONTCONFIG_PATH: "/nonexistent",
    SOURCE_DATE_EPOCH: "1",
    FORCE_COLOR: "1",
    NODE_OPTIONS: `--import=${join(import.meta.dirname, "disorder.mjs")}`,
  }),
};

describe("the built site", { timeout: 300_000 }, () => {
  const built: { readonly project: Project; readonly files: Readonly<Record<string, string>> }[] = [];

  before(async () => {
    await realTensorFlow();
    // All copies before the first build, for a checkout that is being worked in
    const projects = Object.keys(surroundings).map(() => makeProject());
    for (const { root } of projects) commitAll(root);
    for (const [index, [name, environment]] of Object.entries(surroundings).entries()) {
      const project = projects[index];
      if (project === undefined) continue;
      const env = { PATH, REPRISE_CACHE: cacheRoot(), ...environment() };
      const { code, output } = await build(project.root, env);
      assert.equal(code, 0, `${name}:\n${output}`);
      built.push({ project, files: project.hashes("dist") });
    }
  });
  after(() => {
    for (const { project } of built) project.remove();
  });

  test("is the same, byte for byte, wherever and whenever the same commit is built", () => {
    const [first, second] = built;
    assert.ok(first && second);
    const names = (files: Readonly<Record<string, string>>) => Object.keys(files).sort();
    assert.deepEqual(names(second.files), names(first.files));
    const different = names(first.files).filter((file) => first.files[file] !== second.files[file]);
    assert.deepEqual(different, []);
    for (const kind of [".html", ".svg", ".json", ".csv", ".css"])
      assert.ok(
        names(first.files).some((file) => file.endsWith(kind)),
        `there is no ${kind}`,
      );
  });

  test("holds no path, user, host or clock of the machine", () => {
    for (const { project, files } of built) {
      for (const file of Object.keys(files)) {
        if (!/\.(html|svg|json|csv|css|js|xml|txt)$/.test(file)) continue;
        const text = project.read(join("dist", file));
        for (const secret of [project.root, tmpdir(), process.cwd(), "somebody-else", "elsewhere"])
          assert.ok(!text.includes(`${secret}/`) && !text.includes(`"${secret}"`), `${file} holds ${secret}`);
      }
    }
  });
});

/** The same commit in every folder: author and date are part of its hash. */
function commitAll(root: string): void {
  writeFileSync(join(root, ".gitignore"), "node_modules\n.artifacts\n.astro\ndist\n");
  const who = {
    GIT_AUTHOR_NAME: "A",
    GIT_AUTHOR_EMAIL: "a@example.org",
    GIT_AUTHOR_DATE: "2020-01-01T00:00:00Z",
  };
  const committer = Object.fromEntries(
    Object.entries(who).map(([name, value]) => [name.replace("AUTHOR", "COMMITTER"), value]),
  );
  const git = (...args: readonly string[]) =>
    execFileSync("git", ["-C", root, ...args], {
      env: { PATH, HOME: root, ...who, ...committer },
      stdio: "ignore",
    });
  git("init", "--initial-branch=main");
  git("add", "--all");
  git("commit", "--message=Everything");
}

function build(root: string, env: NodeJS.ProcessEnv): Promise<{ code: number | null; output: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ code: number | null; output: string }>();
  const child = spawn(process.execPath, ["src/cli.ts", "build"], {
    cwd: root,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
  child.on("error", reject);
  child.on("close", (code) => resolve({ code, output }));
  return promise;
}
