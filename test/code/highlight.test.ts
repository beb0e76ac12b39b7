import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { highlight } from "../../src/code/highlight.ts";

/** What a browser shows of such lines. */
function textOf(lines: readonly string[]): string {
  return lines
    .map((line) => line.replace(/<span class="[a-z]">|<\/span>/g, ""))
    .join("\n")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}

test("code is told apart by classes, without a colour or style of its own", async () => {
  const lines = await highlight('// why\nexport const answer: Answer = twice(21); // "?"\n');
  assert.equal(lines.length, 2);
  assert.equal(lines[0], '<span class="c">// why</span>');
  assert.match(lines[1] ?? "", /^<span class="k">export const<\/span> answer/);
  assert.match(lines[1] ?? "", /<span class="f">twice<\/span>\(<span class="n">21<\/span>\)/);
  assert.doesNotMatch(lines.join(), /style=|#[0-9a-f]{6}/);
});

test("a machine that is busy colours code as any other does, however long a line takes", async (t: TestContext) => {
  const source = 'export const answer: Answer = twice(21) + "of it"; // why\n'.repeat(3);
  const expected = await highlight(source);
  let now = 0;
  t.mock.method(Date, "now", () => (now += 10_000));
  assert.deepEqual(await highlight(source), expected);
  assert.ok(now > 0, "the clock is looked at");
});

test("a source cannot inject markup, whatever is in it", async () => {
  const source = [
    'const end = "</script><script>alert(1)</script>";',
    `const image = "<img src=x onerror=alert(1)>";`,
    "// </pre></code><b>&amp; &lt;",
    "const a = b < c && d > e;",
    'const odd = "unfinished',
    "/* <style>*{display:none}</style>",
  ].join("\n");
  const lines = await highlight(source);
  assert.doesNotMatch(lines.join("\n").replace(/<span class="[a-z]">|<\/span>/g, ""), /[<>]/);
  assert.equal(textOf(lines), source);
});

test("every blank and every line of a source is kept", async () => {
  const source = "\n\nif (a) {\n\tb();\n    \n}\n\n// €, 𝛑, “quoted”";
  assert.equal(textOf(await highlight(`${source}\n`)), source);
  assert.deepEqual(await highlight(""), [""]);
});
