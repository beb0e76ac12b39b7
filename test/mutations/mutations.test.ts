import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { thorough } from "../thorough.ts";
import { checkEdits, openLaboratory, type Trial } from "./laboratory.ts";
import { mutations, sizes } from "./mutations.ts";

const laboratory = openLaboratory(sizes);
after(() => laboratory.close());

/** A claim about the paper's size only: at the small one Fold 1's gradients have not grown larger yet. */
const beyondThisSize = ["deep-linear.folded-gradients-stay-larger"];

const tried = mutations.filter((_, index) => thorough || index % 6 === 0);

/** The experiments whose claims are asked. */
function experimentsOf(claims: readonly string[]): readonly string[] {
  return [...new Set(claims.map((claim) => claim.split(".")[0] as string))];
}

describe("the science with a mistake in it", () => {
  let original: Trial["verdicts"] = {};
  before(async () => {
    const { verdicts, refused } = await laboratory.try(Object.keys(sizes));
    assert.equal(refused, undefined);
    original = verdicts;
  });

  for (const { mistake, edits, objections, refused } of tried) {
    test(`${mistake}: the paper objects`, async () => {
      const claims = Object.keys(objections);
      const ids = refused === undefined ? experimentsOf(claims) : ["norm-removed"];
      const trial = await laboratory.try(ids, edits);
      if (refused === undefined) assert.equal(trial.refused, undefined);
      else assert.match(trial.refused ?? "", refused);
      const among = (verdicts: Trial["verdicts"]) =>
        Object.fromEntries(claims.map((claim) => [claim, verdicts[claim]]));
      assert.deepEqual(among(original), Object.fromEntries(claims.map((claim) => [claim, "holds"])));
      assert.deepEqual(among(trial.verdicts), { ...objections });
    });
  }

  test("every mistake can be made in the science as it is", () => {
    for (const { edits } of mutations) checkEdits(sizes, edits);
  });

  test("every claim that the unharmed science bears out at this size objects to some mistake", () => {
    const objecting = new Set(mutations.flatMap(({ objections }) => Object.keys(objections)));
    const silent = Object.keys(original).filter((claim) => !objecting.has(claim));
    assert.deepEqual(silent, beyondThisSize);
  });

  test("a mutation that no longer applies is a failure, not a pass", async () => {
    const stale = { file: "lib/conditions.ts", find: "fold-17", replace: "fold-18" };
    await assert.rejects(laboratory.try(["init-panel"], [stale]), /conditions\.ts has this text 0 times/);
    const twice = { file: "lib/conditions.ts", find: "folds: ", replace: "folds: 1 + " };
    await assert.rejects(laboratory.try(["init-panel"], [twice]), /has this text 2 times/);
  });
});
