import assert from "node:assert/strict";
import { test } from "node:test";
import { UserError } from "../../src/engine/errors.ts";
import { checkFields } from "../../src/figures/fields.ts";

const origin = { file: "content/p/figures/f.ts", layout: "narrow" };
const data = {
  values: [
    { epoch: 0, loss: 1, "0.9": 2 },
    { epoch: 1, loss: 0.5, condition: "a" },
  ],
};

const accepts = (spec: Record<string, unknown>) => checkFields(spec, origin);
const refuses = (spec: Record<string, unknown>, pattern: RegExp) =>
  assert.throws(
    () => checkFields(spec, origin),
    (error) =>
      error instanceof UserError && error.where === origin.file && pattern.test(`${error.what} ${error.fix}`),
  );

test("fields of the inline data are accepted, escaped ones too", () => {
  accepts({
    data,
    mark: "line",
    encoding: { x: { field: "epoch" }, y: { field: "0\\.9" }, color: { field: "condition" } },
  });
});

test("an unknown field names the encoding, the layout, the nearest field and all fields", () => {
  refuses(
    { data, mark: "line", encoding: { y: { field: "los" } } },
    /the encoding y reads the field "los".*narrow layout.*Did you mean "loss"\? There are: epoch, loss, 0\.9, condition\./,
  );
});

test("conditions, tooltips, sorts, facets and inherited encodings are looked at", () => {
  refuses(
    { data, mark: "bar", encoding: { color: { condition: { test: "datum.lss > 1", value: "red" } } } },
    /lss/,
  );
  refuses(
    { data, mark: "bar", encoding: { tooltip: [{ field: "epoch" }, { field: "nope" }] } },
    /tooltip.*nope/,
  );
  refuses({ data, mark: "bar", encoding: { x: { field: "epoch", sort: { field: "nope" } } } }, /nope/);
  refuses({ data, facet: { field: "nope" }, spec: { mark: "bar" } }, /facet.*nope/);
  refuses({ data, facet: { row: { field: "nope" } }, spec: { mark: "bar" } }, /nope/);
  refuses({ data, layer: [{ mark: "bar" }, { mark: "line", encoding: { y: { field: "nope" } } }] }, /nope/);
});

test("a view's own data replace those it inherits", () => {
  const layer = [{ data: { values: [{ at: 1 }] }, mark: "rule", encoding: { y: { field: "at" } } }];
  accepts({ data, layer });
  refuses({ data, layer: [...layer, { mark: "rule", encoding: { y: { field: "at" } } }] }, /"at"/);
});

test("transforms add columns and are checked themselves", () => {
  const view = (transform: unknown[], field: string) => ({
    data,
    transform,
    mark: "bar",
    encoding: { y: { field } },
  });
  accepts(view([{ calculate: "datum.loss * 2", as: "twice" }], "twice"));
  refuses(view([{ calculate: "datum.lass * 2", as: "twice" }], "twice"), /calculate transform.*lass/);
  refuses(view([{ calculate: "datum['lass']", as: "twice" }], "twice"), /lass/);
  refuses(view([{ filter: { and: [{ field: "nope", equal: 1 }] } }], "loss"), /filter.*nope/);
  accepts(
    view([{ aggregate: [{ op: "mean", field: "loss", as: "average" }], groupby: ["epoch"] }], "average"),
  );
  refuses(view([{ aggregate: [{ op: "mean", field: "loss", as: "average" }] }], "loss"), /"loss"/);
  accepts(view([{ fold: ["loss", "epoch"] }], "value"));
  accepts(view([{ density: "loss" }], "density"));
  refuses(view([{ density: "loss" }], "epoch"), /"epoch"/);
  accepts(view([{ window: [{ op: "rank", as: "rank" }], sort: [{ field: "loss" }] }], "rank"));
  refuses(view([{ window: [{ op: "rank", as: "rank" }], sort: [{ field: "nope" }] }], "rank"), /nope/);
  accepts(view([{ regression: "loss", on: "epoch" }], "loss"));
  accepts(view([{ bin: true, field: "loss", as: "bin" }], "bin_end"));
  accepts(view([{ pivot: "condition", value: "loss" }], "whatever the data say"));
});

test("lookups are checked on both sides", () => {
  const from = (fields: string[]) => [
    { lookup: "condition", from: { data: { values: [{ k: 1, v: 2 }] }, key: "k", fields } },
  ];
  accepts({ data, transform: from(["v"]), mark: "bar", encoding: { y: { field: "v" } } });
  refuses({ data, transform: from(["w"]), mark: "bar" }, /source.*"w"/);
});

test("data must be in the figure", () => {
  refuses({ data: { url: "data.csv" }, mark: "bar" }, /URL/);
  refuses(
    { data: { name: "curvs" }, datasets: { curves: [] }, mark: "bar" },
    /"curvs".*Did you mean "curves"/,
  );
});
