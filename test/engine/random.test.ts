import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import { randomStream } from "../../src/engine/random.ts";
import { edges, heights, layers, tailStart } from "../../src/engine/ziggurat.ts";

/*
 * All streams here are named, so that every statistic is a fixed number: a test passes always or never. Bounds are
 * those that a correct generator exceeds with a probability below 10⁻⁶.
 */

const stream = (...path: readonly (string | number)[]) => randomStream(1, "test", path);

/** Φ(x) by the series of Marsaglia (2004), which shares nothing with the sampler. */
function normalCdf(x: number): number {
  if (Math.abs(x) > 8) return x > 0 ? 1 : 0;
  let term = x;
  let sum = x;
  for (let i = 3; Math.abs(term) > 1e-18; i += 2) {
    term *= (x * x) / i;
    sum += term;
  }
  return 0.5 + (sum * Math.exp(-0.5 * x * x)) / Math.sqrt(2 * Math.PI);
}

/** √n times the largest distance between the empirical distribution and `cdf` (Kolmogorov and Smirnov). */
function kolmogorovSmirnov(sample: Float64Array, cdf: (x: number) => number): number {
  const sorted = sample.toSorted();
  const n = sorted.length;
  let distance = 0;
  for (const [i, x] of sorted.entries()) {
    const p = cdf(x);
    distance = Math.max(distance, p - i / n, (i + 1) / n - p);
  }
  return Math.sqrt(n) * distance;
}

/** P(√n D > 2.7) ≈ 2 exp(−2 · 2.7²) < 10⁻⁶. */
const ksBound = 2.7;

function moment(sample: Float64Array, power: number): number {
  let sum = 0;
  for (const x of sample) sum += x ** power;
  return sum / sample.length;
}

test("gives known answers", () => {
  const s = randomStream(20180701, "deep-linear", ["weights", 3]);
  assert.deepEqual([s.uint32(), s.uint32(), s.uint32()], [1902961686, 266524860, 296856952]);
  assert.deepEqual([s.uniform(), s.uniform()], [0.9279461035241461, 0.61619637972909]);
  assert.deepEqual(
    [s.normal(), s.normal(), s.normal()],
    [1.600872562745133, 1.0920838290927526, -0.9773843898934108],
  );
  assert.deepEqual([s.integer(10), s.integer(10), s.integer(1)], [7, 2, 0]);
  assert.deepEqual([...s.permutation(8)], [3, 2, 5, 1, 7, 6, 4, 0]);
});

/** The low halves of xoroshiro128+ (Blackman and Vigna, 2018; constants 24, 16, 37), in 64-bit integers. */
function* xoroshiro128plus(s0: bigint, s1: bigint): Generator<number> {
  const rotate = (x: bigint, k: bigint) => BigInt.asUintN(64, (x << k) | (x >> (64n - k)));
  for (let [a, b] = [s0, s1]; ; ) {
    yield Number(BigInt.asUintN(32, a + b));
    b ^= a;
    a = BigInt.asUintN(64, rotate(a, 24n) ^ b ^ (b << 16n));
    b = rotate(b, 37n);
  }
}

test("is xoroshiro128+ seeded with SHA-256", () => {
  const state = createHash("sha256").update('[7,"deep-linear","weights",3]').digest();
  const word = (offset: number) => BigInt(state.readUInt32LE(offset));
  const reference = xoroshiro128plus((word(0) << 32n) | word(4), (word(8) << 32n) | word(12));
  const s = randomStream(7, "deep-linear", ["weights", 3]);
  for (let i = 0; i < 1000; i++) assert.equal(s.uint32(), reference.next().value);
});

test("a name determines the stream, and every part of it matters", () => {
  const first = (seed: number, experiment: string, path: readonly (string | number)[]) =>
    randomStream(seed, experiment, path).uint32();
  assert.equal(first(1, "a", ["w", 0]), first(1, "a", ["w", 0]));
  const others = [
    first(1, "a", ["w", 0]),
    first(2, "a", ["w", 0]),
    first(1, "b", ["w", 0]),
    first(1, "a", ["w", 1]),
    first(1, "a", ["w", "0"]),
    first(1, "a", ["w"]),
    first(1, "a", []),
    first(1, "a", ["w0"]),
  ];
  assert.equal(new Set(others).size, others.length);
});

test("filling draws what single draws would", () => {
  const one = stream("fill");
  const singly = Float64Array.from({ length: 100 }, () => 2.5 * one.normal());
  assert.deepEqual(stream("fill").fillNormal(new Float64Array(100), 2.5), singly);
  assert.deepEqual(stream("fill").fillNormal(new Float32Array(100), 2.5), Float32Array.from(singly));
});

test("normals have the moments of the standard normal", () => {
  const n = 1_000_000;
  const sample = stream("moments").fillNormal(new Float64Array(n));
  // Standard errors of the sample moments: √(1/n), √(2/n), √(15/n), √(96/n); five of them
  assert.ok(Math.abs(moment(sample, 1)) < 5 * Math.sqrt(1 / n));
  assert.ok(Math.abs(moment(sample, 2) - 1) < 5 * Math.sqrt(2 / n));
  assert.ok(Math.abs(moment(sample, 3)) < 5 * Math.sqrt(15 / n));
  assert.ok(Math.abs(moment(sample, 4) - 3) < 5 * Math.sqrt(96 / n));
});

test("normals follow the normal distribution, in the middle and in the tail", () => {
  const sample = stream("distribution").fillNormal(new Float64Array(2_000_000));
  assert.ok(kolmogorovSmirnov(sample.subarray(0, 500_000), normalCdf) < ksBound);

  // The tail has a sampler of its own; seen as distances, both signs together
  const start = normalCdf(-tailStart);
  const beyond = sample.filter((x) => Math.abs(x) > tailStart).map(Math.abs);
  const expected = 2 * start * sample.length;
  assert.ok(Math.abs(beyond.length - expected) < 5 * Math.sqrt(expected));
  assert.ok(kolmogorovSmirnov(beyond, (x) => 1 - normalCdf(-x) / start) < ksBound);
});

test("normals are as symmetric as coins", () => {
  const n = 1_000_000;
  const sample = stream("signs").fillNormal(new Float64Array(n));
  const positive = sample.filter((x) => x > 0).length;
  assert.ok(Math.abs(positive - n / 2) < 5 * Math.sqrt(n / 4));
});

test("the ziggurat's layers have equal areas under the density", () => {
  const area = (edges[1] as number) * ((heights[2] as number) - (heights[1] as number));
  for (let i = 1; i < layers; i++) {
    const layer = (edges[i] as number) * ((heights[i + 1] as number) - (heights[i] as number));
    assert.ok(Math.abs(layer / area - 1) < 1e-8, `layer ${i}`);
  }
  // The base layer: the rectangle up to tailStart, and the tail; ∫ exp(−x²/2) beyond tailStart is √(2π) Φ(−tailStart)
  const base = tailStart * (heights[1] as number) + Math.sqrt(2 * Math.PI) * normalCdf(-tailStart);
  assert.ok(Math.abs(base / area - 1) < 1e-8);
});

test("uniforms are uniform in [0, 1), with 53 bits", () => {
  const sample = stream("uniform").fillUniform(new Float64Array(500_000));
  assert.ok(sample.every((x) => x >= 0 && x < 1));
  assert.ok(kolmogorovSmirnov(sample, (x) => x) < ksBound);
  assert.ok(sample.some((x) => (x * 2 ** 53) % 2 === 1));
  const narrow = stream("uniform").fillUniform(new Float32Array(500_000), -0.5, 0.25);
  assert.ok(narrow.every((x) => x >= -0.5 && x < 0.25));
  assert.ok(kolmogorovSmirnov(Float64Array.from(narrow), (x) => (x + 0.5) / 0.75) < ksBound);
});

test("a float32 filled from [0, 1) is never 1", () => {
  const sample = stream("below one").fillUniform(new Float32Array(4_000_000));
  assert.ok(sample.every((x) => x < 1));
});

test("bytes of uint32 are equally likely, high and low ones", () => {
  const n = 256 * 1000;
  for (const shift of [0, 8, 16, 24]) {
    const s = stream("bytes");
    const counts = new Float64Array(256);
    for (let i = 0; i < n; i++) {
      const byte = (s.uint32() >>> shift) & 255;
      counts[byte] = (counts[byte] as number) + 1;
    }
    const chiSquared = counts.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
    // 255 degrees of freedom: mean 255, standard deviation √510 = 22.6
    assert.ok(Math.abs(chiSquared - 255) < 5 * Math.sqrt(510), `bits from ${shift}: ${chiSquared}`);
  }
});

test("streams are uncorrelated with each other and with themselves", () => {
  const n = 200_000;
  const correlation = (a: Float64Array, b: Float64Array) =>
    a.reduce((sum, x, i) => sum + x * (b[i] ?? 0), 0) / n;
  const samples = [0, 1, 2, 3].map((i) => stream("replicate", i).fillNormal(new Float64Array(n)));
  for (const [i, a] of samples.entries()) {
    for (const b of samples.slice(i + 1)) assert.ok(Math.abs(correlation(a, b)) < 5 / Math.sqrt(n));
    for (const lag of [1, 2, 7]) {
      assert.ok(Math.abs(correlation(a.subarray(0, -lag), a.subarray(lag))) < 5 / Math.sqrt(n));
      // Sizes of neighbours must be uncorrelated too: the weakness of ziggurats that use the same bits twice
      const squares = a.map((x) => (x * x - 1) / Math.SQRT2);
      assert.ok(Math.abs(correlation(squares.subarray(0, -lag), squares.subarray(lag))) < 5 / Math.sqrt(n));
    }
  }
});

test("first draws of many streams are uniform too", () => {
  const firsts = Float64Array.from({ length: 20_000 }, (_, i) => stream("first", i).uniform());
  assert.ok(kolmogorovSmirnov(firsts, (x) => x) < ksBound);
});

test("integers lie below their bound", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 32 }), fc.nat(), (bound, name) => {
      const drawn = stream("integer", name).integer(bound);
      assert.ok(Number.isInteger(drawn) && drawn >= 0 && drawn < bound);
    }),
  );
});

test("integers are equally likely where the bound does not divide 2³²", () => {
  // Of 3 · 2³⁰ values, taking remainders would make the first third twice as likely as the others
  const bound = 3 * 2 ** 30;
  const s = stream("thirds");
  const counts = [0, 0, 0];
  for (let i = 0; i < 30_000; i++) {
    const third = Math.floor(s.integer(bound) / 2 ** 30);
    counts[third] = (counts[third] ?? 0) + 1;
  }
  for (const count of counts) assert.ok(Math.abs(count - 10_000) < 5 * Math.sqrt(30_000 * (2 / 9)));
});

test("refuses a bound that is no bound", () => {
  for (const bound of [0, -1, 1.5, Number.NaN, 2 ** 32 + 1]) {
    assert.throws(() => stream("bound").integer(bound), RangeError);
  }
});

test("a permutation holds every index once", () => {
  fc.assert(
    fc.property(fc.nat(300), fc.nat(), (n, name) => {
      const order = stream("permutation", name).permutation(n);
      assert.deepEqual(
        [...order].sort((a, b) => a - b),
        Array.from({ length: n }, (_, i) => i),
      );
    }),
  );
});

test("all permutations are equally likely", () => {
  const counts = new Map<string, number>();
  const s = stream("orders");
  for (let i = 0; i < 24_000; i++) {
    const order = s.permutation(4).join("");
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  assert.equal(counts.size, 24);
  const chiSquared = [...counts.values()].reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
  // 23 degrees of freedom: P(χ² > 76) < 10⁻⁶
  assert.ok(chiSquared < 76, String(chiSquared));
});
