import assert from "node:assert/strict";
import { test } from "node:test";
import type { StatedClaim } from "../../src/claims-document.ts";
import { claimNotes } from "../../src/commands/claim-notes.ts";
import { problemOf, render, testContext } from "./support.ts";

test("a sentence whose claim holds is marked, with the evidence in a popover", async () => {
  const { html, problems, context } = await render(
    'One.\n\n:claim[Darts *hit* by :value[darts.mean]{format=".1f"}.]{#darts.hit} Two.',
  );
  assert.deepEqual(problems, []);
  assert.match(
    html,
    /<span class="claim claim-holds" id="claim-darts-hit">Darts <em>hit<\/em> by <data[^>]*>2\.3<\/data>\./,
  );
  const button =
    /<button type="button" popovertarget="([^"]+)" aria-label="This claim holds\. [^"]+"><\/button>/.exec(
      html,
    );
  assert.ok(button?.[1] === "evidence-darts-hit", html);
  assert.ok(html.includes(`<span class="evidence" id="evidence-darts-hit" popover="auto">`), html);
  assert.match(html, /<strong>Holds<\/strong>: hit in words\./);
  assert.match(html, /Expected A &#x3C;\u00a0B; found A 1\u00a0±\u00a00\.1, B 2\u00a0±\u00a00\.1\./);
  assert.match(
    html,
    /Paired t test: t\(9\)\u00a0=\u00a012\.3, p\u00a0&#x3C;\u00a00\.0001; Cohen’s d 3\.9; n\u00a0=\u00a010\./,
  );
  assert.match(html, /href="\.\.\/artifacts\/darts\.json"/);
  assert.match(html, /href="\.\.\/code\/experiments\/darts\/claims\.ts\/"/);
  assert.doesNotMatch(html, /fresh seeds/);
  assert.match(html, /<\/span><\/span> Two\./);
  assert.deepEqual(context.found.claims, [{ claim: "darts.hit", sentence: "Darts *hit* by ….", line: 3 }]);
  assert.ok(context.found.experiments.has("darts"));
});

test("the evidence leads to the closest figure of the experiment, and to the claim in the code", async () => {
  const figure = (id: string) => `:::figure{#${id}}\nA caption.\n:::\n`;
  const prose = `${figure("throws")}\n:claim[A]{#darts.hit}\n\nB.\n\n:claim[C]{#darts.too-few}\n\n${figure("errors")}`;
  const { html, problems } = await render(prose);
  assert.deepEqual(problems, []);
  const links = Array.from(html.matchAll(/<a href="([^"]+)">Figure\u00a0(\d)<\/a>/g), ([, href, n]) => [
    href,
    n,
  ]);
  assert.deepEqual(links, [
    ["#throws", "1"],
    ["#errors", "2"],
  ]);
  const { html: elsewhere } = await render(`${figure("throws")}\n:claim[C]{#arrows.hit}`);
  assert.doesNotMatch(
    elsewhere,
    /Figure\u00a0\d<\/a> · /,
    "a figure of another experiment shows nothing of it",
  );
});

test("claims cited twice have evidence of their own, and a short name serves where it is unique", async () => {
  const { html, problems } = await render(
    ":claim[A]{#darts.hit} and :claim[B]{#darts.hit}; :claim[C]{#too-few}.",
  );
  assert.deepEqual(problems, []);
  for (const id of ["evidence-darts-hit", "evidence-darts-hit-2", "evidence-darts-too-few"]) {
    assert.ok(html.includes(`popovertarget="${id}"`) && html.includes(`id="${id}"`), id);
  }
  assert.match(html, /claim-undecided"[^>]*>C.*<span class="claim-verdict">Undecided<\/span>/);
});

test("a sentence that the results refute is a mistake that quotes it with its place and the evidence", async () => {
  const problem = await problemOf("One.\n\nTwo. :claim[Darts fall\nshort.]{#darts.fall-short}");
  assert.match(
    problem,
    /^3: the results refute the sentence “Darts fall short\.”: the claim `darts\.fall-short` says fall-short in words; expected A < B, found A 1 ± 0\.1, B 2 ± 0\.1 \(last published: A 1, B 0\.5\) /,
  );
  assert.match(problem, /--publish-refuted/);
});

test("it can be published nevertheless, and is then plainly marked", async () => {
  const { html, problems } = await render(":claim[Darts fall short.]{#fall-short}", testContext(false));
  assert.deepEqual(problems, []);
  assert.match(html, /claim-fails"[^>]*>Darts fall short\..*<span class="claim-verdict">Refuted<\/span>/);
  assert.match(html, /This claim is refuted/);
});

test("claims that are not there, not told apart or not named are mistakes", async () => {
  assert.match(
    await problemOf("a\n\n:claim[x]{#darts.hot}"),
    /^3: there is no claim “darts\.hot” Did you mean "darts\.hit"/,
  );
  assert.match(await problemOf(":claim[x]{#fall-shot}"), /no claim “fall-shot” Did you mean "fall-short"/);
  assert.match(
    await problemOf(":claim[x]{#hit}"),
    /more than one .* Write `\{#darts\.hit\}` or `\{#arrows\.hit\}`/,
  );
  assert.match(await problemOf(":claim[x]"), /“:claim” names no claim/);
  assert.match(await problemOf(":claim[x]{#darts.hit sure=yes}"), /no attribute “sure”/);
  assert.match(await problemOf(":claim{#darts.hit}"), /has no text in brackets/);
  assert.match(await problemOf("::claim[x]{#darts.hit}"), /not how a claim is written/);
});

test("the terminal tells what was replicated in an earlier version, and what never was", () => {
  const holds = { verdict: "holds", predicate: "A < B", expected: "A < B", found: "A 1, B 2", n: 3 } as const;
  const cited = [{ paper: "p", file: "content/p/index.md", line: 7, sentence: "It is so." }];
  const of = (claim: string, changed?: readonly string[]): StatedClaim => ({
    ...holds,
    claim,
    cited,
    ...(changed === undefined ? {} : { replications: { held: 5, of: 5, changed } }),
  });
  assert.deepEqual(claimNotes([of("e.a"), of("f.a")]), ["claims: 2 of 2 hold"], "no record, no note");
  assert.deepEqual(claimNotes([of("e.a", []), of("f.a", [])]), ["claims: 2 of 2 hold"]);
  assert.deepEqual(
    claimNotes([of("e.a", ["code"]), of("e.b", ["code"]), of("f.a", []), of("g.a")]).slice(1),
    [
      "note: replications.lock.json tells of an earlier version of e. Run `npm run replicate -- e --update-record`.",
      "note: replications.lock.json knows nothing of claims of g. Run `npm run replicate -- g --update-record`.",
    ],
  );
});

test("the terminal tells of claims that are refuted, undecided or cited by nobody", () => {
  const cited = [{ paper: "p", file: "content/p/index.md", line: 7, sentence: "It is so." }];
  const numbers = { predicate: "A < B", expected: "A < B", found: "A 2, B 1", n: 3 };
  const sentence = `It is so, and ${"very ".repeat(20)}much so.`;
  const claims: readonly StatedClaim[] = [
    { ...numbers, claim: "e.a", verdict: "holds", cited },
    { ...numbers, claim: "e.b", verdict: "fails", cited },
    { ...numbers, claim: "e.c", verdict: "undecided", reason: "Too few runs.", cited },
    {
      ...numbers,
      claim: "e.c",
      verdict: "fails",
      cited: cited.map((each) => ({ ...each, line: null, sentence })),
    },
    { ...numbers, claim: "e.d", verdict: "holds", cited: [] },
  ];
  assert.deepEqual(claimNotes(claims), [
    "claims: 2 of 5 hold, 2 refuted, 1 undecided",
    "note: content/p/index.md:7: “It is so.” is refuted: expected A < B, found A 2, B 1 (`e.b`)",
    "note: content/p/index.md:7: “It is so.” is undecided: Too few runs (`e.c`)",
    `note: content/p/index.md: “${sentence.slice(0, 68)} …” is refuted: expected A < B, found A 2, B 1 (\`e.c\`)`,
    "note: no sentence cites the claim `e.d` (A < B)",
  ]);
});
