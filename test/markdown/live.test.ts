import assert from "node:assert/strict";
import { test } from "node:test";
import { problemOf, render, testContext } from "./support.ts";

test("a live experiment becomes a place to run it, with its document's address and its caption", async () => {
  const { html, context } = await render(":::live{#darts}\n**Throw them yourself.** Gently.\n:::");
  assert.match(html, /<figure id="live-darts" class="live" data-live="\.\.\/live\/darts\.json">/);
  assert.match(html, /<button type="button">Run it in your browser<\/button>/);
  assert.match(html, /<figcaption><p><strong>Throw them yourself\.<\/strong> Gently\.<\/p><\/figcaption>/);
  assert.deepEqual(
    context.found.live.map(({ experiment }) => experiment),
    ["darts"],
  );
  assert.ok(context.found.experiments.has("darts"));
});

test("a live experiment that cannot be placed is told with its line and what to write", async () => {
  assert.match(await problemOf(":::live\nA caption.\n:::"), /^1: it is not said which experiment .*live\{#/);
  assert.match(
    await problemOf(":::live{#dart}\nA caption.\n:::"),
    /^1: there is no experiment “dart” .*darts/,
  );
  const { problems } = await render(":::live{#darts}\nA caption.\n:::", { ...testContext(), liveIds: [] });
  assert.match(`${problems[0]?.what} ${problems[0]?.fix}`, /does not run in a browser .*darts\/live\.ts/);
  assert.match(await problemOf(":::live{#darts}\n:::"), /^1: .*has no caption/);
  const twice = ":::live{#darts}\nOne.\n:::\n\n:::live{#darts}\nTwo.\n:::";
  assert.match(await problemOf(twice), /^5: .*placed twice/);
});
