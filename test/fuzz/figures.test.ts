import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { AnyFigure } from "../../src/figures/define.ts";
import { renderFigure } from "../../src/figures/render.ts";
import { artifact, figureOf } from "../figures/sample.ts";
import { address, anything, number, tags, text, trap } from "./hostile.ts";
import { cases, outcomeOf } from "./outcome.ts";
import { assertInert } from "./safe-html.ts";

const rows = [
  { x: 1, y: 2, name: "a", link: "https://evil.example/", "a.b": 1 },
  { x: 2, y: 30, name: "b", link: "javascript:alert(1)", "a.b": 2 },
  { x: 3, y: 5, name: "<script>", link: "data:image/svg+xml,<svg onload=alert(1)>", "a.b": 3 },
];
const x = { field: "x", type: "quantitative" };
const y = { field: "y", type: "quantitative" };
const color = {
  field: "name",
  type: "nominal",
  scale: { range: ["var(--ink)", "var(--blue)", "var(--green)"] },
  legend: null,
};

/** Specifications that draw, to be spoilt. */
const sound: readonly object[] = [
  { data: { values: rows }, height: 100, mark: "point", encoding: { x, y, color } },
  {
    data: { values: rows },
    height: 100,
    layer: [
      { mark: { type: "line" }, encoding: { x, y } },
      { mark: "text", encoding: { x, y, text: { field: "name" } } },
    ],
  },
  {
    data: { values: rows },
    height: 80,
    mark: "bar",
    encoding: {
      x: { field: "x", bin: { maxbins: 5 }, type: "quantitative" },
      y: { aggregate: "count", type: "quantitative" },
    },
  },
  {
    data: { values: rows },
    facet: { field: "name", type: "nominal" },
    columns: 2,
    spec: { height: 60, mark: "bar", encoding: { x, y } },
  },
  {
    data: { values: rows },
    height: 100,
    transform: [{ filter: "datum.x > 1" }, { calculate: "datum.y * 2", as: "z" }],
    mark: "line",
    encoding: { x, y: { field: "z", type: "quantitative", scale: { type: "log" } } },
  },
  {
    hconcat: [
      { data: { values: rows }, height: 60, mark: "point", encoding: { x, y } },
      {
        data: { sequence: { start: 0, stop: 5, as: "s" } },
        height: 60,
        mark: "point",
        encoding: { x: { field: "s", type: "quantitative" } },
      },
    ],
  },
  {
    concat: [1, 2, 3].map((height) => ({
      data: { values: rows },
      height: 20 * height,
      mark: "area",
      encoding: { x, y },
    })),
    columns: 2,
  },
];

const expression = fc.constantFrom(
  "1",
  "datum.x",
  "datum['__proto__']",
  "constructor",
  "toString.constructor('return process')()",
  "sequence(0, 1e9)",
  "replace('a', 'a', sequence)",
  "warn('x')",
  "while(1){}",
  "[].constructor",
  "this",
  "globalThis.process.exit(1)",
  "datum.x / 0",
  "pad('x', 1e9)",
  "split('a', '').length",
  "(",
  "",
  "merge(datum, {__proto__: 1})",
  "regexp('(a+)+$', '')",
  "test(regexp('(a+)+$'), 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!')",
  "data('x')",
  "event.view",
  "window",
  "scale('x', 1)",
  "{x: }",
);
const hostile: fc.Arbitrary<unknown> = fc.oneof(
  anything,
  text,
  tags,
  address,
  number,
  trap,
  expression,
  expression.map((expr) => ({ expr })),
  expression.map((signal) => ({ signal })),
  address.map((url) => ({ url })),
  fc.constantFrom<unknown>(
    [],
    {},
    null,
    true,
    -1,
    0,
    1e9,
    { values: "a,b\n1,2", format: { type: "csv" } },
    { name: "nothing" },
    { graticule: true },
    { sphere: true },
    { step: 1e-9 },
    { field: "nothing" },
    { type: "image" },
    "geoshape",
    "arc",
    () => 1,
    Symbol("x"),
    new Date(Number.NaN),
    new Map(),
  ),
);
const key = fc.oneof(
  fc.constantFrom(
    "data",
    "url",
    "href",
    "mark",
    "encoding",
    "transform",
    "params",
    "projection",
    "config",
    "usermeta",
    "title",
    "tooltip",
    "description",
    "width",
    "height",
    "autosize",
    "resolve",
    "datasets",
    "name",
    "background",
    "columns",
    "concat",
    "spacing",
    "size",
    "repeat",
    "spec",
    "layer",
    "expr",
    "signal",
    "scale",
    "axis",
    "format",
    "bin",
    "aggregate",
    "timeUnit",
    "stack",
    "sort",
    "condition",
    "select",
    "bind",
    "lookup",
    "from",
    "loess",
    "density",
    "regression",
    "impute",
    "$schema",
  ),
  trap,
);

interface Spoiling {
  readonly base: number;
  readonly changes: readonly {
    readonly at: number;
    readonly key: string | undefined;
    readonly value: unknown;
  }[];
}
const spoiling: fc.Arbitrary<Spoiling> = fc.record({
  base: fc.nat(sound.length - 1),
  changes: fc.array(
    fc.record({ at: fc.nat(500), key: fc.option(key, { nil: undefined, freq: 1 }), value: hostile }),
    { minLength: 1, maxLength: 2 },
  ),
});

/** A sound specification with members replaced, or added under a key. */
function spoilt({ base, changes }: Spoiling): object {
  const spec = structuredClone(sound[base] ?? {});
  for (const change of changes) {
    const places: (readonly [object, string])[] = [];
    const seen = new Set<object>();
    const collect = (node: object) => {
      // What an earlier change put there may hold itself
      if (seen.has(node)) return;
      seen.add(node);
      for (const [name, member] of Object.entries(node)) {
        places.push([node, name]);
        if (typeof member === "object" && member !== null) collect(member);
      }
    };
    collect(spec);
    const [node, name] = places[change.at % places.length] ?? [spec, "data"];
    Object.defineProperty(node, change.key ?? name, {
      value: change.value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return spec;
}

async function checkFigure(
  input: unknown,
  figure: AnyFigure,
  artifacts: Readonly<Record<string, unknown>>,
): Promise<boolean> {
  const outcome = await outcomeOf(input, () =>
    renderFigure(figure, "fig", artifacts, { file: "content/x/figures/fig.ts" }),
  );
  if ("error" in outcome) {
    assert.match(outcome.error.where ?? "", /^content\/x\/figures\/fig\.ts/);
    return false;
  }
  assertInertDrawing(outcome.result.wide);
  assertInertDrawing(outcome.result.narrow);
  return true;
}

/** A drawing refers to nothing but itself, and runs nothing. */
function assertInertDrawing(svg: string): void {
  assertInert(svg);
  for (const [, target = ""] of svg.matchAll(/url\(([^)]*)\)/g))
    assert.match(target, /^["']?#fig-/, svg.slice(0, 400));
  assert.doesNotMatch(svg, /<(a|image|use|foreignObject|script|style)\b|="[^"]*\b(NaN|undefined)/i);
}

describe("figures, whatever they return, are inert drawings or one error with their file", () => {
  test("specifications that are spoilt in a place or two", { timeout: 180_000 }, async () => {
    let drawn = 0;
    await fc.assert(
      fc.asyncProperty(spoiling, async (given) => {
        const spec = spoilt(given);
        if (
          await checkFigure(
            given,
            figureOf(() => spec as never),
            { decay: artifact },
          )
        )
          drawn += 1;
      }),
      cases(450),
    );
    assert.ok(drawn > 10, `${drawn} were drawn all the same`);
  });

  test("anything at all in place of a specification, a table, a title or an artifact", async () => {
    const spec = sound[0] ?? {};
    const given = fc.record({
      spec: hostile,
      title: hostile,
      description: hostile,
      table: hostile,
      artifact: anything,
      spoil: fc.constantFrom("spec", "title", "description", "table", "artifact", "key"),
    });
    await fc.assert(
      fc.asyncProperty(given, async (hostiles) => {
        const at = <T>(place: string, usual: T) =>
          hostiles.spoil === place ? ((hostiles as Record<string, unknown>)[place] as T) : usual;
        const figure = figureOf(
          ({ decay }) => at("spec", { ...spec, title: String(decay.series[0]?.name) }) as never,
          {
            title: () => at("title", "<script>alert(1)</script>"),
            description: () => at("description", 'a ]]> "quoted" & <b>'),
            table: () => at("table", { columns: [{ key: "x", label: "<b>" }], rows: [{ x: 1 }] }),
          },
        );
        await checkFigure(
          hostiles,
          figure,
          hostiles.spoil === "key" ? { decay: {} } : { decay: at("artifact", artifact) },
        );
      }),
      cases(400),
    );
  });
});
