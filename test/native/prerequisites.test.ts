import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import {
  describeMissing,
  findProgram,
  fixLines,
  isBitIdentical,
  missingPrerequisites,
  processorProblem,
  thisMachine,
} from "../../src/native/prerequisites.mjs";

const folder = mkdtempSync(join(tmpdir(), "prerequisites-"));
after(() => rmSync(folder, { recursive: true, force: true }));

/** A folder for `PATH` with programs that are shell scripts of the given text. */
function programs(name: string, scripts: Readonly<Record<string, string>>): string {
  const directory = join(folder, name);
  mkdirSync(directory);
  for (const [program, text] of Object.entries(scripts)) {
    writeFileSync(join(directory, program), `#!/bin/sh\n${text}\n`);
    chmodSync(join(directory, program), 0o755);
  }
  return directory;
}

const machine = {
  ...thisMachine(),
  platform: "linux",
  arch: "x64",
  cpuinfo: "flags\t\t: fpu avx avx2 fma\n",
};
const everything = { install: true, native: true };

describe("prerequisites", () => {
  it("are complete on this machine", () => {
    assert.deepEqual(missingPrerequisites(everything), []);
  });

  it("lists everything that is missing at once, with the command that brings it", () => {
    const environment = { PATH: programs("bare", { "apt-get": "" }) };
    const missing = missingPrerequisites(everything, { ...machine, environment });
    const message = describeMissing(missing);
    for (const what of [/npm, which/, /Python 3, which/, /pip, Python's installer/, /a C\+\+ compiler/])
      assert.match(message, what);
    assert.deepEqual(fixLines(missing, environment), [
      "Install it with:",
      "  sudo apt-get install -y npm python3 python3-pip g++",
    ]);
  });

  it("shows Fedora's command on Fedora, and both where the package manager is unknown", () => {
    const fedora = { PATH: programs("fedora", { dnf: "", npm: "", python3: "" }) };
    const missing = missingPrerequisites(everything, { ...machine, environment: fedora });
    assert.deepEqual(fixLines(missing, fedora), ["Install it with:", "  sudo dnf install -y gcc-c++"]);
    const unknown = { PATH: programs("unknown", { npm: "", python3: "" }) };
    assert.deepEqual(fixLines(missing, unknown).slice(1), [
      "  sudo apt-get install -y g++",
      "  sudo dnf install -y gcc-c++",
    ]);
  });

  it("tells Python without pip from no Python", () => {
    const environment = { PATH: programs("nopip", { "apt-get": "", npm: "", "g++": "", python3: "exit 1" }) };
    const missing = missingPrerequisites(everything, { ...machine, environment });
    const message = describeMissing(missing);
    assert.match(message, /pip, Python's installer/);
    assert.doesNotMatch(message, /Python 3, which/);
    assert.match(fixLines(missing, environment).join("\n"), /apt-get install -y python3-pip$/);
  });

  it("asks for nothing that is not needed", () => {
    const environment = { PATH: programs("nothing", {}) };
    assert.deepEqual(
      missingPrerequisites({ install: false, native: false }, { ...machine, environment }),
      [],
    );
  });

  it("refuses a processor without AVX2 and an old Node", () => {
    const old = { ...machine, cpuinfo: "processor\t: 0\nflags\t\t: fpu sse4_2\n", nodeVersion: "18.20.4" };
    const message = describeMissing(missingPrerequisites({ install: false, native: false }, old));
    assert.match(message, /AVX2: this processor lacks/);
    assert.match(message, /Node 18.20.4 is too old: 20.0 or newer/);
    assert.equal(processorProblem(machine), undefined);
  });

  it("needs a newer Node where there is no locked one", () => {
    const mac = { ...machine, platform: "darwin", arch: "arm64", cpuinfo: undefined, nodeVersion: "20.11.0" };
    const missing = missingPrerequisites({ install: false, native: false }, mac);
    assert.match(describeMissing(missing), /22.18 or newer/);
    assert.deepEqual(
      missingPrerequisites({ install: false, native: false }, { ...mac, nodeVersion: "24.0.0" }),
      [],
    );
  });

  it("says where TensorFlow does not exist", () => {
    const windows = { ...machine, platform: "win32" };
    assert.match(fixLines(missingPrerequisites(everything, windows)).join(), /Windows Subsystem for Linux/);
  });

  it("promises equal bits on Linux x64 with AVX2 only", () => {
    assert.equal(isBitIdentical(machine), true);
    assert.equal(isBitIdentical({ ...machine, cpuinfo: "flags\t: fpu avx\n" }), false);
    assert.equal(isBitIdentical({ ...machine, arch: "arm64" }), false);
  });

  it("finds programs that can be run, not folders or texts", () => {
    const directory = programs("kinds", { good: "" });
    mkdirSync(join(directory, "folder"));
    writeFileSync(join(directory, "text"), "");
    const environment = { PATH: directory };
    assert.equal(findProgram(["folder", "text", "good"], environment), join(directory, "good"));
    assert.equal(findProgram(["folder", "text"], environment), undefined);
  });
});
