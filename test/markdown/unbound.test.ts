import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import fc from "fast-check";
import { resultsInMath, resultsInText } from "../../src/markdown/result-like.ts";
import { unboundNumbers } from "../../src/markdown/unbound.ts";
import { unboundNotes } from "../../src/markdown/unbound-notes.ts";
import { writeTree } from "../engine/temporary.ts";

const inText = (text: string) => resultsInText(text).map((result) => result.text);
const inMath = (tex: string) => resultsInMath(tex).map((result) => result.text);

describe("what looks like a result in a sentence", () => {
  for (const [text, expected] of [
    ["It falls to 0.126 at once.", ["0.126"]],
    ["Some .5 of it, and 1,234.5 in all.", [".5", "1,234.5"]],
    ["In 23% of trials, or 4 per cent, or 5 percent.", ["23%", "4 per cent", "5 percent"]],
    ["About 3 × 10⁻⁴, or 2e-5, or 1.5 × 10^3.", ["3 × 10⁻⁴", "2e-5", "1.5 × 10^3"]],
    ["It is 58 ± 14 long.", ["58 ± 14"]],
    ["It held in 7 of 10, a ratio of 3/4.", ["7 of 10", "3/4"]],
    ["Networks of 32 layers and 5 hidden units.", ["32 layers", "5 hidden units"]],
    ["A network 32\nlayers deep; 30-layer networks.", ["32\nlayers", "30-layer networks"]],
    ["At layer 30, near 16.", ["30", "16"]],
    ["After 10,000 steps.", ["10,000 steps"]],
    ["(p < 0.01; n = 12)", ["0.01", "12"]],
    ["Then 2048 networks were trained.", ["2048 networks"]],
  ] as const) {
    test(text, () => assert.deepEqual(inText(text), expected));
  }
});

describe("what does not", () => {
  for (const text of [
    "In November 2017 he wrote, and in 2018 methods changed (1994).",
    "Figure 12, Fold 1 needs more, Theorem 3.",
    "See § 3.1, Fig. 2.4 and pp. 12–34.",
    "Version 1.2.3 of 2026-01-31, on 24 November.",
    "One of two, a factor of 2, the 10th, from 1 to 2.",
    "See https://example.org/1.25/30 or doi 10.1000/182.5.",
    "A 2-norm, and layer 3.",
  ]) {
    test(text, () => assert.deepEqual(inText(text), []));
  }
});

test("in a cell of a table any number looks like a result", async () => {
  const table = "| a | b |\n| --- | --- |\n| 7 | Fold 1 |\n";
  assert.deepEqual(await unboundNumbers(table), [{ line: 3, text: "7" }]);
});

test("in a formula it is decimals, powers of ten, ratios and what a relation gives", () => {
  assert.deepEqual(inMath("e^{-0.635} < 1"), ["0.635"]);
  assert.deepEqual(inMath("L = 30"), ["30"]);
  assert.deepEqual(inMath("360/30752 \\approx 0.0117"), ["360/30752", "0.0117"]);
  assert.deepEqual(inMath("3 \\times 10^{-4}, 10^{-15}"), ["3 \\times 10^{-4}", "10^{-15}"]);
  assert.deepEqual(inMath("x \\approx 7"), ["7"]);
  assert.deepEqual(inMath("12 \\pm 3 = 25\\%"), ["12 \\pm 3", "25\\%"]);
  for (const tex of [
    "\\tfrac1{12} L (L+1)^2 (L+2)",
    "\\frac{12\\, L}{(L+1)^2 (L+2)} \\;\\approx\\; \\frac{12}{L^2}",
    "q^* \\approx 1/(2 \\ln L)",
    "[0, 4], 2 \\times 2, 2n, u^{2 - 2/L}, e^{2st}",
    "a \\\\[0.3em] b \\hspace{0.5em} c \\kern0.1em",
    "e^{\\value[.3f]{a.b.0}} = \\param{a.30} + \\literal{0.9}",
    "\\begin{aligned} a &= b \\\\ &= c \\end{aligned} \\tag{12}",
  ]) {
    assert.deepEqual(inMath(tex), [], tex);
  }
});

test("lines are those of the file, in the abstract, in text and in formulas", async () => {
  const source = `---
title: 0.1 is a title
authors:
  - name: A. B. 1.5
abstract: >-
  One line.
  It is 0.25 here, and :value[a.b]{format=".3f"} there.
credit: Some 12% of it.
date: 2026-11-24
---

Text with 0.5,
and $x =
0.75$ in it. \`0.1\`

$$
a =
0.875
$$

:::figure{#f}
**A caption with 3.5 in it.** :claim[It is 4.5 or :param[a.b].]{#x} :literal[5.5] :series[0.9 ×]{color=blue}
:::

| a |
| --- |
| 6.5 |

Note[^1].

[^1]: Of 7.5.

~~~
8.5
~~~
`;
  assert.deepEqual(
    (await unboundNumbers(source)).map(({ line, text }) => `${line}: ${text}`),
    ["7: 0.25", "8: 12%", "12: 0.5", "14: 0.75", "18: 0.875", "22: 3.5", "22: 4.5", "27: 6.5", "31: 7.5"],
  );
});

const word = fc.stringMatching(/^[a-z]{1,9}$/);
const words = fc.array(word, { minLength: 1, maxLength: 6 }).map((each) => each.join(" "));
const decimal = fc.tuple(fc.nat(999), fc.stringMatching(/^\d{1,4}$/)).map(([a, b]) => `${a}.${b}`);

test("a decimal in a sentence is always found, bound ones and literals never", async () => {
  await fc.assert(
    fc.asyncProperty(words, decimal, words, async (before, number, after) => {
      const found = await unboundNumbers(`${before} ${number} ${after}.`);
      assert.deepEqual(
        found.filter(({ text }) => text === number),
        [{ line: 1, text: number }],
      );
      const settled = [
        `:value[${word}.${number}]{format=".3f" se="a.0.25"}`,
        `:param[a.${number}]`,
        `:literal[${number}]`,
        `$\\value[.2f]{a.${number}}$`,
        `$\\literal{${number}}$`,
      ];
      for (const bound of settled)
        assert.deepEqual(await unboundNumbers(`${before} ${bound} ${after}.`), [], bound);
    }),
    { numRuns: 25 },
  );
});

test("an author is told of each with file and line, and last what to do", async () => {
  const root = mkdtempSync(join(tmpdir(), "unbound-"));
  try {
    writeTree(root, {
      "content/one/index.md": "---\ntitle: One\n---\n\nIt is 0.126.\n",
      "content/two/index.md": "It is :literal[0.5].\n",
    });
    assert.deepEqual(await unboundNotes(root), [
      "content/one/index.md:5: “0.126” looks like a result and is not bound to one",
      "1 number not bound: write `:value[…]` or `:param[…]`, or `:literal[…]` for what is no result",
    ]);
  } finally {
    rmSync(root, { recursive: true });
  }
});

test("no result is typed into the papers here", async () => {
  assert.deepEqual(await unboundNotes("."), []);
  assert.deepEqual(await unboundNotes("test/fixtures/paper"), []);
});
