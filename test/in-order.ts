/**
 * Runs these test files, two at a time, in the order in which they are given: `node --test` would sort them, and end with
 * the longest alone on one of two cores.
 */
import { resolve } from "node:path";
import { run } from "node:test";
import { spec } from "node:test/reporters";

const interruption = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    process.exitCode = 1;
    interruption.abort();
  });
}

run({
  files: process.argv.slice(2).map((file) => resolve(file)),
  concurrency: 2,
  signal: interruption.signal,
  execArgv: ["--import=./test/property-seed.ts"],
})
  .on("test:fail", () => {
    process.exitCode = 1;
  })
  .compose(spec)
  .pipe(process.stdout);
