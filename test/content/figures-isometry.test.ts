import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import type { AnyFigure } from "../../src/figures/define.ts";
import { renderFigure } from "../../src/figures/render.ts";
import { smallIsometryArtifacts } from "../experiments/small-isometry.ts";
import { smallNormArtifacts } from "../experiments/small-norm.ts";

const artifacts: Readonly<Record<string, unknown>> = {
  ...(await smallNormArtifacts()),
  ...(await smallIsometryArtifacts()),
};

for (const id of [
  "adam-scale",
  "norm-removed",
  "dose-response",
  "jacobian-spectra",
  "jacobian-growth",
  "isometry-training",
  "isometry-search",
]) {
  const file = `content/degeneracy/figures/${id}.ts`;
  const { default: figure } = (await import(`../../${file}`)) as { default: AnyFigure };
  test(`${id} is drawn from whatever results there are, in both sizes`, async () => {
    const { wide, narrow, table, description } = await renderFigure(figure, id, artifacts, { file });
    for (const svg of [wide, narrow]) {
      assert.ok(svg.includes("<path") && !svg.includes("NaN") && !svg.includes("undefined"));
    }
    assert.ok(gzipSync(wide + narrow).length < 60_000);
    assert.ok(table.rows.length >= 3);
    assert.match(description, /\d/);
    assert.doesNotMatch(description, /NaN|undefined|null/);
  });
}
