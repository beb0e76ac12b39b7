import assert from "node:assert/strict";
import { test } from "node:test";
import { UserError } from "../../src/engine/errors.ts";
import { randomStream } from "../../src/engine/random.ts";
import type { AnyFigure } from "../../src/figures/define.ts";
import { type RenderedFigure, renderFigure } from "../../src/figures/render.ts";
import { standaloneSvg } from "../../src/figures/standalone.ts";
import { artifact, curves, figureOf, panels, row, type SampleFigure } from "./sample.ts";

const samples = { curves, panels, row };
const artifacts = { decay: artifact };
const render = (figure: SampleFigure, id: string): Promise<RenderedFigure> =>
  renderFigure(figure as unknown as AnyFigure, id, artifacts);

const attribute = (svg: string, name: string) => new RegExp(`^<svg[^>]* ${name}="([^"]*)"`).exec(svg)?.[1];
const texts = (svg: string) =>
  [...svg.matchAll(/<text[^>]*>(.*?)<\/text>/gs)].map((match) => (match[1] ?? "").replace(/<[^>]*>/g, ""));

test("the same figure gives the same bytes, whatever was rendered before", async () => {
  const first = await render(curves, "curves");
  await render(panels, "panels");
  await render(row, "row");
  assert.deepEqual(await render(curves, "curves"), first);
});

test("each layout has exactly the width it stands in", async () => {
  for (const [id, figure] of Object.entries(samples)) {
    const { wide, narrow } = await render(figure, id);
    const width = figure.span === "wide" ? "1000" : "680";
    assert.equal(attribute(wide, "width"), width);
    assert.match(attribute(wide, "viewBox") ?? "", new RegExp(`^0 0 ${width} `));
    assert.equal(attribute(narrow, "width"), "328");
  }
});

test("ids are unique over all figures and layouts of a page, and every reference meets one", async () => {
  const seen = new Set<string>();
  for (const [id, figure] of Object.entries(samples)) {
    const { wide, narrow } = await render(figure, id);
    for (const svg of [wide, narrow]) {
      const ids = [...svg.matchAll(/ id="([^"]*)"/g)].map((match) => match[1] ?? "");
      assert.ok(ids.length >= 2);
      for (const each of ids) {
        assert.ok(!seen.has(each), each);
        seen.add(each);
      }
      const used = [...svg.matchAll(/url\(#([^)]*)\)/g)].map((match) => match[1] ?? "");
      for (const each of used) assert.ok(ids.includes(each), each);
      if (id === "curves") assert.ok(used.length > 0, "the sample is clipped");
    }
  }
});

test("a screen reader gets one image with a title and a description", async () => {
  const { wide } = await render(curves, "curves");
  assert.equal(attribute(wide, "role"), "img");
  assert.equal(attribute(wide, "aria-labelledby"), "curves-wide-title curves-wide-desc");
  assert.match(wide, /<title id="curves-wide-title">Decay<\/title>/);
  assert.match(wide, /<desc id="curves-wide-desc">[^<]*is &#60; 1 &#38; falls sooner\.<\/desc>/);
  assert.equal([...wide.matchAll(/role=|aria-/g)].length, 2);
});

test("SVG needs nothing that a strict content security policy refuses, and keeps colours as variables", async () => {
  for (const [id, figure] of Object.entries(samples)) {
    const { wide, narrow } = await render(figure, id);
    for (const svg of [wide, narrow]) {
      assert.doesNotMatch(svg, / style=|<style|<script|href=| on[a-z]+=|url\((?!#)/);
      assert.match(svg, /(fill|stroke)="var\(--ink\)"/);
      assert.doesNotMatch(svg, /NaN|undefined|Infinity/);
    }
  }
});

test("logarithmic axes are labelled with raised exponents set from ordinary glyphs", async () => {
  const { wide } = await render(curves, "curves");
  const labels = texts(wide).filter((text) => text.startsWith("10−") || text === "1");
  assert.deepEqual(labels, ["10−4", "10−3", "10−2", "10−1", "1"]);
  assert.match(wide, />10<tspan [^>]*font-size="[^"]*"[^>]*>−4<\/tspan>/);
  assert.doesNotMatch(wide, /[⁰¹²³⁴⁵⁶⁷⁸⁹⁻𝐸]/u);
});

test("the title of the y axis stands horizontally above the plot", async () => {
  const { wide } = await render(curves, "curves");
  assert.match(wide, /<text [^>]*>Loss <tspan font-style="italic">E<\/tspan><\/text>/);
  assert.doesNotMatch(wide, /rotate\(-90/);
  const { narrow } = await render(row, "row");
  assert.equal(texts(narrow).filter((text) => text === "Loss").length, 1);
});

test("titles of views in a row stand at one height", async () => {
  const { wide } = await render(row, "row");
  const heights = ["slow", "fast"].map(
    (name) => new RegExp(`translate\\([\\d.]+ ([\\d.]+)\\)">${name}<`).exec(wide)?.[1],
  );
  assert.ok(heights[0]);
  assert.equal(heights[0], heights[1]);
});

test("rendering leaves no marks on the data", async () => {
  const { spec } = await render(curves, "curves");
  const { data } = spec.wide as { data: { values: object[] } };
  assert.deepEqual(data.values.flatMap(Object.getOwnPropertySymbols), []);
});

test("the specification offered for download carries its data, its schema and the theme", async () => {
  const { spec } = await render(curves, "curves");
  const text = JSON.stringify(spec.wide);
  assert.match(text, /^\{"\$schema":"https:\/\/vega\.github\.io\/schema\/vega-lite\/v6\.json"/);
  assert.match(text, /"step":10/);
  assert.match(text, /"config":\{.*IBM Plex Sans/);
});

test("a standalone SVG has colours, paper and glyphs of its own", async () => {
  const { wide } = await render(curves, "curves");
  const alone = await standaloneSvg(wide);
  assert.doesNotMatch(alone, /var\(--/);
  assert.match(alone, /<rect x="-16" y="-16" width="100%" height="100%" fill="#fdfcf9"\/>/);
  assert.equal(attribute(alone, "width"), "712");
  assert.match(alone, /@font-face\{font-family:"IBM Plex Sans";font-weight:400;font-style:italic;/);
  assert.equal(await standaloneSvg(wide), alone);
});

async function refused(spec: () => unknown, pattern: RegExp, given: Record<string, unknown> = artifacts) {
  const figure = figureOf(spec as SampleFigure["spec"]) as unknown as AnyFigure;
  await assert.rejects(renderFigure(figure, "bad", given, { file: "content/p/figures/bad.ts" }), (error) => {
    assert.ok(error instanceof UserError, String(error));
    assert.match(error.message, pattern);
    assert.match(error.where ?? "", /^content\/p\/figures\/bad\.ts/);
    assert.ok(error.fix);
    return true;
  });
}

const data = { values: [{ x: 1, y: 2 }] };

test("mistakes in a specification are one clear error", async () => {
  await refused(() => undefined, /undefined in the wide layout/);
  await refused(() => [], /no Vega-Lite specification for the wide layout/);
  await refused(
    () => ({ data, encoding: {} }),
    /does not accept the specification[\s\S]*Invalid specification/,
  );
  await refused(
    () => ({ data, mark: "lin", encoding: {} }),
    /does not take "lin" at spec\.mark of the wide layout\n {2}Did you mean "line"/,
  );
  await refused(
    () => ({ data, mark: "point", encodings: {} }),
    /no property "encodings" at spec of the wide layout\n {2}Did you mean "encoding"/,
  );
  await refused(
    () => ({ data, layer: [{ mark: "point", encoding: { colour: { value: "red" } } }] }),
    /no property "colour" at spec\.layer\[0\]\.encoding of the wide layout\n {2}Did you mean "color"/,
  );
  await refused(
    () => ({ data, mark: "point", encoding: { x: { field: "x", type: "quantitativ" } } }),
    /does not take "quantitativ" at spec\.encoding\.x\.type of[\s\S]*Did you mean "quantitative"/,
  );
  await refused(() => ({ data, mark: "point", height: "tall" }), /does not take "tall" at spec\.height/);
  await refused(() => ({ data, mark: "point", encoding: { x: { field: "z" } } }), /the field "z"/);
  await refused(
    () => ({ data: { values: [{ x: Number.NaN }] }, mark: "point" }),
    /spec\.data\.values\[0\]\.x is NaN/,
  );
  await refused(() => ({ data, mark: "point", width: () => 1 }), /spec\.width is a function/);
  await refused(
    () => ({ data, transform: [{ calculate: "datum.x +", as: "z" }], mark: "point" }),
    /does not accept/,
  );
});

test("a figure too heavy for its readers is refused", async () => {
  const stream = randomStream(1, "figures", ["heavy"]);
  const values = Array.from({ length: 15_000 }, (_, i) => ({ i, x: stream.uniform(), y: stream.uniform() }));
  const quantitative = (field: string) => ({ field, type: "quantitative" });
  const encoding = { x: quantitative("x"), y: quantitative("y"), order: quantitative("i") };
  await refused(
    () => ({ data: { values }, mark: "line", encoding }),
    /the wide layout takes \d+ kB compressed, and 60 kB is the most/,
  );
});

test("what the figure's own code throws names the figure", async () => {
  await refused(() => {
    throw new TypeError("x is not iterable");
  }, /`spec` of the figure failed: x is not iterable/);
});

test("a layout that cannot be made narrow enough says how wide it is", async () => {
  const label = "a label far too long to stand beside a plot on a telephone's screen";
  await refused(
    () => ({
      data: { values: [{ x: 1, y: label }] },
      mark: "bar",
      encoding: { y: { field: "y", title: null }, x: { field: "x" } },
    }),
    /the narrow layout is \d+ pixels wide, and 328 are available/,
  );
});

test("a missing artifact names the nearest experiment", async () => {
  await refused(() => ({}), /no artifact of an experiment "decay"[\s\S]*Did you mean "decays"/, {
    decays: artifact,
  });
});

test("a missing field of an artifact names the figure, the experiment and the path", async () => {
  const figure = figureOf((shown) => ({
    data: { values: (shown.decay as unknown as { serie: { x: number }[] }).serie },
    mark: "point",
  }));
  await assert.rejects(
    render(figure, "bad"),
    /figures\/bad\.ts: the artifact of "decay" has no field serie\n {2}Did you mean "series"/,
  );
});
