import { createRequire } from "node:module";
import { join } from "node:path";
import { readKernelList } from "./kernels.ts";
import { platformName, quietName } from "./library.mjs";

/**
 * Digests of what the C library's mathematical functions return for two thousand arguments each, by name. Several
 * kernels call them, and so does JavaScript's `Math.pow`; which bits they give is for each version of the library to
 * decide. Takes some 10 ms.
 *
 * @param directory from `ensureTensorFlow`
 */
export function mathematicsHere(directory: string): Readonly<Record<string, string>> {
  const quiet = createRequire(import.meta.url)(join(directory, quietName)) as Quiet;
  return quiet.mathematics();
}

/** What `quiet.cc` exports, as far as it is used here. */
interface Quiet {
  mathematics(): Readonly<Record<string, string>>;
}

/** Functions that compute otherwise here than where the kernels were audited; results that use them may differ. */
export function otherMathematics(directory: string): readonly string[] {
  if (platformName !== "linux-x64") return [];
  return differentFunctions(readKernelList().mathematics, mathematicsHere(directory));
}

/** Names of the functions whose digests differ. */
export function differentFunctions(
  expected: Readonly<Record<string, string>>,
  found: Readonly<Record<string, string>>,
): readonly string[] {
  return Object.keys(expected).filter((name) => expected[name] !== found[name]);
}
