import assert from "node:assert/strict";
import { test } from "node:test";
import * as vega from "vega";
import { expressionInterpreter } from "vega-interpreter";
import { fitWidth } from "../../src/figures/fit.ts";
import { type InteractiveDrawing, interactiveDrawing, meanings } from "../../src/figures/interactive.ts";
import { unpacked } from "../../src/figures/interactive-data.ts";
import { interactiveFiles } from "../../src/figures/interactive-files.ts";
import { isCrowded } from "../../src/figures/interactive-zoom.ts";
import type { Node } from "../../src/figures/spec-tree.ts";
import { liftAxisTitles } from "../../src/figures/titles.ts";

const origin = { file: "figures/throws.ts", layout: "wide" };
const points = (count: number) =>
  Array.from({ length: count }, (_, i) => ({
    throws: i,
    // To the digits that are kept
    error: Number((1 / (i + 1)).toPrecision(7)),
    hand: i % 2 ? "left" : "right",
  }));

const spec = (count: number): Node => ({
  hconcat: [
    {
      width: 100,
      encoding: {
        x: { field: "throws", type: "quantitative", title: "Throws", scale: { domain: [0, count] } },
        y: {
          field: "error",
          type: "quantitative",
          axis: { title: ["Mean", "error"] },
          scale: { domain: [0, 1] },
        },
      },
      layer: [
        {
          data: { values: points(count) },
          mark: "point",
          encoding: { color: { field: "hand", type: "nominal", legend: null } },
        },
        { data: { values: points(1) }, mark: "text", encoding: { text: { value: "10⁻³" } } },
      ],
    },
  ],
});

async function drawn(count: number): Promise<{ drawing: InteractiveDrawing; svg: string }> {
  const { spec: fitted, svg } = await fitWidth(liftAxisTitles(spec(count)), 600, origin);
  return { drawing: interactiveDrawing(fitted, meanings(spec(count))), svg };
}

/** What a browser draws: from JSON, with expressions interpreted. */
async function redrawn({ vega: compiled }: InteractiveDrawing, signals: object = {}): Promise<string> {
  const runtime = vega.parse(unpacked(JSON.parse(JSON.stringify(compiled))), undefined, { ast: true });
  const view = new vega.View(runtime, { renderer: "none", expr: expressionInterpreter });
  for (const [name, value] of Object.entries(signals)) view.signal(name, value);
  await view.runAsync();
  (vega as unknown as { resetSVGDefIds(): void }).resetSVGDefIds();
  return view.toSVG();
}

/** Without the names of marks, which the drawing made at build has no use for. */
const plain = (svg: string) => svg.replace(/ class="[^"]*"/g, "");

test("what a browser draws from its file is what was drawn at build", async () => {
  const { drawing, svg } = await drawn(20);
  assert.equal(plain(await redrawn(drawing)), plain(svg));
});

test("numbers of axes and legends have commas from five digits on, in a browser, too", async () => {
  const quantity = (field: string, tick: number[]) => ({
    field,
    type: "quantitative",
    axis: { values: tick },
  });
  const large: Node = {
    width: 300,
    data: {
      values: [
        { x: 0, y: -1500, size: 1000 },
        { x: 20_000, y: 1500, size: 3000 },
      ],
    },
    mark: "point",
    encoding: {
      x: quantity("x", [5000, 20_000]),
      y: quantity("y", [-1500, 1500]),
      size: { field: "size", type: "quantitative", legend: { values: [1000, 3000] } },
    },
  };
  const { spec: fitted, svg } = await fitWidth(liftAxisTitles(large), 600, origin);
  for (const each of [svg, await redrawn(interactiveDrawing(fitted, meanings(large)))]) {
    const texts = [...each.matchAll(/<text[^>]*>([^<]*)/g)].map(([, text]) => text);
    for (const text of ["5000", "20,000", "−1500", "1500", "1000", "3000"])
      assert.ok(texts.includes(text), text);
  }
});

test("marks know what their values are called, though axis titles are moved", async () => {
  const { drawing } = await drawn(20);
  const { view0_marks: marks, view1_marks: text } = drawing.marks;
  assert.deepEqual(marks, {
    x: { field: "throws", title: "Throws" },
    y: { field: "error", title: "Mean error" },
    series: "hand",
  });
  assert.equal(text?.series, undefined);
  assert.match(JSON.stringify(drawing.vega), /"name":"view0_marks"/);
  assert.deepEqual(drawing.zoom, {});
});

test("a crowded plot can be zoomed: its domains are signals, and marks are cut once it is", async () => {
  const { drawing, svg } = await drawn(800);
  const [[group, names] = []] = Object.entries(drawing.zoom);
  assert.ok(group !== undefined && names !== undefined);
  assert.equal(plain(await redrawn(drawing)), plain(svg), "drawn as before while it is not");
  const zoomed = await redrawn(drawing, { [names[0].domain]: [0, 10], zoomed: true });
  assert.notEqual(plain(zoomed), plain(svg));
  assert.match(zoomed, /clip-path/);
});

test("logarithmic axes of crowded plots have their ticks in signals, too", async () => {
  const crowded: Node = {
    data: { values: points(800).map(({ throws, error }) => ({ throws: throws + 1, error })) },
    width: 100,
    mark: "circle",
    encoding: {
      x: { field: "throws", type: "quantitative", scale: { type: "log" } },
      y: { field: "error", type: "quantitative", scale: { type: "log" } },
    },
  };
  const { spec: fitted, svg } = await fitWidth(crowded, 600, origin);
  const drawing = interactiveDrawing(fitted, meanings(crowded));
  const [x] = drawing.zoom.root ?? [];
  assert.ok(x?.type === "log" && x.ticks !== undefined);
  assert.equal(plain(await redrawn(drawing)), plain(svg), "drawn as before while it is not zoomed");
  const zoomed = await redrawn(drawing, {
    [x.domain]: [100, 200],
    [x.ticks.values]: [100, 125, 150],
    [x.ticks.labels]: { 100: "a hundred" },
    zoomed: true,
  });
  assert.match(zoomed, />a hundred</);
  assert.doesNotMatch(zoomed, />125</);
});

test("points in layers of one plot make a crowd together, and those of plots beside it do not", () => {
  const view = (count: number): Node => ({ data: { values: points(count) }, mark: "point" });
  assert.ok(isCrowded({ layer: [view(300), view(300)] }));
  assert.ok(isCrowded({ data: { values: points(600) }, layer: [{ mark: "line" }, { mark: "circle" }] }));
  assert.ok(!isCrowded({ hconcat: [view(300), view(300)] }));
  assert.ok(!isCrowded({ data: { values: points(600) }, mark: "line" }));
});

test("a field without a scale gives looks, not names; an aggregate has no value of its own", () => {
  const [look, mean] = meanings({
    layer: [
      { mark: "point", encoding: { color: { field: "colour", type: "nominal", scale: null } } },
      { mark: "line", encoding: { y: { aggregate: "mean", field: "error", type: "quantitative" } } },
    ],
  });
  assert.deepEqual(look, {});
  assert.deepEqual(mean, {});
});

test("each layout has a file, and one more for each further scale", async () => {
  const { drawing } = await drawn(5);
  const files = interactiveFiles({
    wide: [
      { ...drawing, scale: "log" },
      { ...drawing, scale: "linear" },
    ],
    narrow: [drawing],
  });
  assert.deepEqual(
    files.map(([name, { scales }]) => [name, scales]),
    [
      ["wide.vega.json", ["log", "linear"]],
      ["wide.linear.vega.json", ["log", "linear"]],
      ["narrow.vega.json", []],
    ],
  );
});
