import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { discoverExperiments } from "../../src/engine/discover.ts";
import { UserError } from "../../src/engine/errors.ts";
import { paramsOf, runsOf } from "../../src/engine/runs-of.ts";
import { dice, type Project, placeOf, project } from "./project.ts";

const file = "experiments/dice/experiment.ts";

/** The error of planning a project, as its user reads it. */
async function mistake({ root }: Project, preset = "paper"): Promise<UserError> {
  try {
    for (const each of await discoverExperiments(root)) runsOf(root, each, paramsOf(each, preset));
  } catch (error) {
    assert.ok(error instanceof UserError, `expected a UserError, got ${String(error)}`);
    assert.ok(error.fix, "an error says what to do");
    return error;
  }
  return assert.fail("expected an error");
}

/** A project whose experiment had this done to its source. */
function with_(from: string | RegExp, to: string): Project {
  const subject = project(dice("dice"));
  subject.edit(file, from, to);
  return subject;
}

test("experiments are found by their folders, and lib is none", async () => {
  const { root } = project({ ...dice("loaded"), ...dice("dice"), "experiments/lib/mean.ts": "export {};" });
  const found = await discoverExperiments(root);
  assert.deepEqual(
    found.map(({ id }) => id),
    ["dice", "loaded"],
  );
  assert.deepEqual(
    (await discoverExperiments(root, ["loaded"])).map(({ id }) => id),
    ["loaded"],
  );
});

describe("a malformed definition", () => {
  const cases: readonly (readonly [string, () => Project, string, RegExp])[] = [
    ["no experiments at all", () => project({}), "experiments/", /no experiments/],
    [
      "no default export",
      () => project({ [file]: "export const experiment = 1;\n" }),
      file,
      /no default export/,
    ],
    [
      "not an object",
      () => project({ [file]: "export default 7;\n" }),
      `${file}: default export`,
      /found `7`/,
    ],
    [
      "another id than the folder's",
      () => with_('id: "dice"', 'id: "die"'),
      `${file}: id`,
      /`id` is `die`.*`dice`/,
    ],
    [
      "two with one id",
      () =>
        project({
          ...dice("loaded"),
          [file]: dice("loaded")["experiments/loaded/experiment.ts"] ?? "",
          "experiments/dice/artifact.ts": dice("dice")["experiments/dice/artifact.ts"] ?? "",
        }),
      `${file}: id`,
      /two experiments have the id `loaded`/,
    ],
    [
      "two ids that differ in case",
      () => project({ ...dice("Dice"), ...dice("dice") }),
      file,
      /apart from upper and lower case: `Dice` and `dice`/,
    ],
    [
      "an id with a space",
      () => with_('id: "dice"', 'id: "di ce"'),
      `${file}: id`,
      /lower-case words.*found `"di ce"`/,
    ],
    [
      "no preset `draft`",
      () => with_(", draft: { faces: [2, 4], throws: 10 }", ""),
      `${file}: presets.draft`,
      /expected the preset `draft`/,
    ],
    [
      "a preset that the params reject",
      () => with_("throws: 100", 'throws: "many"'),
      `${file}: presets.paper.throws`,
      /rejects the preset `paper`: expected number; found `"many"`/,
    ],
    [
      "no `run`",
      () => with_(/run: \([\s\S]*?\n {4}\},/, ""),
      `${file}: run`,
      /expected a function; found nothing/,
    ],
    ["an unknown key", () => with_('title: "Dice"', 'title: "Dice", sede: 7'), file, /unknown key `sede`/],
    [
      "a schema that is none",
      () => with_("  artifact,", "  artifact: {} as never,"),
      `${file}: artifact`,
      /expected a Zod schema/,
    ],
  ];
  for (const [what, make, where, message] of cases) {
    test(what, async () => {
      const error = await mistake(make());
      assert.equal(error.where, where);
      assert.match(error.what, message);
    });
  }
});

describe("a module that cannot be loaded is shown with its line", () => {
  test("a syntax error", async () => {
    const subject = with_('title: "Dice"', 'title: "Dice" "again"');
    const error = await mistake(subject);
    assert.match(error.where ?? "", new RegExp(`^${placeOf(subject, file, "again")}:\\d+$`));
    assert.match(error.what, /Expected "}" but found/);
  });

  test("a missing import", async () => {
    const subject = project(dice("dice", { imports: 'import { mean } from "../lib/mean.ts";' }));
    const error = await mistake(subject);
    assert.match(error.where ?? "", new RegExp(`^${placeOf(subject, file, "lib/mean.ts")}:\\d+$`));
    assert.match(error.what, /Could not resolve "..\/lib\/mean.ts"/);
  });

  test("a name that the imported module lacks", async () => {
    const subject = project({
      ...dice("dice", { imports: 'import { mean } from "../lib/mean.ts";', run: "() => ({ mean: mean() })" }),
      "experiments/lib/mean.ts": "export const median = () => 1;\n",
    });
    const error = await mistake(subject);
    assert.match(error.where ?? "", new RegExp(`^${placeOf(subject, file, "lib/mean.ts")}:\\d+$`));
    assert.match(error.what, /mean/);
  });

  test("a package that is not installed", async () => {
    const subject = project(
      dice("dice", { imports: 'import { x } from "no-such-package-here";', run: "() => ({ mean: x })" }),
    );
    const error = await mistake(subject);
    assert.match(error.where ?? "", /^experiments\/dice\/experiment\.ts/);
    assert.match(error.what, /no-such-package-here/);
  });

  test("an error in a helper while it loads", async () => {
    const helper = "experiments/lib/mean.ts";
    const subject = project({
      ...dice("dice", { imports: 'import { mean } from "../lib/mean.ts";', run: "() => ({ mean })" }),
      [helper]: 'const table: Record<string, number[]> = {};\nexport const mean = table["a"]!.length;\n',
    });
    const error = await mistake(subject);
    assert.match(error.where ?? "", new RegExp(`^${helper}:2:\\d+$`));
    assert.match(error.what, /Cannot read properties of undefined/);
  });
});

describe("runs that cannot be", () => {
  const cases: readonly (readonly [string, string, string, RegExp])[] = [
    ["none", "() => []", `${file}: runs`, /returned no run/],
    ["no array", "() => 3 as never", `${file}: runs`, /must return an array/],
    [
      "two with one key",
      "() => [2, 2].map((each) => ({ key: { faces: each }, input: { faces: each, throws: 1 } }))",
      `${file}: runs`,
      /two runs have the key faces=2: numbers 0 and 1/,
    ],
    [
      "two keys that differ in order alone",
      "() => [{ key: { faces: 2, b: 1 }, input: { faces: 1, throws: 1 } }, { key: { b: 1, faces: 2 }, input: { faces: 1, throws: 1 } }]",
      `${file}: runs`,
      /two runs have the key/,
    ],
    [
      "a key with a comma",
      '() => [{ key: { faces: "2,b=3" }, input: { faces: 1, throws: 1 } }]',
      `${file}: runs()[0].key`,
      /"2,b=3"/,
    ],
    [
      "a key with a slash",
      '() => [{ key: { faces: "../a" }, input: { faces: 1, throws: 1 } }]',
      `${file}: runs()[0].key`,
      /"\.\.\/a"/,
    ],
    [
      "a key's name with a space",
      '() => [{ key: { "the faces": 2 }, input: { faces: 1, throws: 1 } }]',
      `${file}: runs()[0].key`,
      /"the faces"/,
    ],
    [
      "a key of NaN",
      "() => [{ key: { faces: Number.NaN }, input: { faces: 1, throws: 1 } }]",
      `${file}: runs()[0].key`,
      /NaN/,
    ],
    [
      "an empty key",
      "() => [{ key: {}, input: { faces: 1, throws: 1 } }]",
      `${file}: runs()[0].key`,
      /at least one part/,
    ],
    [
      "an input with NaN",
      "() => [{ key: { faces: 2 }, input: { faces: 0 / 0, throws: 1 } }]",
      `${file}: runs()[0].input`,
      /faces is NaN/,
    ],
    [
      "a negative cost",
      "() => [{ key: { faces: 2 }, input: { faces: 2, throws: 1 }, cost: -1 }]",
      `${file}: runs()[0].cost`,
      /positive/,
    ],
    [
      "random ones",
      "() => [{ key: { faces: Math.random() }, input: { faces: 2, throws: 1 } }]",
      "",
      /`runs` failed: `Math\.random`/,
    ],
  ];
  for (const [what, runs, where, message] of cases) {
    test(what, async () => {
      const error = await mistake(project(dice("dice", { runs })));
      if (where !== "") assert.equal(error.where, where);
      assert.match(error.what, message);
    });
  }
});

test("an unknown preset or experiment is told with those that there are", async () => {
  const subject = project({ ...dice("dice"), ...dice("loaded") });
  assert.match((await mistake(subject, "papr")).fix ?? "", /paper, draft/);
  await assert.rejects(
    discoverExperiments(subject.root, ["dise"]),
    (error) => error instanceof UserError && error.fix === 'Did you mean "dice"? There are: dice, loaded.',
  );
});
