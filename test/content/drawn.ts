import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import type { AnyFigure } from "../../src/figures/define.ts";
import { renderFigure } from "../../src/figures/render.ts";

/** Tests that the figures are drawn from the artifacts of small experiments, with at least so many rows of data. */
export async function testDrawn(
  ids: readonly string[],
  artifacts: Readonly<Record<string, unknown>>,
  leastRows: number,
): Promise<void> {
  for (const id of ids) {
    const file = `content/degeneracy/figures/${id}.ts`;
    const { default: figure } = (await import(`../../${file}`)) as { default: AnyFigure };
    test(`${id} is drawn from whatever results there are, in both sizes`, async () => {
      const { wide, narrow, table, description } = await renderFigure(figure, id, artifacts, { file });
      for (const svg of [wide, narrow]) {
        assert.ok(svg.includes("<path") && !svg.includes("NaN") && !svg.includes("undefined"));
      }
      assert.ok(gzipSync(wide + narrow).length < 60_000);
      assert.ok(table.rows.length >= leastRows);
      assert.match(description, /\d/);
      assert.doesNotMatch(description, /NaN|undefined|null/);
    });
  }
}
