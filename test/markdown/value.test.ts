import assert from "node:assert/strict";
import { test } from "node:test";
import { problemOf, render } from "./support.ts";

test("a value is read from the artifact, with its exact number and path at hand", async () => {
  const { html, context } = await render("It is :value[darts.mean]{format=.2f}.");
  assert.match(
    html,
    /It is <data class="value" value="2.34567" title="darts.mean = 2.34567">2\.35<\/data>\./,
  );
  assert.deepEqual([...context.found.experiments], ["darts"]);
});

test("indices of lists are steps of a path, and errors and powers are typeset", async () => {
  assert.match((await render(":value[darts.curve.1.mean]")).html, />2\.5</);
  assert.match((await render(':value[darts.mean]{se="darts.se"}')).html, />2\.346 ± 0\.012</);
  assert.match(
    (await render(':value[darts.tiny]{format="×10" se="darts.tinySe"}')).html,
    />\(3\.30 ± 0\.12\)\u202f×\u202f10<sup>−4<\/sup></,
  );
});

test("a parameter is read from what the experiment was run with", async () => {
  assert.match((await render(':param[darts.rate]{format=".0e"}')).html, />5\u202f×\u202f10<sup>−4<\/sup></);
  assert.match(
    await problemOf(":param[darts.throw]"),
    /1: “darts” has no parameter “throw” Did you mean "throws"\?/,
  );
});

test("text of an artifact cannot inject markup", async () => {
  const { html } = await render(":value[darts.word]");
  // Inside the quotes of an attribute a `<` is a character like any other.
  assert.doesNotMatch(html.replace(/"[^"]*"/g, ""), /<b>/);
  assert.match(html, /&#x3C;b>bold&#x3C;\/b> &#x26; "quoted"/);
});

test("a path that leads nowhere is a problem with its line and what there is", async () => {
  assert.match(
    await problemOf("One.\n\nTwo :value[dart.mean]."),
    /^3: there is no experiment “dart” Did you mean "darts"\?/,
  );
  assert.match(
    await problemOf(":value[darts.maen]"),
    /“darts” has no field “maen” Did you mean "mean"\? There are: mean, se/,
  );
  assert.match(
    await problemOf(":value[darts.curve.2.mean]"),
    /“darts.curve” has no field “2” .* Its places are 0 to 1\./,
  );
  assert.match(await problemOf(":value[darts.mean.x]"), /has no field “x”/);
  assert.match(await problemOf(":value[darts.curve]"), /“darts.curve” is a list of 2, not a number/);
  assert.match(
    await problemOf(":value[darts.mean]{fromat=.2f}"),
    /has no attribute “fromat” It takes: format, se, low, high, unit\./,
  );
  assert.match(await problemOf(":value[darts.mean]{format=abc}"), /“abc” is not a number format/);
  assert.match(await problemOf(":value[darts.constructor]"), /has no field “constructor”/);
});

test("intervals and units are set with a number", async () => {
  const { html } = await render(
    ':value[darts.mean]{low="darts.curve.0.mean" high="darts.curve.1.mean" unit="s"} and :param[darts.rate]{format=".0e" unit="Hz"}',
  );
  assert.match(html, />2\.3 \[1\.5, 2\.5\]\u202fs<.*>5\u202f×\u202f10<sup>−4<\/sup>\u202fHz</);
  assert.match(
    await problemOf('One.\n\n:value[darts.mean]{low="darts.se"}'),
    /^3: an interval has one end only/,
  );
  assert.match(
    await problemOf(':value[darts.mean]{low="darts.se" high="darts.tiny"}'),
    /2\.34567 is not between 0\.0123 and 0\.00033/,
  );
  assert.match(
    await problemOf(':value[darts.mean]{se="darts.see"}'),
    /“darts” has no field “see” Did you mean "se"\?/,
  );
  assert.match(await problemOf(':value[darts.mean]{se="darts.negative"}'), /-0\.5 is negative/);
});

test("formulas are bound to results and parameters as sentences are", async () => {
  const { html, problems, context } = await render(
    "So $e^{\\value[.2f]{darts.negative}} < \\param{darts.rate}$ and\n\n$$\na = \\value[×10]{darts.tiny} + \\literal{0.9}\n\\label{eq-a}\n$$",
  );
  assert.deepEqual(problems, []);
  const [inline, display] = [...html.matchAll(/<annotation[^>]*>(.*?)<\/annotation>/gs)].map(
    ([, tex]) => tex,
  );
  assert.equal(inline, "e^{-0.50} &#x3C; 0.0005");
  assert.equal(display, "a = 3.3\\times 10^{-4} + 0.9 \\tag{1}");
  assert.ok(context.found.experiments.has("darts"));
  assert.match(
    await problemOf("One.\n\nTwo $x = \\value{darts.maen}$."),
    /^3: “darts” has no field “maen” Did you mean "mean"\?/,
  );
  assert.match(await problemOf("$\\value[abc]{darts.mean}$"), /“abc” is not a number format/);
});

test("a literal stands as it is written", async () => {
  const { html, problems } = await render("Scaled by :literal[0.9], :series[:literal[0.9] ×]{color=blue}.");
  assert.deepEqual(problems, []);
  assert.match(html, /<p>Scaled by 0\.9, /);
  assert.match(await problemOf(":literal[nine]"), /“:literal” holds no number/);
  assert.match(await problemOf(":literal[0.9]{of=x}"), /“:literal” has no attribute “of”/);
});

test("values, parameters and series stand in headings, captions, tables, notes and footnotes", async () => {
  const number = ":value[darts.curve.0.mean]";
  const { html, problems, context } = await render(
    [
      `## Mean ${number}`,
      `:::figure{#throws}\n**A ${number}.** :series[Red ${number}]{color=blue} :param[darts.throws] :cite[saxe2014]\n:::`,
      `| a ${number} | b |\n| --- | --- |\n| :param[darts.throws] | ${number} |`,
      `:::note\nAside ${number}.\n:::`,
      `Text[^a].\n\n[^a]: Note ${number}.`,
    ].join("\n\n"),
  );
  assert.deepEqual(problems, []);
  assert.equal(html.match(/>1\.5<\/data>/g)?.length, 7);
  assert.equal(html.match(/>1000<\/data>/g)?.length, 2);
  // The address of a section stays when its number moves
  assert.deepEqual(context.found.headings[0], { depth: 2, id: "mean", text: "Mean 1.5" });
});
