import assert from "node:assert/strict";
import { test } from "node:test";
import { listDifferences } from "../../src/commands/audit.ts";
import { parseCalls, verdicts } from "../../src/native/audit/verdicts.ts";
import type { KernelList } from "../../src/native/kernels.ts";

const lines = (...calls: readonly (readonly string[])[]) =>
  parseCalls(calls.map((call) => ["call", ...call].join("\t")).join("\n"));
const add = (index: number, result = "sum", through = "") => ["Add float32", `add-${index}`, result, through];
const adds = [add(1), add(2), add(3)];

test("a kernel with the same results everywhere passes", () => {
  const { passed, failed } = verdicts([lines(...adds), lines(...adds)], [lines(...adds)]);
  assert.deepEqual(failed, {});
  assert.equal(passed["Add float32"]?.calls, 3);
});

test("one other result on another processor fails the kernel, and nobody after it", () => {
  const sqrt = (result: string) => ["Rsqrt float32", "rsqrt", result, ""];
  const after = (call: string) => ["Mul float32", call, "product", "Rsqrt float32"];
  const here = lines(...adds, sqrt("a"), after("mul-of-a"));
  const there = lines(...adds, sqrt("b"), after("mul-of-b"));
  const { passed, failed } = verdicts([here, here], [there]);
  assert.deepEqual(failed, { "Rsqrt float32": "processor" });
  assert.deepEqual(Object.keys(passed), ["Add float32"]);
});

test("another result in the same process, or in another order, fails by history", () => {
  const draw = (result: string) => ["Multinomial float32", "draw", result, ""];
  const twice = lines(...adds, draw("a"), draw("b"));
  assert.deepEqual(verdicts([twice, twice], [twice]).failed, { "Multinomial float32": "history" });
  const orders = [lines(...adds, draw("a")), lines(...adds, draw("b"))];
  assert.deepEqual(verdicts(orders, []).failed, { "Multinomial float32": "history" });
});

test("fewer than three calls prove nothing", () => {
  assert.deepEqual(verdicts([lines(add(1), add(2))], [lines(add(1), add(2))]), { passed: {}, failed: {} });
});

test("calls that came through a kernel that fails do not count, unless they were also made without it", () => {
  const sqrt = (result: string) => ["Rsqrt float32", "rsqrt", result, ""];
  const tainted = add(3, "sum", "Rsqrt float32");
  const here = lines(add(1), add(2), tainted, sqrt("a"));
  const there = lines(add(1), add(2), tainted, sqrt("b"));
  assert.deepEqual(verdicts([here], [there]).passed, {});
  const also = [lines(add(1), add(2), tainted, add(3), sqrt("a")), lines(add(1), add(2), add(3), sqrt("b"))];
  assert.equal(verdicts(also.slice(0, 1), also.slice(1)).passed["Add float32"]?.calls, 3);
});

test("a list differs from an audit by what passed, what failed, and by bits", () => {
  const list: KernelList = {
    format: 1,
    tensorflow: "2",
    library: "a",
    processors: ["here"],
    mathematics: { expf: "1", logf: "2" },
    passed: {
      Add: { calls: 3, results: "x" },
      Sub: { calls: 3, results: "y" },
      Mul: { calls: 3, results: "z" },
    },
    failed: { Rsqrt: "processor" },
  };
  assert.deepEqual(listDifferences(list, { ...list, processors: ["elsewhere"] }), []);
  const found: KernelList = {
    ...list,
    library: "b",
    mathematics: { expf: "1", logf: "3" },
    passed: {
      Add: { calls: 3, results: "other" },
      Mul: { calls: 3, results: "z" },
      Rsqrt: { calls: 3, results: "w" },
    },
    failed: { Sub: "history" },
  };
  assert.deepEqual(listDifferences(list, found), [
    "the TensorFlow library is another one",
    "the C library computes otherwise: logf",
    "Add: other calls or other bits than in the list",
    "Rsqrt: failed by processor in the list, passed now",
    "Sub: passed in the list, failed by history now",
  ]);
});
