import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { licenseNotices, packageFolder } from "../../src/licenses.ts";
import { isAllowed, publishable, usable } from "../licenses.ts";

const root = join(import.meta.dirname, "../..");

interface Locked {
  readonly version?: string;
  readonly license?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly hasInstallScript?: boolean;
}
const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as {
  readonly packages: Readonly<Record<string, Locked>>;
};
const locked = Object.entries(packages).filter(([path]) => path !== "");

test("every package has a licence that we may use it under", () => {
  assert.ok(locked.length > 500);
  const others = locked
    .filter(([, { license }]) => !isAllowed(license ?? "", usable))
    .map(([path, { license }]) => `${path}: ${license}`);
  assert.deepEqual(others, []);
});

test("every package is pinned to its bytes, from whatever registry it comes", () => {
  for (const [path, { integrity, resolved, version }] of locked) {
    assert.match(integrity ?? "", /^sha512-[A-Za-z0-9+/]{86}==$/, path);
    assert.match(version ?? "", /^\d/, path);
    assert.equal(resolved, undefined, path);
  }
});

test("no package runs code when it is installed", () => {
  const settings = readFileSync(join(root, ".npmrc"), "utf8");
  assert.match(settings, /^ignore-scripts=true$/m);
  // As bootstrap passes it too, for those whose own settings say otherwise; see test/native/bootstrap.test.ts
  assert.match(readFileSync(join(root, "src/bootstrap.mjs"), "utf8"), /"--ignore-scripts"/);
});

test("TensorFlow is fetched as a wheel of a known hash, or not at all", () => {
  const fetching = readFileSync(join(root, "src/native/fetch.ts"), "utf8");
  assert.match(fetching, /"--require-hashes"/);
  assert.match(fetching, /--hash=sha256:\$\{wheel\.sha256\}/);
  assert.match(fetching, /"--only-binary=:all:"/);
});

test("licence expressions are read as SPDX has them", () => {
  for (const yes of ["MIT", "(MIT OR GPL-3.0)", "MIT AND ISC", "MIT AND (GPL-3.0 OR ISC)"])
    assert.ok(isAllowed(yes, publishable), yes);
  for (const no of [
    "",
    "GPL-3.0",
    "MIT AND GPL-3.0",
    "UNLICENSED",
    "SEE LICENSE IN x",
    "(MIT",
    "MIT OR",
    "MPL-2.0",
  ])
    assert.ok(!isAllowed(no, publishable), no);
});

test("what fonts and formulas bring is stated with its licence in full, and may be published", () => {
  const notices = licenseNotices(new Set());
  const named = [...notices.matchAll(/^(\S+) \d[^ \n]* \(([^\n]+)\)$/gm)];
  assert.ok(named.length >= 3, notices.slice(0, 500));
  for (const [, name, license = ""] of named)
    assert.ok(isAllowed(license, publishable), `${name}: ${license}`);
  assert.match(notices, /^katex /m);
  assert.match(notices, /SIL OPEN FONT LICENSE/i);
  assert.match(notices, /Permission is hereby granted/);
});

test("a package is stated once, with the packages that are bundled into it", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "licences-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const make = (name: string, license: string, text?: string) => {
    const place = join(folder, "node_modules", name);
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, "package.json"), JSON.stringify({ name, version: "1.0.0", license }));
    if (text !== undefined) writeFileSync(join(place, "LICENSE"), text);
    return place;
  };
  const code = new Set([
    make("one", "MIT", "Text of MIT"),
    make("@two/two", "MIT", "Text of MIT"),
    make("three", "ISC"),
  ]);
  const notices = licenseNotices(code);
  assert.match(notices, /@two\/two 1\.0\.0 \(MIT\)\none 1\.0\.0 \(MIT\)\n\nText of MIT\n/);
  assert.match(notices, /three 1\.0\.0 \(ISC\)\n\nBy its authors, under ISC\./);
  assert.equal(
    packageFolder("\0/a/node_modules/b/node_modules/@c/d/x.js?y"),
    "/a/node_modules/b/node_modules/@c/d",
  );
  assert.equal(packageFolder("/a/src/x.ts"), undefined);
});
