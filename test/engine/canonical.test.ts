import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { canonicalJson, sha256 } from "../../src/engine/canonical.ts";
import { UserError } from "../../src/engine/errors.ts";

test("writes the example of RFC 8785, section 3.2.3", () => {
  const value = {
    numbers: [Number("333333333.33333329"), 1e30, 4.5, 2e-3, Number("0.000000000000000000000000001")],
    string: "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/",
    literals: [null, true, false],
  };
  assert.equal(
    canonicalJson(value),
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
      '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  );
});

test("sorts keys by UTF-16 code units, as RFC 8785 asks", () => {
  assert.equal(
    canonicalJson({ "\ufb33": 1, "😀": 2, "€": 3, "1": 4, "\r": 5 }),
    '{"\\r":5,"1":4,"€":3,"😀":2,"\ufb33":1}',
  );
});

test("keeps a key named __proto__", () => {
  assert.equal(canonicalJson(JSON.parse('{"__proto__":{"a":1}}')), '{"__proto__":{"a":1}}');
});

test("writes −0 as 0", () => {
  assert.equal(canonicalJson([-0, new Float64Array([-0]), new Float32Array([-0])]), "[0,[0],[0]]");
});

test("does not depend on the order of keys, and restores the value", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: "grapheme" }), fc.jsonValue()), (value) => {
      const reversed = Object.fromEntries(Object.entries(value).reverse());
      assert.equal(canonicalJson(reversed), canonicalJson(value));
      assert.deepEqual(JSON.parse(canonicalJson(value)), JSON.parse(JSON.stringify(value)));
    }),
  );
});

test("writes typed arrays as arrays", () => {
  assert.equal(canonicalJson({ a: Int32Array.of(-1, 2), b: Uint8Array.of(255) }), '{"a":[-1,2],"b":[255]}');
  assert.equal(canonicalJson(Float64Array.of(0.1, 1 / 3)), "[0.1,0.3333333333333333]");
});

test("writes a float32 with the fewest digits that restore it", () => {
  assert.equal(
    canonicalJson(Float32Array.of(0.1, 1 / 3, 16777216, 1e-45)),
    "[0.1,0.33333334,16777216,1e-45]",
  );
  fc.assert(
    fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => {
      const [text = ""] = canonicalJson(Float32Array.of(value)).slice(1, -1).split(",");
      assert.equal(Math.fround(Number(text)), value === 0 ? 0 : value);
      const digits = text
        .replace(/e.*$/, "")
        .replace(/[-.]/g, "")
        .replace(/^0+/, "")
        .replace(/0+$/, "").length;
      if (digits > 1) assert.notEqual(Math.fround(Number(value.toPrecision(digits - 1))), value);
    }),
    { numRuns: 2000 },
  );
});

test("names the path of what JSON cannot carry", () => {
  const cases: readonly [unknown, RegExp][] = [
    [{ curves: [{}, {}, {}, { mean: Number.NaN }] }, /^curves\[3\]\.mean is NaN$/],
    [
      { curves: [{ mean: Float32Array.of(0, Number.POSITIVE_INFINITY) }] },
      /^curves\[0\]\.mean\[1\] is Infinity$/,
    ],
    [{ a: Float64Array.of(Number.NEGATIVE_INFINITY) }, /^a\[0\] is -Infinity$/],
    [{ "two words": undefined }, /^\["two words"\] is undefined$/],
    [{ "fold-1": { loss: Number.NaN } }, /^fold-1\.loss is NaN$/],
    // biome-ignore lint/suspicious/noSparseArray: a hole is what is tested
    [[1, , 2], /^\[1\] is undefined$/],
    [{ f: () => 1 }, /^f is a function$/],
    [{ n: 1n }, /^n is a bigint$/],
    [{ n: BigInt64Array.of(1n) }, /^n is a BigInt64Array$/],
    [{ when: new Date(0) }, /^when is a Date$/],
    [{ map: new Map() }, /^map is a Map$/],
    [{ s: Symbol("s") }, /^s is a symbol$/],
    [["\ud800"], /^\[0\] is a string with half of a surrogate pair$/],
    [Number.NaN, /^the value is NaN$/],
    [undefined, /^the value is undefined$/],
  ];
  for (const [value, expected] of cases) {
    assert.throws(
      () => canonicalJson(value, "the result of init=fold-1"),
      (error) => {
        assert.ok(error instanceof UserError);
        assert.match(error.what, expected);
        assert.equal(error.where, "the result of init=fold-1");
        assert.ok(error.fix);
        return true;
      },
    );
  }
});

test("refuses an object that contains itself, but not one that occurs twice", () => {
  const loop: Record<string, unknown> = {};
  loop.inner = [loop];
  assert.throws(() => canonicalJson(loop), /inner\[0\] is an object that contains itself/);
  const shared = { a: 1 };
  assert.equal(canonicalJson([shared, shared]), '[{"a":1},{"a":1}]');
});

test("hashes as FIPS 180-4 says", () => {
  assert.equal(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  assert.equal(sha256(new Uint8Array()), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
});
