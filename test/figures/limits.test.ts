import assert from "node:assert/strict";
import { test } from "node:test";
import { UserError } from "../../src/engine/errors.ts";
import { renderFigure } from "../../src/figures/render.ts";
import { artifact, figureOf } from "./sample.ts";

const values = [
  { x: 1, y: 2, link: "https://elsewhere.example/" },
  { x: 2, y: 3, link: "javascript:alert(1)" },
];
const x = { field: "x", type: "quantitative" };
const y = { field: "y", type: "quantitative" };
const sound = { data: { values }, height: 60, mark: "point", encoding: { x, y } };

const refused: readonly (readonly [string, object, RegExp])[] = [
  ["data from the network", { ...sound, data: { url: "https://elsewhere.example/x.json" } }, /from a URL/],
  [
    "data from a file, by a lookup",
    {
      ...sound,
      transform: [{ lookup: "x", from: { data: { url: "file:///etc/passwd" }, key: "x", fields: ["z"] } }],
    },
    /from a URL/,
  ],
  ["a link", { ...sound, encoding: { x, y, href: { field: "link" } } }, /refers to "https:\/\/elsewhere/],
  [
    "a mark that is a link",
    { ...sound, mark: { type: "point", href: "javascript:alert(1)" } },
    /refers to "javascript:/,
  ],
  [
    "pictures",
    { ...sound, mark: { type: "image", width: 9, height: 9 }, encoding: { x, y, url: { field: "link" } } },
    /refers to "https:/,
  ],
  [
    "an endless sequence",
    { ...sound, data: { sequence: { start: 0, stop: 1e9, as: "x" } }, encoding: { x } },
    /100000 is the most/,
  ],
  [
    "an expression that makes one",
    { ...sound, transform: [{ calculate: "length(sequence(1e9))", as: "z" }] },
    /100000 is the most/,
  ],
  [
    "an expression that makes a text of any length",
    { ...sound, transform: [{ calculate: "pad('x', 3e8)", as: "z" }] },
    /10000 is the most/,
  ],
  [
    "a million ticks",
    { ...sound, encoding: { x: { ...x, axis: { tickCount: 1e6 } }, y } },
    /10000 is the most/,
  ],
  ["tiny bins", { ...sound, encoding: { x: { ...x, bin: { step: 1e-9 } }, y } }, /100000 is the most/],
  [
    "countless columns",
    {
      data: { values },
      facet: { field: "y", type: "nominal" },
      columns: 5e8,
      spec: { mark: "point", encoding: { x } },
    },
    /10000 is the most/,
  ],
  ["a plot as tall as a tower", { ...sound, height: 1e9 }, /10000 is the most/],
  ["a plot that is less than flat", { ...sound, height: -5e20 }, /pixels large|is the most/],
  [
    "a pattern that takes for ever",
    { ...sound, transform: [{ filter: "test(regexp('(a+)+$'), 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!')" }] },
    /regular expression/,
  ],
  [
    "one in a signal in place of rows",
    { ...sound, data: { values: { signal: "test(/(a+)+$/, 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!')" } } },
    /regular expression|does not take/,
  ],
  [
    "a colour that is none, but a word of the language",
    {
      ...sound,
      encoding: { x, y, color: { field: "link", scale: { range: ["constructor"] }, legend: null } },
    },
    /cannot be finished/,
  ],
  [
    "a way out of the expression language",
    { ...sound, transform: [{ calculate: "toString.constructor('return 1')()", as: "z" }] },
    /./,
  ],
];

for (const [name, spec, says] of refused) {
  test(`a figure with ${name} is refused`, { timeout: 10_000 }, async () => {
    await assert.rejects(
      renderFigure(
        figureOf(() => spec as never),
        "f",
        { decay: artifact },
      ),
      (error) =>
        error instanceof UserError && says.test(error.what) && /figures\/f\.ts/.test(error.where ?? ""),
    );
  });
}

test("views concatenated in no columns end", { timeout: 10_000 }, async () => {
  const views = { concat: [sound, sound], columns: 0 };
  await renderFigure(
    figureOf(() => views as never),
    "f",
    { decay: artifact },
  ).catch((error: unknown) => {
    assert.ok(error instanceof UserError);
  });
});

test("a table that is none is refused", async () => {
  for (const table of [undefined, "x", { columns: [] }, { columns: [{ key: "x" }], rows: [] }]) {
    await assert.rejects(
      renderFigure(
        figureOf(() => sound as never, { table: () => table as never }),
        "f",
        { decay: artifact },
      ),
      UserError,
    );
  }
});
