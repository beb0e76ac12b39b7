import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { problemOf, render } from "./support.ts";

test("a stray word after a colon stays as it was typed, even where it is the name of a directive", async () => {
  const { html, problems } = await render("Odds of 3:one, a :smile:, key:value and note:this; see :ref.");
  assert.equal(problems.length, 0);
  assert.match(html, /Odds of 3:one, a :smile:, key:value and note:this; see :ref\./);
});

test("any text around a colon is kept", async () => {
  const word = fc.stringMatching(/^[a-z]{1,8}$/);
  await fc.assert(
    fc.asyncProperty(word, word, async (a, b) => {
      const { html } = await render(`x ${a}:${b} y`);
      assert.match(html, new RegExp(`x ${a}:${b} y`));
    }),
    { numRuns: 25 },
  );
});

test("a directive that does not exist is a problem with its line and the nearest name", async () => {
  assert.match(
    await problemOf("a\n\nb :valeu[darts.mean] c"),
    /^3: there is no directive “:valeu” Did you mean “value”\?/,
  );
  assert.match(await problemOf(":::fig{#throws}\nText.\n:::"), /there is no directive “:::fig”/);
  assert.match(await problemOf("::video"), /there is no directive “::video”/);
});

test("a directive of the wrong form says the right one", async () => {
  assert.match(
    await problemOf("::value[darts.mean]"),
    /“::value” is not how a value is written Write `:value\[…\]`/,
  );
  assert.match(
    await problemOf("a :figure[throws] b"),
    /“:figure” is not how a figure is written Write `:::figure\{#id\}`/,
  );
  assert.match(await problemOf(":value{format=.2f}"), /“:value” has no text in brackets/);
});

test("series carry their colour, and only colours of the palette", async () => {
  assert.match(
    (await render(":series[Fold *1*]{color=blue}")).html,
    /<span class="series series-blue">Fold <em>1<\/em><\/span>/,
  );
  assert.match(await problemOf(":series[x]{color=bleu}"), /there is no colour “bleu” .*Did you mean "blue"/);
  assert.match(await problemOf(":series[x]"), /“:series” needs a colour/);
});

test("a note is an aside", async () => {
  assert.match(
    (await render(":::note\nBeside.\n:::")).html,
    /<aside class="note" role="note">\s*<p>Beside\.<\/p>\s*<\/aside>/,
  );
});

test("HTML in prose is refused, comments are dropped", async () => {
  assert.match(await problemOf("a\n\n<script>alert(1)</script>"), /^3: HTML in the prose: <script>/);
  assert.match(
    await problemOf("a <b onclick=x>b</b>").catch((error: Error) => error.message),
    /HTML in the prose/,
  );
  const { html, problems } = await render("<!-- to do -->\n\nText <!-- here --> too.");
  assert.equal(problems.length, 0);
  assert.doesNotMatch(html, /to do|here/);
});
