import { readFile } from "node:fs/promises";
import { transform } from "esbuild";

let script: Promise<string> | undefined;

/**
 * The script that a page's head runs before anything is drawn. The bundler makes modules, which wait until all of a page
 * has been read: this one is a classic script, and in the page itself, so that nothing waits for it either.
 */
export function themeScript(): Promise<string> {
  script ??= compile(new URL("client/theme.ts", import.meta.url));
  return script;
}

async function compile(file: URL): Promise<string> {
  const { code } = await transform(await readFile(file, "utf8"), {
    loader: "ts",
    format: "iife",
    target: "es2022",
    minify: true,
  });
  return code.trim();
}
