import assert from "node:assert/strict";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { makeProject } from "./project.ts";

const readme = readFileSync(join(import.meta.dirname, "../../README.md"), "utf8");

/** The examples in a language, in the order of the text. */
function examples(language: string): readonly string[] {
  return Array.from(readme.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm), ([, name, code = ""]) => ({
    name,
    code,
  }))
    .filter(({ name }) => name === language)
    .map(({ code }) => code);
}

test("the README's examples make a paper with a figure, a claim that holds and an experiment for readers", {
  timeout: 240_000,
}, async () => {
  const project = makeProject();
  after(() => project.remove());
  for (const folder of ["content", "experiments"]) rmSync(join(project.root, folder), { recursive: true });
  const [artifact, experiment, figure, live, claims] = examples("ts");
  const [shown] = examples("md");
  const files = {
    "experiments/coin/artifact.ts": artifact,
    "experiments/coin/experiment.ts": experiment,
    "experiments/coin/claims.ts": claims,
    "experiments/coin/live.ts": live,
    "content/coins/figures/coins.ts": figure,
    "content/coins/index.md": [
      "---\ntitle: Coins\nauthors:\n  - name: A. Thrower\ndate: 2026-01-31\nabstract: Coins are tossed.\n---\n",
      "## Tosses\n",
      ":claim[The coins are what they should be.]{#coin.fair}\n",
      shown,
      ":::live{#coin}\nToss a coin of your own.\n:::\n",
    ].join("\n"),
  };
  for (const [file, text = ""] of Object.entries(files)) {
    assert.ok(text !== "", `the README has no example of ${file}`);
    mkdirSync(dirname(join(project.root, file)), { recursive: true });
    writeFileSync(join(project.root, file), text);
  }
  const { code, stdout, stderr } = await project.reprise("build", "--no-pdf");
  assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
  assert.match(stdout, /claims: 1 of 1 hold\n/);
  const page = project.read("dist/coins/index.html");
  assert.match(page, /<figure id="coins"/);
  assert.match(page, /<figure id="live-coin"/);
  const { tosses } = JSON.parse(project.read("dist/artifacts/coin.json")) as { tosses: { heads: number }[] };
  assert.ok(page.includes(`value="${tosses[0]?.heads}"`), "the caption shows the number of the artifact");
});
