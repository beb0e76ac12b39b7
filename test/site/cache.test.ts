import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { digestOf, madeOnce } from "../../src/cache.ts";

describe("what is made once", () => {
  let folder: string;
  let made = 0;
  const make = async () => {
    made += 1;
    return { value: made };
  };

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "cache-"));
  });
  after(() => rmSync(folder, { recursive: true }));

  test("is made again only when an input changes", async () => {
    assert.deepEqual(await madeOnce(folder, "a", ["1", "2"], make), { value: 1 });
    assert.deepEqual(await madeOnce(folder, "a", ["1", "2"], make), { value: 1 });
    assert.deepEqual(await madeOnce(folder, "a", ["12", ""], make), { value: 2 });
  });

  test("is made again when its file is damaged", async () => {
    await madeOnce(folder, "b", ["x"], make);
    const file = join(folder, readdirSync(folder).find((name) => name.startsWith("b.")) ?? "");
    writeFileSync(file, readFileSync(file, "utf8").replace(/\d+\}$/, "99}"));
    assert.notDeepEqual(await madeOnce(folder, "b", ["x"], make), { value: 99 });
  });

  test("does not pile up", async () => {
    for (let i = 0; i < 20; i++) await madeOnce(folder, "c", [String(i)], make);
    assert.ok(readdirSync(folder).filter((name) => name.startsWith("c.")).length <= 6);
  });

  test("is made all the same where nothing can be written", async () => {
    writeFileSync(join(folder, "file"), "");
    assert.ok((await madeOnce(join(folder, "file", "below"), "d", [], make)).value > 0);
  });

  test("a digest tells inputs apart by their boundaries", () => {
    assert.notEqual(digestOf(["ab", "c"]), digestOf(["a", "bc"]));
  });
});
