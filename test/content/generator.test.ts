import assert from "node:assert/strict";
import { globSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { test } from "node:test";

const root = join(import.meta.dirname, "../..");

/** What this paper calls things; the audit of kernels is of TensorFlow, whoever uses it. */
const words = /degenera|MNIST|neural|\bepochs?\b|learning rate|\bfolds? \d/i;

test("the generator names no experiment, no figure and nothing else of this paper", () => {
  const ids = [
    ...readdirSync(join(root, "experiments")),
    ...globSync("content/*/figures/*.ts", { cwd: root }).map((file) => basename(file, ".ts")),
    // A single word may be one of a style sheet too
  ].filter((id) => id.includes("-"));
  assert.ok(ids.length > 10);
  const named = new RegExp(`(?<![\\w-])(?:${ids.join("|")})(?![\\w-])`);
  const files = globSync("src/**/*.{ts,mjs,astro,css,cc,md}", { cwd: root }).filter(
    (file) => !file.startsWith("src/native/audit/"),
  );
  for (const file of files) {
    const lines = readFileSync(join(root, file), "utf8").split("\n");
    const found = lines.filter((line) => named.test(line) || words.test(line));
    assert.deepEqual(found, [], file);
  }
});
