import assert from "node:assert/strict";
import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { codePages, codePaths } from "../../src/code/code-pages.ts";
import type { Results } from "../../src/engine/results.ts";
import type { RenderedPaper } from "../../src/markdown/processor.ts";
import { dice, project } from "../engine/project.ts";
import { record } from "../engine/records.ts";

/** The results of one experiment that reaches these files. */
function results(modules: readonly string[]): Results {
  return { format: 1, preset: "paper", seed: 7, artifacts: { dice: record("dice", { modules }) } };
}

const none = new Map<string, RenderedPaper>();

test("what an experiment reaches has a page, and its claims; imports lead to the page of what they name", async () => {
  const subject = project({
    ...dice("dice"),
    "experiments/dice/claims.ts": 'import { artifact } from "./artifact.ts";\nexport default artifact;\n',
    "experiments/dice/notes.ts": "export {};\n",
  });
  const modules = ["experiments/dice/experiment.ts", "experiments/dice/artifact.ts"];
  const pages = await codePages({ root: subject.root, results: results(modules), papers: none });
  assert.deepEqual(
    pages.map(({ path }) => path),
    ["experiments/dice/artifact.ts", "experiments/dice/claims.ts", "experiments/dice/experiment.ts"],
  );
  const [, claims, experiment] = pages;
  assert.match(claims?.lines[0] ?? "", /"<a href="\.\.\/artifact\.ts\/">\.\/artifact\.ts<\/a>"/);
  assert.match(experiment?.lines[0] ?? "", />"reprise"</, "what is no file of the paper has no page");
  assert.deepEqual(experiment?.experiments, [
    {
      id: "dice",
      title: "Random walks",
      entry: "experiments/dice/experiment.ts",
      codeDigest: "a".repeat(64),
      fingerprint: "a".repeat(64),
    },
  ]);
});

test("nothing but the paper's own code is shown, whichever way paths and links lead", () => {
  const subject = project(dice("dice"));
  const secret = join(subject.root, "secret.ts");
  writeFileSync(secret, "export const key = 1;\n");
  symlinkSync(secret, join(subject.root, "experiments/dice/link.ts"));
  symlinkSync("experiment.ts", join(subject.root, "experiments/dice/same.ts"));
  const modules = [
    "experiments/dice/experiment.ts",
    "experiments/dice/link.ts",
    "experiments/dice/same.ts",
    "experiments/../secret.ts",
    "../secret.ts",
    "secret.ts",
    "src/index.ts",
    "package.json",
    "experiments/dice/gone.ts",
  ];
  assert.deepEqual(codePaths({ root: subject.root, results: results(modules), papers: none }), [
    "experiments/dice/experiment.ts",
    "experiments/dice/same.ts",
  ]);
});
