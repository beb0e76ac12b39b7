import { build } from "esbuild";
import { sha256 } from "./canonical.ts";

/**
 * SHA-256 of the code that says what is claimed of an experiment: its `claims.ts` with the local modules that it reaches,
 * without comments, types and white space. The same for as long as the claims mean the same.
 */
export async function claimsDigest(root: string, experiment: string): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [`experiments/${experiment}/claims.ts`],
    bundle: true,
    write: false,
    format: "esm",
    platform: "neutral",
    target: "esnext",
    packages: "external",
    minifyWhitespace: true,
    legalComments: "none",
    charset: "utf8",
    logLevel: "silent",
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
  });
  return sha256(outputFiles[0]?.contents ?? new Uint8Array());
}
