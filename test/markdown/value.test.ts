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
    />\(3\.3 ± 0\.1\)\u202f×\u202f10<sup>−4<\/sup></,
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
    /has no attribute “fromat” It takes: format, se\./,
  );
  assert.match(await problemOf(":value[darts.mean]{format=abc}"), /“abc” is not a number format/);
  assert.match(await problemOf(":value[darts.constructor]"), /has no field “constructor”/);
});
