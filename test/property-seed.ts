/**
 * Property tests try the same cases each time, so that a change is judged by what the one before it was judged by.
 * `FUZZ_SEED=random npm test` tries others, `FUZZ_SEED=7` those of 7.
 */
import { configureGlobal, readConfigureGlobal } from "fast-check";

const { FUZZ_SEED } = process.env;
if (FUZZ_SEED !== "random") configureGlobal({ ...readConfigureGlobal(), seed: Number(FUZZ_SEED ?? 1) });
