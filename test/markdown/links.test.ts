import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { faultOfAddress } from "../../src/markdown/links.ts";
import { problemOf, render } from "./support.ts";

describe("links of the prose", () => {
  for (const address of [
    "https://example.org/a?b=c#d",
    "http://example.org",
    "mailto:someone@example.org",
    "#section",
    "../artifacts/darts.json",
    "figures/throws.csv",
    "?a:b",
    "",
  ]) {
    test(`may lead to “${address}”`, () => assert.equal(faultOfAddress(address), undefined));
  }

  for (const address of [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    " \u0001javascript:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "file:///etc/passwd",
    "ftp://example.org",
    "//example.org",
    "/\\example.org",
    "https://",
  ]) {
    test(`may not lead to ${JSON.stringify(address)}`, () =>
      assert.notEqual(faultOfAddress(address), undefined));
  }

  test("are refused with their line, however they are written", async () => {
    const says = /^3: the link “javascript:alert\(1\)” starts with `javascript:` Links start with/;
    assert.match(await problemOf("One.\n\n[two](javascript:alert(1))"), says);
    assert.match(await problemOf("One.\n\n<javascript:alert(1)>"), says);
    assert.match(await problemOf("One.\n\n[two]: javascript:alert(1)\n\n[two]"), says);
    assert.match(await problemOf("One.\n\n[two](&#106;avascript:alert(1))"), says);
    assert.match(await problemOf("![a picture](https://example.org/x.png)"), /^1: a picture in the prose/);
  });

  test("stay as they are otherwise", async () => {
    const { html, problems } = await render("[a](https://example.org/?b&c) <me@example.org>");
    assert.deepEqual(problems, []);
    assert.match(html, /href="https:\/\/example\.org\/\?b&#x26;c"/);
    assert.match(html, /href="mailto:me@example\.org"/);
  });
});
