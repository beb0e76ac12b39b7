import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, describe, test } from "node:test";
import fc from "fast-check";
import { madeOnce } from "../../src/cache.ts";
import { withChecksum } from "../../src/engine/checked.ts";
import { parseFinding } from "../../src/engine/evaluate-claims.ts";
import { lockFile, readLock } from "../../src/engine/lock.ts";
import { readReplications, replicationsFile } from "../../src/engine/replications.ts";
import { readResults } from "../../src/engine/results.ts";
import { claimMark } from "../../src/markdown/claim-mark.ts";
import { figureIdOf } from "../../src/markdown/figure-name.ts";
import { lastFound } from "../../src/markdown/last-claims.ts";
import { anything, number, text, traps } from "./hostile.ts";
import { cases, outcomeOf } from "./outcome.ts";

const root = mkdtempSync(join(tmpdir(), "reprise-stored-"));
after(() => rmSync(root, { recursive: true, force: true }));

function put(file: string, content: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), content);
}

const digest = "0123456789abcdef".repeat(4);
const sound = {
  results: {
    format: 1,
    preset: "paper",
    seed: 1,
    artifacts: {
      darts: {
        id: "darts",
        title: "Darts",
        hash: digest,
        bytes: 10,
        fingerprint: digest,
        provenance: {
          params: { throws: 10 },
          seed: 1,
          runs: [{ key: { a: 1 }, fingerprint: digest, hash: digest, seconds: 1 }],
          code: {
            entry: "experiments/darts/experiment.ts",
            digest,
            modules: ["experiments/darts/experiment.ts"],
          },
          packages: [],
          runtime: { node: "v24", tensorflow: "2", tfjs: "4", library: digest, profile: {} },
          commit: null,
        },
      },
    },
  },
  lock: { format: 1, preset: "paper", artifacts: { darts: digest } },
  replications: {
    format: 1,
    preset: "paper",
    experiments: {
      darts: {
        madeFrom: { code: digest, params: digest, claims: digest },
        seeds: [1],
        artifacts: [digest],
        claims: { hit: { held: 1, refuted: 0, undecided: 0, effect: null, effects: [null] } },
      },
    },
  },
  claims: { format: 1, preset: "paper", claims: [{ claim: "darts.hit", found: "4 of 4" }] },
  finding: {
    verdict: "holds",
    predicate: "more is more",
    expected: "A < B",
    found: "A 1, B 2",
    n: 4,
    test: { name: "t test", t: 2, degreesOfFreedom: 3, p: 0.01, level: 0.05 },
    effect: { name: "d", value: 1 },
  },
} as const;

const change = fc.record({
  at: fc.nat(200),
  /** Replaces the member, or its name. */
  what: fc.constantFrom("value", "value", "name", "gone"),
  name: fc.constantFrom(...traps, "../../../outside", "darts/../..", "C:\\x", "darts "),
  value: fc.oneof(
    anything,
    text,
    number,
    fc.constantFrom<unknown>([], {}, "../../outside.ts", "/etc/passwd", "a\\..\\..\\b", 2, "other"),
  ),
});

/** The document with a member spoilt, as JSON has it. */
function spoilt(
  document: object,
  changes: readonly (typeof change extends fc.Arbitrary<infer T> ? T : never)[],
): unknown {
  const copy = structuredClone(document) as Record<string, unknown>;
  for (const { at, what, name, value } of changes) {
    const places: [Record<string, unknown>, string][] = [];
    const collect = (node: object) => {
      for (const [key, member] of Object.entries(node)) {
        places.push([node as Record<string, unknown>, key]);
        if (typeof member === "object" && member !== null) collect(member);
      }
    };
    collect(copy);
    const place = places[at % Math.max(1, places.length)];
    if (place === undefined) return copy;
    const [node, key] = place;
    const member = node[key];
    if (what !== "value" && !Array.isArray(node)) delete node[key];
    const given = what === "name" ? member : value;
    if (what !== "gone")
      Object.defineProperty(node, what === "name" && !Array.isArray(node) ? name : key, {
        value: given,
        enumerable: true,
        configurable: true,
        writable: true,
      });
  }
  return copy;
}

const plain = (value: unknown): string =>
  JSON.stringify(value, (_, each: unknown) => (typeof each === "bigint" ? 1 : each)) ?? "";
const spoiling = fc.array(change, { minLength: 1, maxLength: 2 });
/** What editors, merges and older versions leave. */
const damaged = fc.oneof(
  text,
  fc.constantFrom(
    "",
    "{}",
    "[]",
    "null",
    "{",
    '{"format":1}',
    '{"format":2}',
    "<<<<<<< HEAD\n{}",
    "\uFEFF{}",
    "[".repeat(20_000),
    '{"__proto__":{"x":1}}',
  ),
);

describe("files that Reprise reads back, edited, damaged or of another version, are told with their name", () => {
  test("results with a right checksum lead nowhere else", async () => {
    await fc.assert(
      fc.asyncProperty(spoiling, async (changes) => {
        put(".artifacts/results-paper.json", withChecksum("results", plain(spoilt(sound.results, changes))));
        const outcome = await outcomeOf(changes, () => readResults(root, "paper"));
        if ("error" in outcome) {
          assert.match(outcome.error.where ?? "", /results-paper\.json/);
          return;
        }
        for (const [id, { provenance, ...record }] of Object.entries(outcome.result.artifacts)) {
          assert.equal(record.id, id);
          assert.match(id, /^[a-z0-9-]+$/);
          for (const path of [provenance.code.entry, ...provenance.code.modules])
            assert.ok(join(root, path).startsWith(`${root}/`) && !path.startsWith("/"), path);
        }
      }),
      cases(1200),
    );
  });

  test("results, the lock, replications and the last claims, damaged anywhere", async () => {
    const files = [
      [".artifacts/results-paper.json", () => readResults(root, "paper")],
      [lockFile, () => readLock(root)],
      [replicationsFile, () => readReplications(root)],
      ["dist/claims.json", () => lastFound(root)],
    ] as const;
    const documents = [sound.results, sound.lock, sound.replications, sound.claims] as const;
    const content = fc.tuple(
      fc.nat(3),
      fc.oneof(damaged, spoiling),
      fc.option(fc.tuple(fc.nat(2000), fc.nat(255))),
    );
    await fc.assert(
      fc.asyncProperty(content, async ([index, given, flip]) => {
        const [file, read] = files[index as 0] ?? files[0];
        const json = typeof given === "string" ? given : plain(spoilt(documents[index] ?? {}, given));
        const bytes = Buffer.from(
          index === 0 && typeof given !== "string" ? withChecksum("results", json) : json,
        );
        if (flip !== null && bytes.length > 0) bytes[flip[0] % bytes.length] = flip[1];
        put(file, bytes.toString("latin1"));
        const outcome = await outcomeOf([file, given], read);
        if ("error" in outcome) assert.match(outcome.error.where ?? "", /\.json/);
      }),
      cases(1600),
    );
    assert.equal(({} as Record<string, unknown>).x, undefined);
  });

  test("what a claim returns becomes a mark, or is no finding", () => {
    fc.assert(
      fc.property(spoiling, (changes) => {
        const returned = spoilt(sound.finding, changes);
        let finding: ReturnType<typeof parseFinding>;
        try {
          finding = parseFinding(returned);
        } catch (error) {
          assert.ok(error instanceof TypeError);
          return;
        }
        const surroundings = { figure: undefined, replications: undefined, preset: "paper" };
        assert.ok(
          claimMark({ experiment: "darts", id: "hit", finding } as never, "evidence", surroundings).length >
            0,
        );
      }),
      cases(800),
    );
  });

  test("what was kept of an earlier making, damaged, is made anew", async () => {
    const folder = join(root, "kept");
    await fc.assert(
      fc.asyncProperty(damaged, fc.constantFrom(...traps), async (content, input) => {
        mkdirSync(folder, { recursive: true });
        await madeOnce(folder, "thing", [input], async () => ({ made: input }));
        for (const name of readdirSync(folder)) writeFileSync(join(folder, name), content);
        assert.deepEqual(await madeOnce(folder, "thing", [input], async () => ({ made: 1 })), { made: 1 });
      }),
      cases(200),
    );
  });
});

test("names of figures are ids, whatever the folder holds", async () => {
  const name = fc.oneof(text, fc.constantFrom(...traps)).map((word) => `${word}.ts`);
  await fc.assert(
    fc.asyncProperty(name, async (file) => {
      const outcome = await outcomeOf(file, () => figureIdOf(file, "content/x/figures"));
      if ("result" in outcome) assert.match(outcome.result ?? "", /^[a-z0-9-]{1,100}$/);
      else assert.ok(outcome.error.where?.startsWith("content/x/figures/"));
    }),
    cases(700),
  );
});
