import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { differentFunctions, mathematicsHere, otherMathematics } from "../../src/native/mathematics.ts";
import { realTensorFlow } from "./fixtures.ts";

const module = new URL("../../src/native/mathematics.ts", import.meta.url).href;

/** The digests in a process of its own, with this environment. */
function mathematicsWith(
  directory: string,
  environment: NodeJS.ProcessEnv,
): Readonly<Record<string, string>> {
  const program = `
    const { mathematicsHere } = await import(${JSON.stringify(module)});
    console.log(JSON.stringify(mathematicsHere(${JSON.stringify(directory)})));
  `;
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", program], {
    encoding: "utf8",
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...environment },
  });
  assert.equal(stderr, "");
  return JSON.parse(stdout) as Record<string, string>;
}

test("the C library is known by what it computes: another variant of its functions is noticed, by name", async () => {
  const { directory } = await realTensorFlow();
  const here = mathematicsHere(directory);
  assert.ok(Object.keys(here).length >= 50);
  assert.deepEqual(differentFunctions(here, mathematicsWith(directory, {})), []);
  // The functions that glibc chooses for processors without fused multiplication
  const tunables = "glibc.cpu.hwcaps=-AVX2,-FMA,-FMA4,-AVX2_Usable,-FMA_Usable,-FMA4_Usable";
  const other = differentFunctions(here, mathematicsWith(directory, { GLIBC_TUNABLES: tunables }));
  assert.ok(other.includes("sin") && other.includes("exp"), other.join());
  assert.ok(!other.includes("cbrt"), "which has one variant");
  assert.ok(Array.isArray(otherMathematics(directory)));
});
