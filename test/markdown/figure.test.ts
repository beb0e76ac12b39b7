import assert from "node:assert/strict";
import { test } from "node:test";
import { problemOf, render } from "./support.ts";

const throws = ":::figure{#throws}\nA *caption*.\n:::";

test("a figure has a number, both drawings, its caption, its origin, its files, and a way to its data", async () => {
  const { html, context } = await render(`${throws}\n\n:::figure{#errors}\nAnother.\n:::`);
  assert.match(html, /<figure id="throws" class="figure figure-wide">/);
  assert.match(html, /<div class="plot-wide"><svg [^>]*viewBox="0 0 10 10"/);
  assert.match(html, /<div class="plot-narrow"><svg /);
  assert.match(
    html,
    /<figcaption><p><a href="#throws" class="figure-number">Figure 1\.<\/a> A <em>caption<\/em>/,
  );
  assert.match(html, /Figure 2\.<\/a> Another/);
  assert.match(html, /<a href="figures\/throws\/#data" class="figure-data">Data<\/a>/);
  assert.doesNotMatch(html, /<table/, "data are fetched by those who want them");
  for (const [extension, name] of [
    ["csv", "CSV"],
    ["svg", "SVG"],
    ["png", "PNG"],
    ["vl.json", "Vega-Lite"],
  ]) {
    assert.ok(html.includes(`<a href="figures/throws.${extension}" download>${name}</a>`), name);
  }
  assert.match(
    html,
    /Computed by <a href="\.\.\/code\/experiments\/darts\/experiment\.ts\/">darts<\/a> in 3 runs from seed 1: <code>npm run experiment -- darts<\/code>\. Fingerprint <code>ffffffffffff<\/code>; <a href="\.\.\/artifacts\/darts\.json">JSON/,
  );
  assert.match(html, /Drawn by <a href="\.\.\/code\/content\/paper\/figures\/throws\.ts\/">throws\.ts</);
  assert.deepEqual([...context.found.experiments], ["darts"]);
});

test("a heavy figure's drawings are files for light and dark, with its description in words", async () => {
  const { html } = await render(":::figure{#errors}\nHeavy.\n:::");
  assert.doesNotMatch(html, /<svg/);
  assert.match(
    html,
    /<div class="plot-wide"><picture><source media="screen and \(prefers-color-scheme: dark\)" srcset="figures\/errors\.wide\.dark\.svg">/,
  );
  assert.match(
    html,
    /<img src="figures\/errors\.wide\.light\.svg" alt="errors\. errors" width="10" height="10" loading="lazy"/,
  );
});

test("drawings after the first are fetched; until then there is their room, and for readers without scripts a picture", async () => {
  const { html, context } = await render(`:::figure{#errors}\nHeavy.\n:::\n\n${throws}`);
  for (const size of ["wide", "narrow"]) {
    assert.ok(
      html.includes(
        `<div class="plot-${size}"><svg class="due" data-drawing="figures/throws.${size}.part.svg" viewBox="0 0 10 10" width="10" height="10" aria-hidden="true"></svg><picture>`,
      ),
      html,
    );
    assert.ok(html.includes(`<img src="figures/throws.${size}.light.svg" alt="throws. throws"`));
  }
  assert.deepEqual(
    context.found.figures.map(({ arrival }) => arrival),
    ["pictures", "fetched"],
  );
});

test("captions may bind values and refer to what comes later", async () => {
  const { html, problems } = await render(
    ":::figure{#throws}\nSee :value[darts.mean] and :ref[errors].\n:::\n\n:::figure{#errors}\nE.\n:::",
  );
  assert.equal(problems.length, 0);
  assert.match(html, /href="#errors" class="ref ref-figure"><span>Figure\u00a02</);
});

test("figures that cannot be placed are problems with their line", async () => {
  assert.match(
    await problemOf("a\n\n:::figure{#thros}\nC.\n:::"),
    /^3: there is no figure “thros” .*Did you mean "throws"/,
  );
  assert.match(await problemOf(":::figure\nC.\n:::"), /a figure has no id/);
  assert.match(await problemOf(":::figure{#throws}\n:::"), /the figure “throws” has no caption/);
  assert.match(await problemOf(`${throws}\n\n${throws}`), /^5: the figure “throws” is placed twice/);
});

test("a reference to a figure that cannot be placed is no mistake of its own", async () => {
  const { problems } = await render("See :ref[thros].\n\n:::figure{#thros}\nC.\n:::");
  assert.deepEqual(
    problems.map(({ line }) => line),
    [3],
  );
});
