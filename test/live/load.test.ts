import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { UserError } from "../../src/engine/errors.ts";
import { isLive, liveDocument } from "../../src/live/load.ts";

const root = mkdtempSync(join(tmpdir(), "live-"));
after(() => rmSync(root, { recursive: true, force: true }));

const plots = `plots: { heads: { title: "Heads", x: { label: "Toss", scale: "linear" }, y: { label: "Heads", scale: "log" }, series: "This coin" } }`;
const bias = `bias: { kind: "range", label: "Bias", min: 0, max: 1, step: 0.1, value: 0.5 }`;
const hand = `hand: { kind: "choice", label: "Hand", options: [{ value: "left", label: "Left" }, { value: "right", label: "Right" }], value: "left" }`;
const curve = (more: string) =>
  `{ plot: "heads", label: "Fair", colour: "blue", settings: {}, x: [0, 1], y: [1, 2], ...${more} }`;

let made = 0;
/** An experiment with this live.ts. */
function experiment(code: string): string {
  const id = `coin-${++made}`;
  mkdirSync(join(root, "experiments", id), { recursive: true });
  writeFileSync(join(root, "experiments", id, "live.ts"), code);
  return id;
}

const declared = (controls: string, published = "{ settings: {}, curves: [] }") =>
  `import { defineLive } from "reprise";
export default defineLive({ controls: { ${controls} }, ${plots}, run: async () => {}, published: (artifact, params) => (${published}) });`;

const load = (id: string) =>
  liveDocument(root, id, { artifact: { heads: 0.4 }, params: { bias: 0.7 }, seed: 5 });

async function mistake(code: string): Promise<string> {
  const id = experiment(code);
  const error = await load(id).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof UserError, `${code} is accepted`);
  assert.match(String(error.where), new RegExp(`^experiments/${id}/live\\.ts`));
  assert.ok(error.fix);
  return `${error.what} | ${error.fix}`;
}

test("the document has controls, plots, where they stand, and the published curves", async () => {
  const id = experiment(
    declared(
      `${bias}, ${hand}`,
      `{ settings: { bias: params.bias }, curves: [${curve("{ settings: { hand: 'right' }, y: [artifact.heads, 1] }")}] }`,
    ),
  );
  assert.equal(isLive(root, id), true);
  assert.equal(isLive(root, "other"), false);
  const document = await load(id);
  assert.equal(document.seed, 5);
  assert.deepEqual(document.advice, {});
  assert.deepEqual(document.settings, { bias: 0.7, hand: "left" });
  assert.deepEqual(document.published[0]?.y, [0.4, 1]);
  assert.equal(JSON.stringify(document).includes("run"), false, "what runs is no part of it");
});

test("a declaration that contradicts itself is told with its file and what to write", async () => {
  assert.match(await mistake("export const live = 1;"), /no default export .*defineLive/);
  assert.match(
    await mistake(declared(bias.replace("0.5", "2"))),
    /`bias` starts at 2, which it does not offer/,
  );
  assert.match(
    await mistake(declared(`${bias.replace("value", "when: { hnd: ['left'] }, value")}, ${hand}`)),
    /`bias` depends on `hnd`, which is no control .*bias, hand/,
  );
  assert.match(await mistake(declared(bias.replace('"range"', '"knob"'))), /malformed: controls\.bias/);
  assert.match(
    await mistake(declared(bias, "{ settings: { bais: 1 }, curves: [] }")),
    /`bais`, which is no control/,
  );
  assert.match(await mistake(declared(bias, "{ settings: { bias: 3 }, curves: [] }")), /`bias` to 3/);
  assert.match(
    await mistake(declared(bias, `{ settings: {}, curves: [${curve("{ plot: 'tails' }")}] }`)),
    /the plot “tails”, which is not declared .*heads/,
  );
  assert.match(
    await mistake(declared(bias, `{ settings: {}, curves: [${curve("{ y: [NaN] }")}] }`)),
    /`published` returns is malformed: curves\.0\.y\.0/,
  );
  assert.match(await mistake(declared(bias, "artifact.missing.field")), /`published` failed: .*field/);
});
