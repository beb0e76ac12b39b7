import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { dice, project, type Source } from "./project.ts";

/** A run that does something with four faces, and throws no dice otherwise. */
function trying(statement: string, imports = ""): Source {
  return {
    imports,
    run: `async ({ input }) => {\nif (input.faces === 4) { ${statement} }\nreturn { mean: 1 };\n}`,
  };
}

const network = /tried to reach the network|`fetch` was called/;
const wait = "await new Promise((resolve) => { open.on('connect', resolve); open.on('error', resolve); });";

/** Each is tried with the port of a server that listens; what reaches it is a breach. */
const attempts: readonly (readonly [string, string, string])[] = [
  [
    "a socket",
    'const { connect } = process.getBuiltinModule("node:net");',
    `const open = connect(PORT, "127.0.0.1"); ${wait}`,
  ],
  [
    "a socket of the module's default export",
    'const net = process.getBuiltinModule("node:net");',
    `const open = new net.Socket(); open.connect(PORT); ${wait}`,
  ],
  [
    "TLS",
    'const { connect } = process.getBuiltinModule("node:tls");',
    `const open = connect(PORT, "127.0.0.1", { rejectUnauthorized: false }); ${wait}`,
  ],
  [
    "HTTP",
    'const { get } = process.getBuiltinModule("node:http");',
    "await new Promise((resolve, reject) => get(`http://127.0.0.1:PORT`, resolve).on('error', reject));",
  ],
  [
    "HTTPS with nobody to hear of its error",
    'const { get } = process.getBuiltinModule("node:https");',
    "get(`https://127.0.0.1:PORT`); await new Promise(() => {});",
  ],
  [
    "HTTP/2",
    'const { connect } = process.getBuiltinModule("node:http2");',
    "await new Promise((resolve, reject) => connect(`http://127.0.0.1:PORT`).on('connect', resolve).on('error', reject));",
  ],
  ["fetch", "", "await fetch(`http://127.0.0.1:PORT`);"],
  ["fetch, kept before the run", "const early = globalThis.fetch;", "await early(`http://127.0.0.1:PORT`);"],
  [
    "a web socket",
    "",
    "await new Promise((resolve, reject) => { const s = new WebSocket(`ws://127.0.0.1:PORT`); s.onopen = resolve; s.onerror = (event) => reject(event.error ?? event); });",
  ],
  [
    "a datagram",
    'const { createSocket } = process.getBuiltinModule("node:dgram");',
    'const open = createSocket("udp4"); await new Promise((resolve) => open.send("x", PORT, "127.0.0.1", resolve));',
  ],
  [
    "a name",
    'const { lookup } = process.getBuiltinModule("node:dns/promises");',
    'await lookup("localhost");',
  ],
  [
    "a name, by callback",
    'const { resolve4 } = process.getBuiltinModule("node:dns");',
    'await new Promise((resolve) => resolve4("localhost", resolve));',
  ],
  [
    "a server",
    'const { createServer } = process.getBuiltinModule("node:http");',
    "await new Promise((resolve) => createServer().listen(0, () => resolve(undefined)));",
  ],
];

test(`a run has no network: ${attempts.length} ways to it are refused by name, and nothing gets through`, async (t) => {
  let heard = 0;
  const server = createServer((socket) => {
    heard += 1;
    socket.destroy();
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  t.after(() => server.close());
  const { port } = server.address() as { readonly port: number };
  const files = Object.assign(
    {},
    ...attempts.map(([, imports, statement], index) =>
      dice(`attempt-${index}`, trying(statement.replaceAll("PORT", String(port)), imports)),
    ),
  ) as Readonly<Record<string, string>>;
  const outcome = await project(files).run();
  for (const [index, [name]] of attempts.entries()) {
    const failure = outcome.failures.find(({ experiment }) => experiment === `attempt-${index}`);
    assert.ok(failure, `${name} was not refused`);
    assert.equal(failure.run, "faces=4", name);
    if (name === "a web socket") continue; // Refused for reading the clock, before it comes to the network
    assert.match(failure.what, network, name);
    assert.match(failure.fix ?? "", /declare .* under `data`/, name);
  }
  assert.equal(heard, 0);
  // All other runs were done
  assert.equal(outcome.computed, 3 * attempts.length);
  t.diagnostic(
    `${attempts.length} attempts to reach the network: ${outcome.failures.length} refused, 0 got through`,
  );
});

describe("a run writes in the store and nowhere else", () => {
  const cases: readonly (readonly [string, string, string, RegExp])[] = [
    [
      "a file of the project",
      'const { writeFileSync } = process.getBuiltinModule("node:fs");',
      'writeFileSync("experiments/dice/result.json", "1");',
      /tried to write the file .*result\.json, outside/,
    ],
    [
      "a file elsewhere",
      'const { writeFile } = process.getBuiltinModule("node:fs/promises");',
      'await writeFile("ELSEWHERE/result.json", "1");',
      /tried to write .*result\.json/,
    ],
    [
      "a stream that nobody listens to",
      'const { createWriteStream } = process.getBuiltinModule("node:fs");',
      'createWriteStream("ELSEWHERE/stream").end("1"); await new Promise(() => {});',
      /tried to write/,
    ],
    [
      "a file moved away",
      'const { renameSync } = process.getBuiltinModule("node:fs");',
      'renameSync("package.json", "ELSEWHERE/package.json");',
      /tried to write/,
    ],
    [
      "a file removed",
      'const { rmSync } = process.getBuiltinModule("node:fs");',
      'rmSync("package.json");',
      /tried to write/,
    ],
    [
      "a folder",
      'const { mkdirSync } = process.getBuiltinModule("node:fs");',
      'mkdirSync("ELSEWHERE/folder");',
      /tried to write/,
    ],
    [
      "another program",
      'const { execFileSync } = process.getBuiltinModule("node:child_process");',
      'execFileSync("touch", ["ELSEWHERE/touched"]);',
      /tried to start another program/,
    ],
    [
      "a thread",
      'const { Worker } = process.getBuiltinModule("node:worker_threads");',
      'new Worker("1", { eval: true, execArgv: [] });',
      /tried to start a thread/,
    ],
  ];
  for (const [name, imports, statement, what] of cases) {
    test(name, async (t) => {
      const elsewhere = mkdtempSync(join(tmpdir(), "reprise-elsewhere-"));
      t.after(() => rmSync(elsewhere, { recursive: true, force: true }));
      const subject = project(dice("dice", trying(statement.replaceAll("ELSEWHERE", elsewhere), imports)));
      const { failures, computed } = await subject.run();
      assert.equal(failures.length, 1);
      assert.equal(failures[0]?.run, "faces=4");
      assert.match(failures[0].what, what);
      assert.ok(failures[0].fix !== undefined);
      assert.equal(computed, 3);
      assert.ok(existsSync(join(subject.root, "package.json")));
      assert.ok(!existsSync(join(subject.root, "experiments/dice/result.json")));
      for (const made of ["result.json", "stream", "package.json", "folder", "touched"]) {
        assert.ok(!existsSync(join(elsewhere, made)), made);
      }
    });
  }

  test("also when the store is a symbolic link to another place", async (t) => {
    const elsewhere = mkdtempSync(join(tmpdir(), "reprise-elsewhere-"));
    t.after(() => rmSync(elsewhere, { recursive: true, force: true }));
    const subject = project(dice("dice"));
    mkdirSync(join(elsewhere, "store"));
    symlinkSync(join(elsewhere, "store"), join(subject.root, ".artifacts"));
    assert.equal((await subject.run()).status, "complete");
    assert.ok(existsSync(join(elsewhere, "store/objects")));
  });
});
