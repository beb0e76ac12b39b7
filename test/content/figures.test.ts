import assert from "node:assert/strict";
import { globSync } from "node:fs";
import { basename } from "node:path";
import { test } from "node:test";
import type { AnyFigure } from "../../src/figures/define.ts";
import { renderFigure } from "../../src/figures/render.ts";
import { smallArtifacts } from "../experiments/small.ts";

const artifacts: Readonly<Record<string, unknown>> = await smallArtifacts();

for (const file of globSync("content/degeneracy/figures/*.ts").sort()) {
  const { default: figure } = (await import(`../../${file}`)) as { default: AnyFigure };
  // Figures of other experiments are drawn from their own, which take longer
  if (Object.keys(figure.artifacts).some((id) => !(id in artifacts))) continue;
  const id = basename(file, ".ts");
  test(`${id} is drawn from whatever results there are, in both sizes`, async () => {
    const { wide, narrow, table, description } = await renderFigure(figure, id, artifacts, { file });
    for (const svg of [wide, narrow]) assert.ok(svg.includes("<path") && !svg.includes("NaN"));
    assert.ok(table.rows.length > 5);
    assert.match(description, /\d/);
  });
}
