import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { UserError } from "../../src/engine/errors.ts";
import { reachedPackages, readPackageLock } from "../../src/engine/packages.ts";
import { temporaryFolder } from "./temporary.ts";
import { lockfile } from "./walks.ts";

const namesAndVersions = (names: readonly string[], lock = lockfile) =>
  reachedPackages(names, lock).map(({ name, version }) => `${name}@${version}`);

test("reaches dependencies in turn, each as the one who asks finds it", () => {
  assert.deepEqual(namesAndVersions(["ml-matrix"]), [
    "is-any-array@2.0.0",
    "is-any-array@3.0.0",
    "ml-array-rescale@2.0.0",
    "ml-matrix@6.15.1",
  ]);
  assert.deepEqual(namesAndVersions(["zod"]), ["zod@4.6.7"]);
  assert.deepEqual(namesAndVersions([]), []);
});

test("does not depend on the order of names", () => {
  assert.deepEqual(namesAndVersions(["zod", "ml-matrix"]), namesAndVersions(["ml-matrix", "zod", "zod"]));
});

test("gives the integrity of each", () => {
  assert.deepEqual(reachedPackages(["zod"], lockfile), [
    { name: "zod", version: "4.6.7", integrity: "sha512-ffffffff==" },
  ]);
});

test("follows circles, aliases, scopes, peers and packages bundled in others", () => {
  const lock = {
    packages: {
      "node_modules/@scope/a": {
        version: "1.0.0",
        integrity: "sha512-a",
        peerDependencies: { b: "*", none: "*" },
      },
      "node_modules/b": {
        name: "real-b",
        version: "2.0.0",
        integrity: "sha512-b",
        dependencies: { "@scope/a": "*" },
      },
      "node_modules/b/node_modules/c": { version: "3.0.0", inBundle: true },
      "node_modules/d": { version: "1.0.0", integrity: "sha512-d", dependencies: { b: "*", c: "*" } },
    },
  };
  assert.deepEqual(reachedPackages(["@scope/a"], lock), [
    { name: "@scope/a", version: "1.0.0", integrity: "sha512-a" },
    { name: "real-b", version: "2.0.0", integrity: "sha512-b" },
  ]);
  const bundled = { ...lock.packages["node_modules/b"], dependencies: { c: "*" } };
  assert.deepEqual(reachedPackages(["b"], { packages: { ...lock.packages, "node_modules/b": bundled } })[0], {
    name: "c",
    version: "3.0.0",
    integrity: "sha512-b",
  });
});

test("refuses packages that the lockfile does not pin", () => {
  assert.throws(
    () => reachedPackages(["lodash"], lockfile, "experiments/walk/experiment.ts"),
    (error) => {
      assert.ok(error instanceof UserError);
      assert.equal(error.where, "experiments/walk/experiment.ts");
      assert.match(error.fix ?? "", /npm install --save-exact lodash/);
      return true;
    },
  );
  const linked = { packages: { "node_modules/mine": { resolved: "../mine", link: true } } };
  assert.throws(() => reachedPackages(["mine"], linked), /linked folder/);
});

test("reads this repository's lockfile", () => {
  const lock = readPackageLock(dirname(dirname(import.meta.dirname)));
  assert.ok(namesAndVersions(["ml-matrix"], lock as typeof lockfile).length > 1);
});

test("a lockfile that is missing, damaged or old is one error", (t) => {
  const root = temporaryFolder(t);
  assert.throws(() => readPackageLock(root), UserError);
  for (const text of ["{", "[]", '{"lockfileVersion":1,"dependencies":{}}']) {
    writeFileSync(join(root, "package-lock.json"), text);
    assert.throws(() => readPackageLock(root), UserError);
  }
});
