import assert from "node:assert/strict";
import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { before, describe, type TestContext, test } from "node:test";
import { madeOnce } from "../../src/cache.ts";
import { UserError } from "../../src/engine/errors.ts";
import type { RandomStream } from "../../src/engine/random.ts";
import { readResults, resultsFile } from "../../src/engine/results.ts";
import { openStore, storeDirectory } from "../../src/engine/store.ts";
import { damagedFiles, type Manifest, readManifest } from "../../src/native/verify.ts";
import { dice, project } from "../engine/project.ts";
import { realTensorFlow, temporaryFolder } from "../native/fixtures.ts";
import { chance, seed, times } from "./moments.ts";
import { filesBelow, spoil } from "./spoil.ts";

/** So many different ones. */
function choose<T>(random: RandomStream, among: readonly T[], count: number): readonly T[] {
  const order = random.permutation(among.length);
  return Array.from(order.subarray(0, count), (index) => among[index] as T);
}

test("the store: each spoilt entry is named or replaced, none is used", { timeout: 1_200_000 }, async (t) => {
  const faces = Array.from({ length: 60 }, (_, index) => index + 2);
  const subject = project(dice("dice", { paper: `{ faces: [${faces}], throws: 50 }` }));
  const store = storeDirectory(subject.root);
  const results = resultsFile(store, "paper");
  const random = chance("store");
  const expected = (await subject.run({ workers: 1 })).artifacts.dice?.hash;
  assert.ok(expected);
  const counts = { flip: 0, cut: 0, named: 0, replaced: 0 };

  while (counts.flip + counts.cut < times(2000)) {
    const spoilt = new Set(choose(random, filesBelow(store, "{objects,records}/**"), 50));
    for (const file of spoilt) counts[spoil(join(store, file), random)] += 1;
    // What the results file remembers of the last time spares looking up each run: half of the times it is spoilt too
    const remembered = random.uniform() < 0.5;
    if (!remembered) counts[spoil(results, random)] += 1;
    const named = new Set<string>();
    const again = async () => {
      const outcome = await subject.run({ workers: 1 });
      assert.equal(outcome.status, "complete");
      assert.equal(outcome.artifacts.dice?.hash, expected);
      for (const event of outcome.events) {
        const file =
          event.type === "note" ? /^\.artifacts\/(\S+) was damaged/.exec(event.message)?.[1] : undefined;
        if (file !== undefined) named.add(file);
      }
    };
    await again();
    if (remembered) {
      // What was not looked at is not used; without the memory it is looked at
      rmSync(results);
      await again();
    }
    for (const file of named) assert.ok(spoilt.has(file), `${file} was whole`);
    counts.named += named.size;
    // All others were written anew: nothing spoilt is left
    const damages: string[] = [];
    const check = openStore(store, { onDamage: ({ file }) => damages.push(file) });
    for (const file of filesBelow(store, "objects/*/*")) check.getObject(file.slice(-64));
    for (const _ of check.records());
    assert.deepEqual(damages, []);
    for (const file of spoilt) assert.ok(existsSync(join(store, file)), `${file} is there again`);
    counts.replaced += spoilt.size - named.size + (remembered ? 0 : 1);
    assert.equal(readResults(subject.root, "paper").artifacts.dice?.hash, expected);
    rmSync(join(store, "damaged"), { recursive: true, force: true });
  }
  const total = counts.flip + counts.cut;
  assert.equal(counts.named + counts.replaced, total);
  t.diagnostic(
    `store: ${counts.flip} bits flipped and ${counts.cut} files cut at random places (seed ${seed}): ${counts.named} named and recomputed, ${counts.replaced} written anew, 0 used`,
  );
});

test("the provenance: no spoilt results file is read", async (t) => {
  const subject = project({ ...dice("dice"), ...dice("more") });
  await subject.run();
  const file = resultsFile(storeDirectory(subject.root), "paper");
  const whole = readFileSync(file);
  const random = chance("provenance");
  const counts = { flip: 0, cut: 0 };
  for (let i = 0; i < times(1000); i++) {
    writeFileSync(file, whole);
    counts[spoil(file, random)] += 1;
    assert.throws(
      () => readResults(subject.root, "paper"),
      (error) =>
        error instanceof UserError && /damaged/.test(error.what) && /npm run build/.test(error.fix ?? ""),
    );
  }
  t.diagnostic(
    `provenance: ${counts.flip} bits flipped and ${counts.cut} cuts: ${counts.flip + counts.cut} refused by name`,
  );
});

test("what is kept of drawings, fonts and bibliographies: made anew when spoilt", async (t) => {
  const folder = temporaryFolder();
  const value = { text: "Größe ".repeat(40), numbers: [1, 2.5, -3e-7] };
  const make = () => madeOnce(folder, "thing", ["input"], async () => value);
  await make();
  const [name = ""] = filesBelow(folder);
  const file = join(folder, name);
  const whole = readFileSync(file);
  const random = chance("cache");
  const count = times(300);
  for (let i = 0; i < count; i++) {
    spoil(file, random);
    assert.deepEqual(await make(), value);
    assert.deepEqual(readFileSync(file), whole);
  }
  t.diagnostic(
    `cache of what the site is made of: spoilt at ${count} random places, made anew ${count} times`,
  );
});

describe("the native cache", () => {
  const directory = join(temporaryFolder(), "tensorflow-spoilt");
  let manifest: Manifest;
  before(async () => {
    const real = (await realTensorFlow()).directory;
    const read = await readManifest(real);
    assert.ok(read);
    manifest = read;
    for (const name of [...Object.keys(manifest.files), "manifest.json"]) {
      mkdirSync(dirname(join(directory, name)), { recursive: true });
      copyFileSync(join(real, name), join(directory, name));
    }
  });

  /** Spoils each of these files at a random place, and puts it right again. */
  async function round(random: RandomStream, names: readonly string[]): Promise<number> {
    const expected = Object.fromEntries(
      names.map((name) => [name, manifest.files[name] as Manifest["files"][string]]),
    );
    const undo = names.map((name) => flipOne(join(directory, name), random));
    assert.deepEqual([...(await damagedFiles(directory, expected))].sort(), [...names].sort());
    for (const each of undo) each();
    return names.length;
  }

  test("every flipped bit and every cut is noticed", { timeout: 600_000 }, async (t: TestContext) => {
    const random = chance("native");
    const names = Object.keys(manifest.files);
    const isLarge = (name: string) => (manifest.files[name]?.bytes ?? 0) > 1e8;
    const small = names.filter((name) => !isLarge(name) && (manifest.files[name]?.bytes ?? 0) > 0);
    let places = 0;
    for (let i = 0; i < times(8); i++) places += await round(random, small);
    for (let i = 0; i < times(3); i++) places += await round(random, names.filter(isLarge));
    assert.deepEqual(await damagedFiles(directory, manifest.files), []);
    for (const name of choose(random, small, 20)) {
      truncateSync(join(directory, name), random.integer(manifest.files[name]?.bytes ?? 1));
      assert.deepEqual(
        await damagedFiles(directory, { [name]: manifest.files[name] as Manifest["files"][string] }),
        [name],
      );
      places += 1;
    }
    t.diagnostic(`native cache: spoilt at ${places} random places, ${places} noticed by name`);
  });

  test("and so is a manifest that vouches for other bytes", async (t) => {
    const random = chance("manifest");
    const file = join(directory, "manifest.json");
    const whole = readFileSync(file);
    const counts = { unreadable: 0, other: 0, unused: 0 };
    for (let i = 0; i < times(200); i++) {
      const undo = flipOne(file, random);
      const found = await readManifest(directory);
      undo();
      // What it says of the version and the wheel decides nothing about the files that are there
      const names = Object.keys(found?.files ?? {}).filter(
        (name) => JSON.stringify(found?.files[name]) !== JSON.stringify(manifest.files[name]),
      );
      if (found === undefined) counts.unreadable += 1;
      else if (names.length === 0 && Object.keys(found.files).length === Object.keys(manifest.files).length)
        counts.unused += 1;
      else {
        counts.other += 1;
        const changed = Object.fromEntries(
          names.map((name) => [name, found.files[name] as Manifest["files"][string]]),
        );
        assert.deepEqual(await damagedFiles(directory, changed), names);
      }
    }
    assert.deepEqual(readFileSync(file), whole);
    t.diagnostic(
      `manifest: ${counts.unreadable} times unreadable, ${counts.other} times not what the files are, ${counts.unused} times in a word that is not used`,
    );
  });
});

/** Flips one random bit; returns what flips it back. */
function flipOne(file: string, random: RandomStream): () => void {
  const at = random.integer(Math.min(statSync(file).size, 2 ** 31));
  const mask = 1 << random.integer(8);
  const flip = () => {
    const descriptor = openSync(file, "r+");
    const byte = new Uint8Array(1);
    readSync(descriptor, byte, 0, 1, at);
    writeSync(
      descriptor,
      byte.map((value) => value ^ mask),
      0,
      1,
      at,
    );
    closeSync(descriptor);
  };
  flip();
  return flip;
}
