import assert from "node:assert/strict";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { z } from "zod";
import { jsonLines, jsonSchemaOf, type ReportingVerb } from "../../src/commands/json-schema.ts";
import { writeLock } from "../../src/engine/lock.ts";
import { dice, onTheDice, project } from "../engine/project.ts";
import { command, type Finished } from "./command.ts";

const verbs = Object.keys(jsonLines) as readonly ReportingVerb[];
const readme = readFileSync(join(import.meta.dirname, "../../src/commands/README.md"), "utf8");
const examples = Array.from(
  readme.matchAll(/```json\n([\s\S]*?)```/g),
  ([, text = ""]) => JSON.parse(text) as { readonly type: string; readonly version?: number },
);

const claims = `import { defineClaims, fractionOf } from "reprise";
import { artifact } from "./artifact.ts";

export default defineClaims(artifact, {
  ${onTheDice}
});
`;

/** Holds every line to the schema of the verb; returns the last, which is the report. */
function reportOf({ out, code, err }: Finished, verb: ReportingVerb): unknown {
  assert.notEqual(out, "", `${verb} ended with ${code}: ${err}`);
  const lines = out.trim().split("\n");
  for (const line of lines) {
    const parsed = jsonLines[verb].safeParse(JSON.parse(line));
    assert.ok(parsed.success, `${verb}: ${line}\n${parsed.error && z.prettifyError(parsed.error)}`);
  }
  return JSON.parse(lines.at(-1) ?? "");
}

describe("what is documented", () => {
  test("every report has an example, and each example is one", () => {
    const reports = examples.filter(({ version }) => version !== undefined).map(({ type }) => type);
    assert.deepEqual(reports.toSorted(), verbs.filter((verb) => verb !== "draft").toSorted());
    for (const example of examples) {
      const verb = verbs.find((each) => each === example.type) ?? "run";
      const parsed = jsonLines[verb].safeParse(example);
      assert.ok(parsed.success, `${example.type}: ${parsed.error && z.prettifyError(parsed.error)}`);
    }
  });

  test("the schemas are JSON Schema of the draft that they name, and close to what they describe", () => {
    for (const verb of verbs) {
      const schema = JSON.parse(jsonSchemaOf(verb)) as { readonly $schema: string };
      assert.equal(schema.$schema, "https://json-schema.org/draft/2020-12/schema");
      assert.match(jsonSchemaOf(verb), new RegExp(`"const": "${verb === "draft" ? "build" : verb}"`));
    }
  });
});

describe("what is printed", () => {
  const subject = project({ ...dice("dice"), "experiments/dice/claims.ts": claims });
  let ran: Finished;
  before(async () => {
    ran = await command(subject.root, "run", "--json");
    const { artifacts } = reportOf(ran, "run") as {
      artifacts: readonly { readonly experiment: string; readonly hash: string }[];
    };
    writeLock(
      subject.root,
      "paper",
      Object.fromEntries(artifacts.map(({ experiment, hash }) => [experiment, hash])),
    );
  });

  test("--json-schema asks for nothing else, and computes nothing", async () => {
    const { code, out, err } = await command(subject.root, "why", "--json-schema");
    assert.deepEqual({ code, err }, { code: 0, err: "" });
    assert.deepEqual(JSON.parse(out), z.toJSONSchema(jsonLines.why));
    assert.match((await command(subject.root, "preview", "--json-schema")).err, /unknown option/);
  });

  test("run and plan", async () => {
    const { computed } = reportOf(ran, "run") as { readonly computed: number };
    assert.equal(computed, 4);
    const plan = reportOf(await command(subject.root, "plan", "--json"), "plan") as {
      readonly seconds: number;
    };
    assert.equal(plan.seconds, 0);
  });

  test("run with a failure", async () => {
    const failing = project(dice("dice", { run: '() => { throw new Error("it fell"); }' }));
    const finished = await command(failing.root, "run", "--json", "--workers", "1");
    assert.equal(finished.code, 1);
    const { status, failures } = reportOf(finished, "run") as {
      readonly status: string;
      readonly failures: readonly { readonly what: string }[];
    };
    assert.deepEqual([status, failures.length, failures[0]?.what], ["failed", 4, "Error: it fell"]);
  });

  test("why, of code, params and a lost result", async () => {
    const edited = subject.copy();
    const file = "experiments/dice/experiment.ts";
    edited.edit(file, "throws: 100 }", "throws: 200 }");
    edited.edit(file, "+ 1;", "+ 2;");
    const { runs, assembly } = reportOf(await command(edited.root, "why", "dice", "--json"), "why") as {
      readonly runs: readonly {
        readonly modules: unknown;
        readonly changes: readonly { readonly path: string }[];
      }[];
      readonly assembly: { readonly reason: string };
    };
    assert.deepEqual(runs[0]?.changes.map(({ path }) => path).sort(), ["code", "input.throws"]);
    assert.deepEqual(runs[0]?.modules, [{ module: file, change: "changed", declarations: ["run"] }]);
    assert.equal(assembly.reason, "changed");

    rmSync(join(edited.root, ".artifacts/code"), { recursive: true });
    const unknown = await command(edited.root, "why", "dice");
    assert.match(
      unknown.out,
      /code: changed, somewhere in what it reaches of experiments\/dice\/experiment\.ts\n {4}\(which/,
    );
    const { runs: old } = reportOf(await command(edited.root, "why", "dice", "--json"), "why") as {
      readonly runs: readonly { readonly modules: unknown }[];
    };
    assert.equal(old[0]?.modules, null);
  });

  test("verify and replicate", async () => {
    const verified = reportOf(await command(subject.root, "verify", "--json"), "verify") as {
      readonly status: string;
    };
    assert.equal(verified.status, "identical");
    const replicated = await command(subject.root, "replicate", "--seeds", "1", "--json");
    assert.equal((reportOf(replicated, "replicate") as { readonly status: string }).status, "replicated");
  });
});

test("plan tells how long what never ran here takes from the lock, and that it does not know from nothing", async () => {
  const subject = project(dice("dice", { paper: "{ faces: [2, 4], throws: 100 }" }));
  const environment = { processor: "x", cores: 2, system: "y" };
  const unknown = await command(subject.root, "plan");
  assert.match(
    unknown.out,
    /^dice {2}2 of 2 runs, time unknown: not run here yet\nIn all 2 runs, time unknown\.\n$/,
  );
  writeLock(
    subject.root,
    "paper",
    { dice: "0".repeat(64) },
    { dice: { runs: 2, seconds: 600, environment } },
  );
  const known = await command(subject.root, "plan", "--workers", "2");
  assert.equal(
    known.out,
    "dice  2 of 2 runs, about 10 min of processor time\nIn all 2 runs, about 5 min with 2 workers.\n",
  );
  const draft = await command(subject.root, "plan", "--preset", "draft");
  assert.match(draft.out, /time unknown/, "the lock is of another preset");
});
