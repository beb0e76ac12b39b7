import type { RandomSource } from "../../../experiments/lib/draws.ts";
import { randomStream } from "../../../src/engine/random.ts";
import { loadTensorFlow } from "../../../src/native/tensorflow.ts";

/** The native TensorFlow, in the numeric profile that experiments run in. */
export const tf = await loadTensorFlow();

/** Random streams as an experiment named `test` gets them. */
export const random: RandomSource = (...path) => randomStream(20171101, "test", path);

/** Whole numbers from 0. */
export const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
