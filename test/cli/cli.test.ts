import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { lockFile } from "../../src/engine/lock.ts";
import { dice, placeOf, project } from "../engine/project.ts";
import { command, commandWith, type Finished } from "./command.ts";

const file = "experiments/dice/experiment.ts";

function jsonLines({ out }: Finished): readonly { readonly type: string; readonly [key: string]: unknown }[] {
  return out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

describe("what is typed", () => {
  const { root } = project(dice("dice"));
  const cases: readonly (readonly [string, number, RegExp])[] = [
    ["--version", 0, /^\d+\.\d+\.\d+\n$/],
    ["--help", 0, /build[\s\S]*draft[\s\S]*dev[\s\S]*preview[\s\S]*run[\s\S]*plan[\s\S]*why/],
    ["run --help", 0, /--run <key>[\s\S]*--preset <name>/],
    ["biuld", 2, /^error: unknown command 'biuld' \(Did you mean build\?\)\n {2}fix: {3}Add/],
    [
      "run --preste draft",
      2,
      /^error: unknown option '--preste' \(Did you mean --preset\?\)\n {2}fix: {3}Add/,
    ],
    ["run --workers none", 2, /Expected a whole number above zero/],
    ["run --stall-limit 40000", 2, /Expected a number above zero, and at most 30000/],
    ["dev --port 65536", 2, /Expected a whole number above zero, and at most 65535/],
    ["run --quiet --json", 2, /cannot be used with/],
    ["why", 2, /missing required argument 'id'/],
    ["run dise", 1, /there is no experiment `dise`[\s\S]*Did you mean "dice"\?/],
    ["run dice --preset big", 1, /there is no preset `big`[\s\S]*paper, draft/],
    ["run dice --run 6", 2, /`6` is not the key of a run[\s\S]*--run method=exact/],
    ["run dice --run faces=7", 2, /has the key `faces=7`[\s\S]*faces=2; faces=4/],
    ["build --preset draft", 2, /not published[\s\S]*npm run draft/],
    ["preview", 1, /no built site[\s\S]*npm run build/],
  ];
  for (const [words, code, message] of cases) {
    test(words, async () => {
      const { code: found, out, err } = await command(root, ...words.split(" "));
      assert.match(out + err, message);
      assert.equal(found, code);
      assert.doesNotMatch(out + err, /\n {4}at /, "no stack trace");
      if (code !== 0) assert.equal(out, "", "errors go to standard error");
    });
  }
});

test("what only some verbs need, such as Markdown and Vega, is loaded when it is needed", async () => {
  const { root } = project(dice("dice"));
  const program = `
    const { registerHooks } = process.getBuiltinModule("node:module");
    const loaded = new Set();
    registerHooks({
      load(url, context, next) {
        loaded.add(/\\/node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(url)?.[1]);
        return next(url, context);
      },
    });
    process.on("exit", () => console.error([...loaded].join()));`;
  const hook = `--import=data:text/javascript,${encodeURIComponent(program)}`;
  const { out, err } = await commandWith({ NODE_OPTIONS: hook }, root, "plan");
  assert.match(out, /4 of 4 runs/);
  const loaded = err.trim().split(",");
  assert.ok(loaded.includes("commander") && loaded.includes("zod"), err);
  const late = ["astro", "@astrojs/markdown-remark", "fontkit", "shiki", "svgo", "vega"];
  assert.deepEqual(
    late.filter((name) => loaded.includes(name)),
    [],
  );
});

describe("run, plan and why", () => {
  const subject = project(dice("dice"));
  let first: Finished;
  before(async () => {
    first = await command(subject.root, "run", "dice", "--json");
  });

  test("--json prints events and nothing else", () => {
    assert.deepEqual({ code: first.code, err: first.err }, { code: 0, err: "" });
    const events = jsonLines(first);
    const types = new Set(events.map(({ type }) => type));
    for (const type of ["plan", "run-start", "run-finish", "artifact", "finish"])
      assert.ok(types.has(type), type);
    const [finish, report] = events.slice(-2);
    assert.deepEqual(
      { ...finish, seconds: 0 },
      {
        type: "finish",
        status: "complete",
        preset: "paper",
        computed: 4,
        cached: 0,
        unfinished: 0,
        seconds: 0,
      },
    );
    assert.deepEqual(
      [report?.type, report?.version, report?.status, report?.computed],
      ["run", 1, "complete", 4],
    );
  });

  test("--quiet prints nothing", async () => {
    assert.deepEqual(await command(subject.root, "run", "--quiet"), {
      code: 0,
      signal: null,
      out: "",
      err: "",
    });
  });

  test("plan and why say that all is up to date", async () => {
    assert.match((await command(subject.root, "plan")).out, /^dice {2}up to date\nNothing is to run\.\n$/);
    assert.match((await command(subject.root, "why", "dice")).out, /^dice is up to date/);
  });

  test("plan and why tell what an edit changes, and run nothing", async () => {
    const edited = subject.copy();
    const text = edited
      .read(file)
      .replace("throws: 100 }", "throws: 200 }")
      .replace("integer(", "integer(0 + ");
    edited.write(file, text);
    const plan = await command(edited.root, "plan");
    assert.match(
      plan.out,
      /^dice {2}4 of 4 runs, about \S+ s of processor time\nIn all 4 runs, about .* with \d workers?\.\n$/,
    );
    const why = await command(edited.root, "why", "dice");
    assert.match(why.out, /4 runs to do: faces=2; faces=4; faces=6; faces=8\n/);
    assert.match(why.out, /\n {2}input\.throws: 100 → 200\n/);
    assert.match(why.out, /\n {2}code: experiments\/dice\/experiment\.ts changed \(run\)\n/);
    assert.match(why.out, /\n {2}params\.throws: 100 → 200\n/);
    assert.equal((await command(edited.root, "why", "dice")).out, why.out);
  });

  test("a failing run is named with its seed, its place and the command that repeats it alone", async () => {
    const failing = project(
      dice("dice", {
        run: '({ input }) => { if (input.faces === 4) throw new Error("it fell");\nreturn { mean: 1 }; }',
      }),
    );
    const { code, err } = await command(failing.root, "run", "dice");
    assert.equal(code, 1);
    const where = placeOf(failing, file, "it fell");
    assert.match(err, /^error: dice faces=4 failed \(seed 1\)\n {2}what: {2}Error: it fell\n/);
    assert.match(err, new RegExp(`\n {2}where: ${where}:\\d+\n`));
    assert.match(err, /\n {2}again: npm run experiment -- dice --run faces=4\n/);
    assert.doesNotMatch(err, /\n {4}at /);
    const again = await command(failing.root, "run", "dice", "--run", "faces=4", "--verbose");
    assert.match(again.out, /1 of 4 runs to do/);
    assert.match(again.err, /\n {4,}at /, "--verbose shows the stack");
  });

  test("a mistake in an experiment is told with its line, and nothing runs", async () => {
    const broken = project(dice("dice", { params: "z.strictObject({" }));
    const { code, out, err } = await command(broken.root, "run");
    assert.deepEqual({ code, out }, { code: 1, out: "" });
    assert.match(
      err,
      /^error: experiments\/dice\/experiment\.ts cannot be loaded: .*\n {2}where: experiments\/dice\/experiment\.ts:\d+:\d+\n {2}fix: /,
    );
  });
});

test("build leaves the site alone when a run fails, and holds the artifacts to the lock", async () => {
  const failing = project(dice("dice", { run: '() => { throw new Error("it fell"); }' }));
  failing.write("dist/index.html", "the last good one");
  const { code, err } = await command(failing.root, "build");
  assert.equal(code, 1);
  assert.match(err, /The site in dist\/ was not touched/);
  assert.equal(failing.read("dist/index.html"), "the last good one");

  const moved = project(dice("dice"));
  const artifacts = { dice: "0".repeat(64) };
  writeFileSync(join(moved.root, lockFile), JSON.stringify({ format: 1, preset: "paper", artifacts }));
  const locked = await command(moved.root, "build", "--locked");
  assert.equal(locked.code, 4);
  assert.match(locked.err, /artifacts differ from the expected ones: dice\n {2}where: artifacts\.lock\.json/);
  assert.ok(!existsSync(join(moved.root, "dist")));
});
