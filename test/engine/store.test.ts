import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { sha256 } from "../../src/engine/canonical.ts";
import { UserError } from "../../src/engine/errors.ts";
import { type Damage, openStore, type Store, type StoreRecord } from "../../src/engine/store.ts";
import { smallDisk, temporaryFolder, withoutPrivileges } from "./temporary.ts";

const storeModule = JSON.stringify(new URL("../../src/engine/store.ts", import.meta.url).href);

/** A record of an object, with a fingerprint made of a name. */
function recordOf(store: Store, name: string, data: string): StoreRecord {
  const fields = { experiment: "e", key: { name } };
  const hash = store.putObject(data, 0);
  return { fingerprint: sha256(name), fields, hash, bytes: Buffer.byteLength(data), seconds: 0.001 };
}

function openWithDamages(directory: string): { store: Store; damages: Damage[] } {
  const damages: Damage[] = [];
  return { store: openStore(directory, { onDamage: (damage) => damages.push(damage) }), damages };
}

const files = (directory: string, pattern: string) => globSync(pattern, { cwd: directory }).sort();

/** A process that runs a script with the store at hand; killed after the test if it still runs. */
function scriptProcess(t: TestContext, script: string): ChildProcess {
  const child = spawn(
    process.execPath,
    ["--input-type=module", "-e", `import { openStore } from ${storeModule};\n${script}`],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  t.after(() => child.kill("SIGKILL"));
  return child;
}

test("objects come back by the hash of their bytes", (t) => {
  const store = openStore(join(temporaryFolder(t), ".artifacts"));
  const bytes = Uint8Array.from({ length: 100_000 }, (_, i) => i % 251);
  const hash = store.putObject(bytes);
  assert.equal(hash, sha256(bytes));
  assert.deepEqual(Buffer.from(store.getObject(hash) ?? []), Buffer.from(bytes));
  assert.ok(store.hasObject(hash));
  assert.equal(store.putObject("[1,2]"), sha256("[1,2]"));
  assert.equal(store.getObject(sha256("never stored")), undefined);
  assert.deepEqual(files(store.directory, "tmp/*"), []);
});

test("records come back by their fingerprint, and all together", (t) => {
  const store = openStore(temporaryFolder(t));
  const records = ["a", "b", "c"].map((name) => recordOf(store, name, `{"name":"${name}"}`));
  for (const record of records) store.putRecord(record);
  for (const record of records) {
    const { format, ...found } = { format: 0, ...store.getRecord(record.fingerprint) };
    assert.deepEqual(found, record);
    assert.equal(format, 1);
  }
  assert.equal(store.getRecord(sha256("other")), undefined);
  assert.deepEqual(
    Array.from(store.records(), ({ fingerprint }) => fingerprint),
    records.map(({ fingerprint }) => fingerprint).sort(),
  );
  assert.throws(
    () => store.putRecord({ ...(records[0] as StoreRecord), seconds: Number.NaN }),
    /seconds is NaN/,
  );
});

test("a damaged object is reported, moved away and missing", (t) => {
  const { store, damages } = openWithDamages(temporaryFolder(t));
  for (const damage of [
    (file: string) => truncateSync(file, 4),
    (file: string) => truncateSync(file, 0),
    (file: string) => writeFileSync(file, "[1,2,4]"),
  ]) {
    damages.length = 0;
    const hash = store.putObject("[1,2,3]");
    const file = join("objects", hash.slice(0, 2), hash);
    damage(join(store.directory, file));
    assert.equal(store.getObject(hash), undefined);
    assert.deepEqual(
      damages.map(({ what, file }) => ({ what, file })),
      [{ what: "object", file }],
    );
    assert.ok(!store.hasObject(hash));
    assert.equal(damages.length, 1, "what was moved away is not reported again");
    // Computed again, it is whole again
    assert.equal(store.putObject("[1,2,3]"), hash);
    assert.equal(Buffer.from(store.getObject(hash) ?? []).toString(), "[1,2,3]");
  }
  assert.ok(files(store.directory, "damaged/*").length > 0);
});

test("storing an object again mends a damaged one", (t) => {
  const { store } = openWithDamages(temporaryFolder(t));
  const hash = store.putObject("[1,2,3]");
  truncateSync(join(store.directory, "objects", hash.slice(0, 2), hash), 3);
  store.putObject("[1,2,3]");
  assert.ok(store.hasObject(hash));
});

test("a record damaged in any byte, cut short, or of another run is missing", (t) => {
  const { store, damages } = openWithDamages(temporaryFolder(t));
  const record = recordOf(store, "a", "[1]");
  store.putRecord(record);
  const [path = ""] = files(store.directory, "records/*/*.json");
  const file = join(store.directory, path);
  const whole = readFileSync(file);
  const damagedCopies = [
    ...Array.from({ length: whole.length }, (_, i) =>
      Buffer.from(whole.map((byte, j) => (i === j ? byte ^ 1 : byte))),
    ),
    ...[0, 1, 70, whole.length - 1].map((length) => whole.subarray(0, length)),
  ];
  for (const bytes of damagedCopies) {
    writeFileSync(file, bytes);
    damages.length = 0;
    assert.equal(store.getRecord(record.fingerprint), undefined);
    assert.equal(damages.length, 1);
  }
  const other = recordOf(store, "b", "[2]");
  store.putRecord(other);
  const otherFile = join(
    store.directory,
    "records",
    other.fingerprint.slice(0, 2),
    `${other.fingerprint}.json`,
  );
  writeFileSync(file, readFileSync(otherFile));
  assert.equal(store.getRecord(record.fingerprint), undefined);
  assert.match(damages.at(-1)?.reason ?? "", /another run/);
});

test("an unwritable store is one error that says what to do, and reads all the same", (t) => {
  const folder = temporaryFolder(t);
  chmodSync(folder, 0o755);
  const before = openStore(folder);
  const hash = before.putObject("[1]");
  const record = recordOf(before, "a", "[1]");
  before.putRecord(record);
  const folders = [".", ...globSync("**", { cwd: folder })].filter((path) => !/[0-9a-f]{64}/.test(path));
  const setModes = (mode: number) => folders.map((path) => chmodSync(join(folder, path), mode));
  setModes(0o555);
  withoutPrivileges(() => {
    const store = openStore(folder);
    assert.ok(store.hasObject(hash));
    assert.ok(store.getRecord(record.fingerprint));
    for (const write of [() => store.putObject("[2]"), () => store.putRecord({ ...record, seconds: 3 })]) {
      assert.throws(write, (error) => {
        assert.ok(error instanceof UserError);
        assert.match(error.what, /may not be written/);
        assert.match(error.where ?? "", /objects|records/);
        assert.match(error.fix ?? "", /Make it writable/);
        return true;
      });
    }
  });
  setModes(0o755);
});

test("a file where the store's folder should be is one error", (t) => {
  const file = join(temporaryFolder(t), ".artifacts");
  writeFileSync(file, "");
  assert.throws(() => openStore(file).putObject("[1]"), UserError);
});

test("a full disk is one error, leaves no temporary file and loses nothing", (t) => {
  const disk = smallDisk(t, 256);
  if (disk === undefined) return t.skip("mounting a small disk is not allowed here");
  const { store, damages } = openWithDamages(disk);
  const kept = recordOf(store, "kept", "[1]");
  store.putRecord(kept);
  const large = "7".repeat(300_000);
  assert.throws(
    () => store.putObject(large),
    (error) => {
      assert.ok(error instanceof UserError);
      assert.match(error.what, /no space is left/);
      assert.match(error.fix ?? "", /Free some space .* finished runs are kept/);
      return true;
    },
  );
  assert.deepEqual(files(disk, "tmp/*"), []);
  assert.equal(store.getObject(sha256(large)), undefined);
  assert.ok(store.hasObject(kept.hash));
  assert.ok(store.getRecord(kept.fingerprint));
  // Fill it up with small ones to the last block: each one is stored whole or refused
  const stored: string[] = [];
  assert.throws(() => {
    for (let i = 0; ; i++) stored.push(store.putObject(`"${"x".repeat(3000)}${i}"`, 0));
  }, /no space is left/);
  assert.ok(stored.length > 10);
  assert.ok(stored.every((hash) => store.hasObject(hash)));
  assert.deepEqual(damages, []);
});

test("a limit on the size of files is one error and leaves no temporary file", (t) => {
  const folder = temporaryFolder(t);
  const script = `import { openStore } from ${storeModule};
    try { openStore(${JSON.stringify(folder)}).putObject("7".repeat(300_000)); }
    catch (error) { console.log(error.name, error.message); }`;
  // `ulimit -f` counts blocks of 512 or 1024 bytes: between 50 and 100 kB
  const { stdout } = spawnSync("sh", [
    "-c",
    'ulimit -f 100; "$0" --input-type=module -e "$1"',
    process.execPath,
    script,
  ]);
  assert.match(stdout.toString(), /^UserError .*would exceed the size limit[\s\S]*ulimit -f unlimited/);
  assert.deepEqual(files(folder, "tmp/*"), []);
  assert.deepEqual(files(folder, "objects/*/*"), []);
});

test("several processes may store the same and other objects at once", async (t) => {
  const folder = temporaryFolder(t);
  const script = (first: number) => `const store = openStore(${JSON.stringify(folder)});
    for (let i = ${first}; i < ${first} + 80; i++) {
      const hash = store.putObject(JSON.stringify({ i, filler: "x".repeat(5000) }), 0);
      store.putRecord({ fingerprint: hash, fields: { i }, hash, bytes: 1, seconds: 0 });
    }`;
  const exits = [0, 0, 40, 40].map(async (first) => (await once(scriptProcess(t, script(first)), "exit"))[0]);
  assert.deepEqual(await Promise.all(exits), [0, 0, 0, 0]);
  const { store, damages } = openWithDamages(folder);
  const records = [...store.records()];
  assert.equal(records.length, 120);
  assert.ok(records.every(({ hash }) => store.hasObject(hash)));
  assert.deepEqual(damages, []);
});

test("a kill at any moment leaves whole entries, and its temporary files are cleaned up", async (t) => {
  const folder = temporaryFolder(t);
  for (let round = 0; round < 5; round++) {
    const child = scriptProcess(
      t,
      `const store = openStore(${JSON.stringify(folder)});
       console.log("started");
       for (let i = 0; ; i++) store.putObject(JSON.stringify([${round}, i, "x".repeat(200_000)]));`,
    );
    await once(child.stdout as NonNullable<typeof child.stdout>, "data");
    await new Promise((resolve) => setTimeout(resolve, 5 + 7 * round));
    child.kill("SIGKILL");
    await once(child, "exit");
    // What it was writing when it died, as if some time ago; it may have died before there was a folder
    mkdirSync(join(folder, "tmp"), { recursive: true });
    writeFileSync(join(folder, "tmp", `.${sha256("x")}.${child.pid}.0123456789ab.tmp`), "half");
  }
  const { store, damages } = openWithDamages(folder);
  for (const path of files(folder, "objects/*/*")) assert.ok(store.hasObject(path.slice(-64)));
  assert.deepEqual(damages, []);
  assert.ok(readdirSync(join(folder, "tmp")).length >= 5, "fresh ones may belong to a process out of sight");
  const minutesAgo = Date.now() / 1000 - 120;
  for (const name of readdirSync(join(folder, "tmp")))
    utimesSync(join(folder, "tmp", name), minutesAgo, minutesAgo);
  writeFileSync(join(folder, "tmp", `.${sha256("y")}.${process.pid}.0123456789ab.tmp`), "mine");
  openStore(folder);
  assert.deepEqual(readdirSync(join(folder, "tmp")), [`.${sha256("y")}.${process.pid}.0123456789ab.tmp`]);
});

test("a folder cleaned away while the store is open is made again", (t) => {
  const store = openStore(temporaryFolder(t));
  mkdirSync(join(store.directory, "objects"), { recursive: true });
  const hash = store.putObject("[1]");
  assert.ok(store.hasObject(hash));
});
