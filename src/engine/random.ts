import { hash } from "node:crypto";
import { xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";
import type { RandomGenerator } from "pure-rand/types/RandomGenerator";
import { canonicalJson } from "./canonical.ts";
import { edges, heights, ratios, tailStart } from "./ziggurat.ts";

/** A sequence of random numbers that its name determines. */
export interface RandomStream {
  /** Uniform integer in [0, 2³²). */
  uint32(): number;
  /** Uniform on [0, 1), 53 bits. */
  uniform(): number;
  /** Standard normal. */
  normal(): number;
  /**
   * Uniform integer in [0, bound).
   *
   * @throws RangeError unless bound is an integer in [1, 2³²]
   */
  integer(bound: number): number;
  /** Fills with N(0, sd²), sd = 1 unless told otherwise; returns the same array. */
  fillNormal<T extends Float32Array | Float64Array>(target: T, sd?: number): T;
  /**
   * Fills with the uniform distribution on [low, high), [0, 1) unless told otherwise; returns the same array.
   * A `Float32Array` gets 24 bits, which it can hold exactly, so that rounding never makes 1 of what is below 1.
   */
  fillUniform<T extends Float32Array | Float64Array>(target: T, low?: number, high?: number): T;
  /** A uniformly random order of 0 … n − 1 (Fisher and Yates). */
  permutation(n: number): Uint32Array;
}

/**
 * The random stream of this name; a new stream at its start at each call. Streams of different names are independent:
 * the whole 128-bit state is SHA-256 of the canonical JSON of `[seed, experiment, ...path]`.
 *
 * The bits are the same on every machine: integers, correctly rounded arithmetic, and V8's own `exp` and `log`.
 */
export function randomStream(
  seed: number,
  experiment: string,
  path: readonly (string | number)[],
): RandomStream {
  const state = hash("sha256", canonicalJson([seed, experiment, ...path]), "buffer");
  const generator = xoroshiro128plusFromState([0, 4, 8, 12].map((offset) => state.readInt32LE(offset)));

  const integer = (bound: number): number => uniformInteger(generator, bound);
  return {
    uint32: () => generator.next() >>> 0,
    uniform: () => uniform(generator),
    normal: () => normal(generator),
    integer,
    fillNormal(target, sd = 1) {
      for (let i = 0; i < target.length; i++) target[i] = sd * normal(generator);
      return target;
    },
    fillUniform(target, low = 0, high = 1) {
      const width = high - low;
      const draw = target instanceof Float32Array ? uniform24 : uniform;
      for (let i = 0; i < target.length; i++) target[i] = low + width * draw(generator);
      return target;
    },
    permutation(n) {
      const order = Uint32Array.from({ length: n }, (_, i) => i);
      for (let i = n - 1; i > 0; i--) {
        const j = integer(i + 1);
        const held = order[i] as number;
        order[i] = order[j] as number;
        order[j] = held;
      }
      return order;
    },
  };
}

const two32 = 2 ** 32;

/** 53 random bits: 21 high bits of one draw above 32 of the next. The lowest bits of xoroshiro128+ are its weakest. */
function uniform(generator: RandomGenerator): number {
  return ((generator.next() >>> 11) * two32 + (generator.next() >>> 0)) * 2 ** -53;
}

function uniform24(generator: RandomGenerator): number {
  return (generator.next() >>> 8) * 2 ** -24;
}

function uniformInteger(generator: RandomGenerator, bound: number): number {
  if (!Number.isInteger(bound) || bound < 1 || bound > two32) {
    throw new RangeError(`the bound of a random integer is an integer in [1, 2³²], not ${bound}`);
  }
  // Rejecting what lies above the last whole multiple of the bound makes every value equally likely
  const limit = two32 - (two32 % bound);
  let draw = generator.next() >>> 0;
  while (draw >= limit) draw = generator.next() >>> 0;
  // The high bits decide, for the reason given at uniform()
  return Math.floor(draw / (limit / bound));
}

/** One standard normal by the ziggurat: 8 bits choose the layer, 53 others the position in it. */
function normal(generator: RandomGenerator): number {
  for (;;) {
    const high = generator.next();
    const layer = high >>> 24;
    // Uniform on [−1, 1): bits 3 to 23 of the first draw above all 32 of the second
    const position = (((high >>> 3) & 0x1fffff) * two32 + (generator.next() >>> 0)) * 2 ** -52 - 1;
    const x = position * (edges[layer] as number);
    if (Math.abs(position) < (ratios[layer] as number)) return x;
    if (layer === 0) return position < 0 ? -tail(generator) : tail(generator);
    const low = heights[layer] as number;
    const height = heights[layer + 1] as number;
    if (low + uniform(generator) * (height - low) < Math.exp(-0.5 * x * x)) return x;
  }
}

/** A normal beyond `tailStart` (Marsaglia, 1964). */
function tail(generator: RandomGenerator): number {
  for (;;) {
    // 1 − u is in (0, 1], so that the logarithm is finite
    const x = Math.log(1 - uniform(generator)) / tailStart;
    const y = Math.log(1 - uniform(generator));
    if (-2 * y >= x * x) return tailStart - x;
  }
}
