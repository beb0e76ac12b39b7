import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { diskError, writeAtomically } from "../../src/engine/files.ts";
import { temporaryFolder } from "./temporary.ts";

test("a disk's fault is recognized by its code, through wrappers and by its words", () => {
  const full = Object.assign(new Error("ENOSPC: no space left on device, write"), {
    code: "ENOSPC",
    path: "/paper/dist/index.html",
  });
  const wrapped = new Error("the page could not be rendered", { cause: full });
  for (const error of [full, wrapped]) {
    const { what, where, fix } = diskError("/paper", error) ?? {};
    assert.match(what ?? "", /no space is left/);
    assert.equal(where, "/paper/dist/index.html");
    assert.match(fix ?? "", /^Free some space.*run the same command again/);
  }
  const bundler = new Error(
    "Failed to write file in /paper/.artifacts/page.css\nCaused by:\n    No space left on device (os error 28)",
  );
  assert.equal(diskError("/paper", bundler)?.where, "/paper/.artifacts/page.css");
  const readOnly = new Error("EROFS: read-only file system, open '/paper/node_modules/.vite/deps'");
  assert.match(diskError("/paper", readOnly)?.what ?? "", /read-only/);
  assert.equal(diskError("/paper", new TypeError("x is not a function")), undefined);
  assert.equal(diskError("/paper", "no space left on device"), undefined);
});

test("a file is replaced in one step, and no temporary one remains", (t) => {
  const folder = temporaryFolder(t);
  const file = join(folder, "a/b.json");
  writeAtomically(file, "1");
  writeAtomically(file, "2");
  assert.equal(readFileSync(file, "utf8"), "2");
  assert.deepEqual(readdirSync(join(folder, "a")), ["b.json"]);
});
