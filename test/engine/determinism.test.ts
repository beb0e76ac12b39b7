import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { deterministically, deterministicallyNow, undisturbed } from "../../src/engine/determinism.ts";
import { UserError } from "../../src/engine/errors.ts";

const refused: Readonly<Record<string, () => unknown>> = {
  "Math.random": () => Math.random(),
  "Date.now": () => Date.now(),
  "new Date()": () => new Date(),
  "Date()": () => Date(),
  "performance.now": () => performance.now(),
  setTimeout: () => setTimeout(() => {}, 0),
  setInterval: () => setInterval(() => {}, 0),
  "crypto.randomUUID": () => crypto.randomUUID(),
  "crypto.getRandomValues": () => crypto.getRandomValues(new Uint8Array(1)),
  fetch: () => fetch("data:,"),
};

describe("refused while an experiment runs, with what to use instead", () => {
  for (const [name, use] of Object.entries(refused)) {
    test(name, async () => {
      const isRefusal = (error: unknown) =>
        error instanceof UserError &&
        error.what.includes(name) &&
        error.fix?.startsWith("Instead, ") === true;
      assert.throws(() => deterministicallyNow(use), isRefusal);
      await assert.rejects(
        deterministically(async () => {
          await Promise.resolve();
          use();
        }),
        isRefusal,
      );
      assert.doesNotThrow(() => deterministicallyNow(() => undisturbed(() => Math.random())));
    });
  }
});

test("what does not depend on time or chance stays", () => {
  const result = deterministicallyNow(() => [
    new Date(Date.UTC(2014, 1, 3)).toISOString(),
    new Date(0) instanceof Date,
    Math.sqrt(2),
    Date.UTC(2014, 0),
  ]);
  assert.deepEqual(result, ["2014-02-03T00:00:00.000Z", true, Math.SQRT2, Date.UTC(2014, 0)]);
});

test("afterwards everything is as before, also after an error", async () => {
  const before = [Math.random, Date, Date.now, performance.now, setTimeout, crypto.randomUUID];
  await assert.rejects(
    deterministically(() => Promise.reject(new Error("of the run"))),
    /of the run/,
  );
  assert.deepEqual([Math.random, Date, Date.now, performance.now, setTimeout, crypto.randomUUID], before);
  assert.equal(Object.hasOwn(performance, "now"), false);
});
