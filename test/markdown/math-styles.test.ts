import assert from "node:assert/strict";
import { test } from "node:test";
import { classOf, mathStyleRules } from "../../src/markdown/math-styles.ts";
import { render } from "./support.ts";

test("formulas have classes in place of style attributes, with a rule for each", async () => {
  const { html, context } = await render("$\\frac{x_1}{\\sqrt{2}}$ and\n\n$$\n\\sum_{i=1}^n x^2\n$$");
  assert.doesNotMatch(html, / style=/);
  const rules = mathStyleRules(context.found.mathStyles);
  const used = new Set([...html.matchAll(/class="([^"]*)"/g)].flatMap(([, names = ""]) => names.split(" ")));
  const named = [...used].filter((name) => /^[A-Z]/.test(name)).sort();
  assert.ok(named.length > 10);
  assert.deepEqual(
    [...rules.matchAll(/^\.(\S+)\{/gm)].map(([, name]) => name),
    named,
  );
  assert.match(rules, /^\.H\S+\{height:[\d.]+em!important;vertical-align:-[\d.]+em!important\}$/m);
});

test("a class depends on its declarations alone, and no two share one", () => {
  const styles = [
    "height:0.8641em",
    "height:0.8641em;vertical-align:-0.25em",
    "height:-0.8641em",
    "top:0.8641em",
    "top:-3.063em;margin-right:0.05em",
    "margin-right:0.05em;top:-3.063em",
    "height:0.86411em",
    "color:red",
    "height:1px",
    "position:relative",
  ];
  const classes = styles.map(classOf);
  assert.equal(new Set(classes).size, styles.length);
  for (const name of classes) assert.match(name, /^[A-Z][A-Za-z0-9-]*$/);
  assert.deepEqual(styles.map(classOf), classes);
});
