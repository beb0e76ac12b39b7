import { fileURLToPath } from "node:url";
import { build } from "esbuild";

let script: Promise<string> | undefined;

/**
 * The script that a page's head runs before anything is drawn. The bundler of the site makes modules, which wait until all
 * of a page has been read: this one is a classic script, and in the page itself, so that nothing waits for it either.
 */
export function headScript(): Promise<string> {
  script ??= compile(new URL("client/head.ts", import.meta.url));
  return script;
}

async function compile(file: URL): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(file)],
    bundle: true,
    write: false,
    format: "iife",
    target: "es2022",
    minify: true,
  });
  return outputFiles.map(({ text }) => text.trim()).join("\n");
}
