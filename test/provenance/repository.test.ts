import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { repositoryOf } from "../../src/provenance/repository.ts";

test("the address to clone is that of package.json, in each of npm's forms", async (t) => {
  const root = await mkdtemp(join(tmpdir(), "reprise-repository-"));
  t.after(() => rm(root, { recursive: true }));
  assert.equal(repositoryOf(root), undefined);
  const of = async (description: unknown) => {
    await writeFile(join(root, "package.json"), JSON.stringify(description));
    return repositoryOf(root);
  };
  assert.equal(await of({ name: "paper" }), undefined);
  assert.equal(await of({ repository: 7 }), undefined);
  const url = "https://example.org/paper.git";
  assert.equal(await of({ repository: url }), url);
  assert.equal(await of({ repository: { type: "git", url: `git+${url}` } }), url);
  assert.equal(await of({ repository: "owner/paper" }), "https://github.com/owner/paper.git");
  assert.equal(await of({ repository: "github:owner/paper" }), "https://github.com/owner/paper.git");
});
