import assert from "node:assert/strict";
import { test } from "node:test";
import { relinked, withoutMarks } from "../../src/provenance/relink.ts";

test("links that are relative to the article lead back to it, others stay", () => {
  for (const [address, expected] of [
    ["#eq-a", "../../#eq-a"],
    ["figures/a/", "../../figures/a/"],
    ["../artifacts/a.json", "../../../artifacts/a.json"],
    ["https://example.org/", "https://example.org/"],
    ["mailto:a@example.org", "mailto:a@example.org"],
    ["/code/a.ts/", "/code/a.ts/"],
  ]) {
    assert.equal(relinked(`<a href="${address}">a</a>`, "../../"), `<a href="${expected}">a</a>`);
  }
});

test("text and other attributes are left alone, whatever they hold, and ids go", () => {
  const text = 'a href="#x" id="y" &lt;';
  assert.equal(
    relinked(`<p id="p">${text}<a title="1 > 0" href="#x" id="a">b</a></p>`, "../"),
    `<p>${text}<a title="1 > 0" href="../#x">b</a></p>`,
  );
});

test("marks of claims go with all that is in them, and nothing else does", () => {
  const mark =
    '<span class="claim-mark"><button></button><span class="evidence"><span>1 > 0</span></span></span>';
  assert.equal(
    withoutMarks(`<span class="claim">One${mark}</span> two <span>three${mark}</span>`),
    '<span class="claim">One</span> two <span>three</span>',
  );
});
