import assert from "node:assert/strict";
import { test } from "node:test";
import type { ClaimReplications } from "../../src/engine/replications.ts";
import { replicationSentence } from "../../src/markdown/replicated.ts";
import { problemOf, render, testContext } from "./support.ts";

const held: ClaimReplications = {
  held: 3,
  refuted: 0,
  undecided: 0,
  effect: "Cohen’s d",
  effects: [2, 3.1234, 1.5],
  seeds: [7, 8, 9],
  preset: "paper",
  changed: [],
};
const mixed: ClaimReplications = {
  ...held,
  held: 1,
  refuted: 1,
  undecided: 1,
  effect: null,
  effects: [null, null, null],
};

const replicated = (changed: ClaimReplications["changed"] = []) =>
  testContext(
    false,
    new Map([
      ["darts.hit", { ...held, changed }],
      ["darts.fall-short", mixed],
      ["arrows.hit", held],
    ]),
  );

const text = (html: string) => html.replace(/<[^>]+>/g, "").trim();

test("prose says in how many replications a claim held, and counts claims and seeds", async () => {
  const prose =
    ":replicated[darts.hit], :replicated[fall-short], :replicated[held] of :replicated[claims] with :replicated[seeds] seeds; :replicated[refuted] refuted, :replicated[undecided] undecided.";
  const { html, problems } = await render(prose, replicated());
  assert.deepEqual(problems, []);
  assert.equal(text(html), "3 of 3, 1 of 3, 2 of 3 with 3 seeds; 1 refuted, 1 undecided.");
});

test("prose never passes off replications of an earlier version as those of the present one", async () => {
  const { html } = await render(
    ":replicated[darts.hit]; :replicated[held]; :replicated[arrows.hit]",
    replicated(["code"]),
  );
  assert.equal(text(html), "3 of 3 (of an earlier version); 2 (of an earlier version); 3 of 3");
});

test("what was not replicated, or is not told apart, is a mistake", async () => {
  assert.match(await problemOf("a\n\n:replicated[darts.hit]"), /^3: there is no record .*--update-record/);
  const problem = async (label: string) => {
    const { problems } = await render(`:replicated[${label}]`, replicated());
    return problems.map(({ what, fix }) => `${what} ${fix}`).join("\n");
  };
  assert.match(await problem("hit"), /^more than one .* Write `:replicated\[darts\.hit\]` or /);
  assert.match(await problem("too-few"), /^the claim “darts\.too-few” was not replicated yet Run /);
  assert.match(await problem("darts.hot"), /^there is no claim “darts\.hot” .* Did you mean "darts\.hit"/);
});

test("the evidence of a claim tells of its replications, as the prose does", async () => {
  const { html } = await render(":claim[A]{#darts.hit} :claim[B]{#fall-short}", replicated());
  assert.match(html, /<span>With fresh seeds it held in 3\sof\s3; Cohen’s\sd\s1\.5\sto\s3\.12\.<\/span>/);
  assert.match(html, /<span>With fresh seeds it held in 1\sof\s3, refuted in 1, undecided in 1\.<\/span>/);
});

test("a sentence on replications says of which version they are", () => {
  assert.match(
    replicationSentence({ ...held, changed: ["claims"] }, "paper"),
    /^With fresh seeds of an earlier/,
  );
  assert.match(
    replicationSentence(held, "draft"),
    /^With fresh seeds of the preset paper it held in 3 of 3;/,
  );
  assert.match(replicationSentence({ ...held, effects: [2, 2, 2] }, "paper"), /Cohen’s d 2\.$/);
});

test("a replication whose experiment failed is counted as what it is", async () => {
  const failed = { ...held, held: 2, effects: [2, null, 1.5] };
  assert.equal(
    replicationSentence(failed, "paper"),
    "With fresh seeds it held in 2 of 3, could not be computed in 1; Cohen’s d 1.5 to 2.",
  );
  const context = testContext(
    false,
    new Map([
      ["darts.hit", failed],
      ["arrows.hit", held],
    ]),
  );
  const { html } = await render(":replicated[held], :replicated[failed], :replicated[darts.hit]", context);
  assert.equal(text(html), "1, 1, 2 of 3");
});
