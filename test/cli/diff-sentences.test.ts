import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { type ReadSentence, readProse, textOf } from "../../src/commands/diff-prose.ts";
import { changedSentences } from "../../src/commands/diff-sentences.ts";
import type { Evidence } from "../../src/markdown/context.ts";

const artifacts: Readonly<Record<string, unknown>> = {
  coin: { heads: 0.4567, se: 0.0123, tosses: [{ mean: 3.3e-4 }] },
};
const evidence: Evidence = {
  ids: ["coin"],
  artifact: (id) => artifacts[id],
  params: () => ({ throws: 12_000 }),
  hash: () => undefined,
};

const claims = ["coin.fair", "dice.loaded"];

async function read(body: string, front = ""): Promise<readonly ReadSentence[]> {
  const source = `---\ntitle: Coins\n${front}---\n\n${body}\n`;
  return (await readProse(source, "content/coins/index.md", evidence, claims)).sentences;
}

describe("sentences as they are read", () => {
  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    ["one on two lines", "A coin has\ntwo sides.", ["5: A coin has two sides."]],
    ["two on a line, and one below", "One. Two!\nThree?", ["5: One.", "5: Two!", "6: Three?"]],
    ["a heading, a list", "## Results\n\n- One.\n- Two.", ["5: Results", "7: One.", "8: Two."]],
    [
      "numbers, with errors, powers and per cent",
      'It is :value[coin.heads]{se="coin.se"}, or :value[coin.heads]{format="%"} of :param[coin.throws]{format=",d"}.',
      ["5: It is 0.457 ± 0.012, or 45.7% of 12,000."],
    ],
    [
      "powers of ten, in formulas too",
      'Near :value[coin.tosses.0.mean]{format="×10"}, so $m = \\value[.2f]{coin.heads}$.',
      ["5: Near 3.3 × 10^−4, so $m = 0.46$."],
    ],
    ["a number that starts a sentence", "So. :value[coin.heads] it is.", ["5: So.", "5: 0.457 it is."]],
    ["what cannot be found", "It is :value[coin.tails].", ["5: It is ?."]],
    [
      "captions, notes, tables, footnotes",
      ":::figure{#coins}\nA caption.\n:::\n\n| a | b |\n| --- | --- |\n| 1 | :value[coin.heads] |\n\n[^note]: Below.\n\nText[^note].",
      ["6: A caption.", "9: a | b", "11: 1 | 0.457", "13: Below.", "15: Text."],
    ],
    [
      "emphasis, links, citations and references",
      "A *very* [fair](https://example.org) coin :cite[a;b], see :ref[coins].",
      ["5: A very fair coin [a;b], see [coins]."],
    ],
  ];
  for (const [name, body, expected] of cases) {
    test(name, async () => {
      const sentences = await read(body);
      assert.deepEqual(
        sentences.map(({ line, pieces }) => `${line}: ${textOf(pieces).replace(/\s/g, " ")}`),
        expected,
      );
    });
  }

  test("the abstract, with the lines of the file", async () => {
    const [first, second] = await read("Text.", "abstract: >-\n  Coins are :value[coin.heads] heads.\n");
    assert.deepEqual([first?.line, textOf(first?.pieces ?? [])], [4, "Coins are 0.457 heads."]);
    assert.equal(second?.line, 7);
  });

  test("the claims that they make, by their full names, where they make them", async () => {
    const [first, second] = await read(
      "It is said\nthat :claim[coins are\nfair]{#coin.fair}. :claim[Dice are not.]{#loaded}",
    );
    assert.deepEqual(first?.claims, [{ name: "coin.fair", line: 6 }]);
    assert.deepEqual(second?.claims, [{ name: "dice.loaded", line: 7 }]);
  });
});

/** Sentences of few words, some with a number, so that many share some of them. */
const sentence = fc
  .record({
    words: fc.array(fc.constantFrom("coin", "heads", "falls", "often", "never", "fair"), { maxLength: 5 }),
    number: fc.option(fc.integer({ min: 0, max: 3 })),
    line: fc.integer({ min: 1, max: 50 }),
  })
  .map(({ words, number, line }): ReadSentence => {
    const text = `${words.join(" ")}.`;
    const pieces = number === null ? [text] : [text, { path: "coin.heads", text: String(number) }];
    const template = number === null ? text : `${text}⟦coin.heads⟧`;
    return { file: "index.md", line, pieces, claims: [], template };
  });
const prose = fc.array(sentence, { maxLength: 12 });

describe("sentences that differ", () => {
  test("none between a text and itself, however it is ordered", () => {
    const unlike = fc.uniqueArray(sentence, { selector: ({ template }) => template, maxLength: 8 });
    fc.assert(
      fc.property(unlike, (text) => {
        assert.deepEqual(changedSentences(text, text), []);
        assert.deepEqual(changedSentences(text, text.toReversed()), []);
      }),
    );
  });

  test("every sentence is accounted for once, on either side", () => {
    fc.assert(
      fc.property(prose, prose, (before, after) => {
        const changes = changedSentences(before, after);
        for (const [text, side] of [
          [before, "before"],
          [after, "after"],
        ] as const) {
          const told = changes.flatMap((change) => (change[side] === undefined ? [] : [change[side]]));
          assert.equal(new Set(told).size, told.length);
          assert.ok(told.every((each) => text.includes(each)));
        }
        // What is not told of reads the same on both sides
        const left = (text: readonly ReadSentence[], side: "before" | "after") =>
          text
            .filter((each) => !changes.some((change) => change[side] === each))
            .map(({ pieces }) => textOf(pieces))
            .sort();
        assert.deepEqual(left(before, "before"), left(after, "after"));
      }),
    );
  });

  test("each change is what it is called", () => {
    fc.assert(
      fc.property(prose, prose, (before, after) => {
        for (const { change, before: old, after: now } of changedSentences(before, after)) {
          assert.equal(old === undefined, change === "new");
          assert.equal(now === undefined, change === "removed");
          if (old === undefined || now === undefined) continue;
          assert.equal(old.template === now.template, change === "numbers");
          assert.equal(textOf(old.pieces) === textOf(now.pieces), change === "rebound");
        }
      }),
    );
  });

  test("a thousand sentences are compared in little time", () => {
    const text = Array.from({ length: 1000 }, (_, i): ReadSentence => {
      const words = `sentence ${i} of many`;
      return { file: "index.md", line: i, pieces: [words], claims: [], template: words };
    });
    // This thread's own time, whatever else the machine is doing
    const before = process.threadCpuUsage();
    assert.equal(changedSentences(text, text.slice(1)).length, 1);
    const { user, system } = process.threadCpuUsage(before);
    assert.ok(user + system < 1e6, `${(user + system) / 1000} ms`);
  });
});
