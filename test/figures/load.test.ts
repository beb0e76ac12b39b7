import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { UserError } from "../../src/engine/errors.ts";
import { loadFigure } from "../../src/figures/load.ts";
import { renderFigure } from "../../src/figures/render.ts";

let root = "";

before(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), "figures-")));
  await symlink(fileURLToPath(new URL("../../node_modules", import.meta.url)), join(root, "node_modules"));
  await write("package.json", '{ "type": "module" }');
  await write(
    "experiments/decay/artifact.ts",
    'import { z } from "zod";\nexport const artifact = z.strictObject({ rate: z.number() });\n',
  );
});

after(() => rm(root, { recursive: true, force: true }));

async function write(path: string, text: string): Promise<string> {
  const file = join(root, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
  return file;
}

const source = (spec: string, head = "") => `import { defineFigure } from "reprise";
import { artifact } from "../../../experiments/decay/artifact.ts";
${head}
export default defineFigure({
  artifacts: { decay: artifact },
  title: () => "Decay",
  description: () => "It decays.",
  spec: ({ decay }) => (${spec}),
  table: ({ decay }) => ({ columns: [{ key: "rate", label: "Rate" }], rows: [{ rate: decay.rate }] }),
});
`;

const fails = (file: string, what: RegExp, where: RegExp) =>
  assert.rejects(loadFigure(file, root), (error) => {
    assert.ok(error instanceof UserError, String(error));
    assert.match(`${error.what}\n${error.fix}`, what);
    assert.match(error.where ?? "", where);
    return true;
  });

test("a figure is loaded with the modules it is made of, and leaves nothing behind", async () => {
  const file = await write("content/p/figures/a.ts", source("{ mark: 'point' }"));
  const { figure, modules } = await loadFigure(file, root);
  assert.equal(figure.title({}), "Decay");
  assert.deepEqual(modules.map((path) => relative(root, path)).sort(), [
    "content/p/figures/a.ts",
    "experiments/decay/artifact.ts",
  ]);
  assert.deepEqual(await readdir(join(root, ".artifacts", "modules")), []);
});

test("an edit of a module the figure imports is seen", async () => {
  await write("content/p/lib/look.ts", 'export const name: string = "first";\n');
  const file = await write(
    "content/p/figures/b.ts",
    source("{ mark: 'point', name }", 'import { name } from "../lib/look.ts";'),
  );
  const nameOf = async () => {
    const { figure } = await loadFigure(file, root);
    return (figure.spec({ decay: { rate: 1 } }, { size: "wide", width: 680 }) as { name?: string }).name;
  };
  assert.equal(await nameOf(), "first");
  await write("content/p/lib/look.ts", 'export const name: string = "second";\n');
  assert.deepEqual(await Promise.all([nameOf(), nameOf()]), ["second", "second"]);
});

test("a figure may not import an experiment", async () => {
  await write("experiments/decay/experiment.ts", "export default 1;\n");
  const head = 'import experiment from "../../../experiments/decay/experiment.ts";\nexperiment;';
  const file = await write("content/p/figures/c.ts", source("{}", head));
  await fails(file, /imports .*experiment\.ts[\s\S]*artifact\.ts instead/, /^content\/p\/figures\/c\.ts:3$/);
});

test("code that cannot be read names its line", async () => {
  await fails(
    await write("content/p/figures/d.ts", "export default {\n  title: ) }"),
    /Unexpected/,
    /d\.ts:2$/,
  );
  await fails(await write("content/p/figures/e.ts", 'import "./no.ts";'), /Could not resolve/, /e\.ts:1$/);
  await fails("content/p/figures/none.ts", /Could not resolve|none\.ts/, /none\.ts/);
});

test("code that fails when it is loaded names its line", async () => {
  const file = await write("content/p/figures/f.ts", source("{}", 'throw new Error("at once");'));
  await fails(file, /fails when it is loaded: at once/, /f\.ts:3$/);
});

test("code that fails when it is called names its line", async () => {
  const file = await write("content/p/figures/g.ts", source("\n    (undefined as any).values\n  "));
  const { figure, placeOf } = await loadFigure(file, root);
  await assert.rejects(renderFigure(figure, "g", { decay: { rate: 1 } }, { file, placeOf }), (error) => {
    assert.ok(error instanceof UserError);
    assert.match(error.where ?? "", /^content\/p\/figures\/g\.ts:9$/);
    return true;
  });
});

test("a default export that is no figure says what is wrong with it", async () => {
  await fails(
    await write("content/p/figures/h.ts", "export const figure = 1;"),
    /no default export/,
    /h\.ts$/,
  );
  await fails(await write("content/p/figures/i.ts", "export default {};"), /artifacts/, /i\.ts$/);
  const extra = source("{}").replace("title:", "titel:");
  await fails(await write("content/p/figures/j.ts", extra), /title: must be a function/, /j\.ts$/);
});
