import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { ensureTensorFlow, type NativeProgress } from "../../src/native/ensure.ts";
import { libraryHashFor, wheelFor } from "../../src/native/library.mjs";
import { digestFile } from "../../src/native/verify.ts";
import { damage, linkedCopy, realTensorFlow, temporaryFolder } from "./fixtures.ts";

const framework = wheelFor()?.libraries.find(({ name }) => name.includes("framework"))?.name ?? "";
let real = "";
before(async () => {
  real = (await realTensorFlow()).directory;
});

/** Brings up a folder in this process and returns what happened, one line for each message. */
async function ensure(directory: string, tfjsNode: string) {
  const events: NativeProgress[] = [];
  const result = await ensureTensorFlow({ directory, tfjsNode, progress: (event) => events.push(event) });
  const phases = new Set(events.map(({ phase }) => phase));
  return { ...result, phases, messages: events.map(({ message }) => message).join("\n") };
}

/** Brings up a folder in a process of its own, which prints each phase. */
function ensureElsewhere(directory: string, tfjsNode: string): ChildProcess {
  const module = new URL("../../src/native/ensure.ts", import.meta.url).href;
  const program = `
    const { ensureTensorFlow } = await import(${JSON.stringify(module)});
    const result = await ensureTensorFlow({
      directory: ${JSON.stringify(directory)},
      tfjsNode: ${JSON.stringify(tfjsNode)},
      progress: ({ phase, message }) => console.log(phase, message),
    });
    console.log("prepared", result.prepared);
  `;
  return spawn(process.execPath, ["--input-type=module", "-e", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
}

async function outputOf(child: ChildProcess): Promise<string> {
  let text = "";
  child.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
  });
  await once(child, "close");
  return text;
}

describe("a prepared TensorFlow", () => {
  it("is checked, found intact and linked, each time", async () => {
    const folder = temporaryFolder();
    await linkedCopy(real, join(folder, "tensorflow-a"));
    const { prepared, addon, phases } = await ensure(join(folder, "tensorflow-a"), join(folder, "tfjs-node"));
    assert.equal(prepared, false);
    assert.deepEqual([...phases], ["verify"]);
    assert.equal(readlinkSync(join(folder, "tfjs-node/lib/napi-v8/tfjs_binding.node")), addon);
  });

  it("is mended if one byte changed, though the manifest says the change is right", async () => {
    const folder = temporaryFolder();
    const directory = join(folder, "tensorflow-a");
    await linkedCopy(real, directory);
    await linkedCopy(real, join(folder, "tensorflow-b"));
    damage(join(directory, framework), 40_000_000);
    const manifest = JSON.parse(readFileSync(join(directory, "manifest.json"), "utf8"));
    manifest.files[framework] = await digestFile(join(directory, framework));
    rmSync(join(directory, "manifest.json"));
    writeFileSync(join(directory, "manifest.json"), JSON.stringify(manifest));

    const { prepared, messages, phases } = await ensure(directory, join(folder, "tfjs-node"));
    assert.equal(prepared, true);
    assert.match(messages, new RegExp(`damaged \\(${framework}\\)`));
    assert.ok(!phases.has("download"), "the intact copy nearby is used");
    assert.deepEqual(readFileSync(join(directory, framework)), readFileSync(join(real, framework)));
    assert.equal((await ensure(directory, join(folder, "tfjs-node"))).prepared, false);
  });

  it("is compiled again if the addon is cut short", async () => {
    const folder = temporaryFolder();
    const directory = join(folder, "tensorflow-a");
    await linkedCopy(real, directory);
    damage(join(directory, "tfjs_binding.node"), 0);
    truncateSync(join(directory, "tfjs_binding.node"), 1000);
    const { prepared, messages, phases } = await ensure(directory, join(folder, "tfjs-node"));
    assert.equal(prepared, true);
    assert.match(messages, /damaged \(tfjs_binding.node\)/);
    assert.ok(phases.has("compile") && !phases.has("download"));
  });
});

describe("preparing TensorFlow", () => {
  it("survives a kill, and is done once when two builds do it at the same time", async () => {
    const folder = temporaryFolder();
    const directory = join(folder, "tensorflow-new");
    const tfjsNode = join(folder, "tfjs-node");
    // Another checkout's folder: its libraries are taken over, and the addon has to be compiled.
    await linkedCopy(real, join(folder, "tensorflow-other"));

    const killed = ensureElsewhere(directory, tfjsNode);
    killed.stdout?.setEncoding("utf8").on("data", (text: string) => {
      if (text.includes("compile")) killed.kill("SIGKILL");
    });
    const [, signal] = await once(killed, "close");
    assert.equal(signal, "SIGKILL");
    assert.ok(!existsSync(directory), "nothing half-made is in the place of the finished");
    assert.ok(
      readdirSync(folder).some((name) => name.includes(".tmp-")),
      "the kill was half-way",
    );

    const first = ensureElsewhere(directory, tfjsNode);
    const firstOutput = outputOf(first);
    await sleep(300);
    const secondOutput = outputOf(ensureElsewhere(directory, tfjsNode));
    const outputs = [await firstOutput, await secondOutput];
    assert.equal(outputs.filter((text) => text.includes("compile compiling")).length, 1);
    assert.match(outputs.join(), /wait another build is preparing TensorFlow/);
    for (const text of outputs) assert.match(text, /prepared true/);
    assert.deepEqual(readdirSync(folder).sort(), ["tensorflow-new", "tensorflow-other", "tfjs-node"]);
    assert.equal((await ensure(directory, tfjsNode)).prepared, false);
  });

  it("says what to do when the cache cannot be made", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "file"), "");
    await assert.rejects(ensure(join(folder, "file/tensorflow-a"), folder), {
      name: "UserError",
      fix: /REPRISE_CACHE/,
    });
  });

  it("stops when it is told to, and leaves nothing", async () => {
    const folder = temporaryFolder();
    await linkedCopy(real, join(folder, "tensorflow-other"));
    const controller = new AbortController();
    const directory = join(folder, "tensorflow-new");
    const work = ensureTensorFlow({
      directory,
      tfjsNode: folder,
      signal: controller.signal,
      progress: ({ phase }) => phase === "compile" && controller.abort(new Error("stopped")),
    });
    await assert.rejects(work, /stopped/);
    assert.deepEqual(readdirSync(folder), ["tensorflow-other"]);
  });
});

describe("the library's identity", () => {
  it("is one hash for each platform", () => {
    const hashes = ["linux-x64", "linux-arm64", "darwin-arm64"].map((platform) => libraryHashFor(platform));
    assert.equal(new Set(hashes).size, 3);
    for (const hash of hashes) assert.match(hash, /^[0-9a-f]{64}$/);
  });
});
